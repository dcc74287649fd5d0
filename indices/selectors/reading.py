"""A definition from an uploaded file: JSON, or the workbook that `exchange` writes. What is wrong is named by its row."""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from openpyxl import load_workbook

from governance.files.kinds import real_kind
from governance.files.office import legible
from indices.definitions import MOST_NODES
from indices.selectors.exchange import COLUMNS, MARK, NODES, SCHEME, TOP, read_json

LARGEST = 2 * 1024 * 1024  # bytes of the file
MOST_UNPACKED = 20 * 1024 * 1024
WIDEST = 40
YES = {"是": True, "否": False}


@dataclass(frozen=True, slots=True)
class Brought:
    """`provisional` is None where the file cannot say it (JSON)."""

    definition: Any
    provisional: list[str] | None


def read(path: Path) -> Brought:
    """Raises ValidationError with a sentence that names the line or the node."""
    if path.stat().st_size > LARGEST:
        raise ValidationError("文件太大，方案文件不超过 2 MB。")
    with path.open("rb") as file:
        if file.read(2) == b"PK":
            return _from_workbook(path)
    try:
        return Brought(read_json(path.read_text(encoding="utf-8-sig")), None)
    except UnicodeDecodeError:
        raise ValidationError("文件不是 UTF-8 编码的 JSON，也不是 xlsx 表格。") from None


def _from_workbook(path: Path) -> Brought:
    if real_kind(path).suffix != "xlsx":
        raise ValidationError("请上传 JSON 文件或 xlsx 表格。可以先导出一个版本作样子。")
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
            raise ValidationError("表格解压后过大，请只留“节点”“指标卡”“方案”三张表。")
    with legible(), closing(load_workbook(path, read_only=True, keep_links=False)) as book:
        if NODES not in book.sheetnames:
            raise ValidationError(f"表格里没有“{NODES}”这张表。可以先导出一个版本作样子。")
        top = _top(book[SCHEME]) if SCHEME in book.sheetnames else {}
        nodes, marked = _nodes(book[NODES])
    return Brought(top | {"nodes": nodes}, marked)


def _top(sheet: Any) -> dict[str, Any]:
    keys = {title: key for key, title in TOP.items()}
    found: dict[str, Any] = {}
    for number, cells in _rows(sheet, SCHEME):
        key, value = keys.get(_text(cells[0])), cells[1] if len(cells) > 1 else None
        if key == "name":
            found[key] = _text(value)
        elif key and value is not None:
            try:
                found[key] = read_json(_text(value))
            except ValidationError as error:
                raise ValidationError(f"“{SCHEME}”表第 {number} 行：{error.messages[0]}") from None
    return found


def _nodes(sheet: Any) -> tuple[list[dict[str, Any]], list[str]]:
    rows = _rows(sheet, NODES)
    _, head = next(rows, (0, []))
    titles = [_text(cell) for cell in head]
    if missing := [title for title in ("代码", "上级", "权重") if title not in titles]:
        raise ValidationError(f"“{NODES}”表第一行要有这几列：{'、'.join(missing)}。")
    nodes, marked = [], []
    for number, cells in rows:
        row = dict(zip(titles, cells, strict=False))
        node = _node(number, row)
        nodes.append(node)
        if _flag(number, MARK, row.get(MARK) or "否"):
            marked.append(node.get("code", ""))
    return nodes, marked


def _rows(sheet: Any, name: str) -> Iterator[tuple[int, list[Any]]]:
    """(line, values) of every line that holds something."""
    sheet.reset_dimensions()  # what the file says of its own size is not believed
    for number, row in enumerate(sheet.iter_rows(max_row=MOST_NODES + 2, max_col=WIDEST), start=1):
        if any(cell.data_type == "f" for cell in row):
            raise ValidationError(f"“{name}”表第 {number} 行有公式，请“粘贴为数值”后再上传。")
        values = [None if cell.value == "" else cell.value for cell in row]
        if any(value is not None for value in values):
            yield number, values


def _node(number: int, row: dict[str, Any]) -> dict[str, Any]:
    node: dict[str, Any] = {}
    for title, (kind, path) in COLUMNS.items():
        value = row.get(title)
        if value is not None:
            _put(node, path, {"text": _string, "number": _number, "flag": _flag}[kind](number, title, value))
    return node


def _put(node: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    *above, last = path
    if above[1:] == ["range"]:
        node.setdefault("normalisation", {}).setdefault("range", [])[int(last) :] = [value]
        return
    for key in above:
        node = node.setdefault(key, {})
    node[last] = value


def _string(number: int, title: str, value: Any) -> str:
    return _text(value)


def _number(number: int, title: str, value: Any) -> float:
    if isinstance(value, bool):
        raise ValidationError(f"“{NODES}”表第 {number} 行“{title}”应当是一个数。")
    try:
        found = value if isinstance(value, int | float) else float(_text(value))
    except ValueError:
        raise ValidationError(f"“{NODES}”表第 {number} 行“{title}”的“{_text(value)[:40]}”不是数。") from None
    return found


def _flag(number: int, title: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if _text(value) not in YES:
        raise ValidationError(f"“{NODES}”表第 {number} 行“{title}”请填“是”或“否”。")
    return YES[_text(value)]


def _text(value: Any) -> str:
    """A cell as text: a number that Excel took for one is written without its point."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else unicodedata.normalize("NFC", str(value)).strip()
