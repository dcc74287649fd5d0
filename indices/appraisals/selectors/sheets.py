"""Reading a third party's table of scores, xlsx or csv: all of it or nothing, with the line of whatever is wrong."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.exceptions import ValidationError
from openpyxl import load_workbook

from governance.access.models import Division
from governance.files.kinds import real_kind
from governance.files.office import legible

UNIT, SCORE, NAME = "单位代码", "得分", "单位名称"
TITLES = {"unit": (UNIT, "区划代码", "代码"), "name": (NAME, "单位", "名称"), "score": (SCORE, "总分", "综合得分")}
MOST_LINES, MOST_PARTS, WIDEST = 2_000, 12, 20
MOST_UNPACKED = 20 * 1024 * 1024
MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Found:
    """A line that could be read: `parts` in the order of the table's further columns."""

    unit: Division
    score: float
    parts: dict[str, float]


Lines = list[tuple[int, list[Any]]]


def cells_of(name: str, content: bytes) -> Lines:
    """(line, cells) of the first sheet, without empty lines. Raises ValidationError for what is no table."""
    lines = _csv(content) if name.lower().endswith(".csv") else _xlsx(content)
    found = [(number, row) for number, row in enumerate(lines, start=1) if any(cell not in (None, "") for cell in row)]
    if len(found) > MOST_LINES + 1:
        raise ValidationError(f"一次最多 {MOST_LINES} 行。")
    return found


def read(lines: Lines, units: Iterable[Division]) -> tuple[list[Found], list[str]]:
    """(scores, names of the parts). Raises ValidationError with a sentence for each wrong line; then nothing counts."""
    if not lines:
        raise ValidationError("表格是空的。")
    (_, titles), *body = lines
    head = [str(cell or "").strip() for cell in titles]
    at = {key: next((head.index(one) for one in known if one in head), None) for key, known in TITLES.items()}
    if at["score"] is None or (at["unit"] is None and at["name"] is None):
        raise ValidationError(f"第一行要有表头：“{UNIT}”或“{NAME}”，以及“{SCORE}”。可以先下载模板。")
    taken = {place for place in at.values() if place is not None}
    parts = {title[:20]: place for place, title in enumerate(head) if title and place not in taken}
    if len(parts) > MOST_PARTS:
        raise ValidationError(f"分项最多 {MOST_PARTS} 列。")
    return _Reader(list(units), at, parts).read(body), list(parts)


class _Reader:
    def __init__(self, units: list[Division], at: dict[str, int | None], parts: dict[str, int]) -> None:
        self.at, self.parts = at, parts
        self.codes = {unit.code: unit for unit in units}
        self.names: dict[str, list[Division]] = {}
        for unit in units:
            self.names.setdefault(unit.name, []).append(unit)
        self.seen: dict[str, int] = {}

    def read(self, body: Lines) -> list[Found]:
        found, wrong = [], []
        for number, row in body:
            try:
                found.append(self._line(number, row))
            except ValueError as fault:
                wrong.append(f"第 {number} 行：{fault}")
        if not found and not wrong:
            raise ValidationError("表里没有一行得分。")
        if wrong:
            more = [f"另有 {len(wrong) - MOST_FAULTS} 行有误。"] if len(wrong) > MOST_FAULTS else []
            raise ValidationError([*wrong[:MOST_FAULTS], *more])
        return found

    def _line(self, number: int, row: list[Any]) -> Found:
        unit = self._unit(row)
        first = self.seen.setdefault(unit.code, number)
        if first != number:
            raise ValueError(f"{unit.name}与第 {first} 行重复。")
        score = _number(_cell(row, self.at["score"]), SCORE)
        if score is None:
            raise ValueError(f"请填写{unit.name}的得分。")
        given = {name: _number(_cell(row, at), name) for name, at in self.parts.items()}
        return Found(unit, score, {name: value for name, value in given.items() if value is not None})

    def _unit(self, row: list[Any]) -> Division:
        code, name = (_words(_cell(row, self.at[key])) for key in ("unit", "name"))
        if code:
            unit = self.codes.get(code.ljust(12, "0") if code.isascii() and code.isdigit() else code)
            if unit is None:
                raise ValueError(f"没有代码为“{code[:20]}”的被评单位。")
            return unit
        if not name:
            raise ValueError("请填写单位代码或单位名称。")
        same = self.names.get(name, [])
        if len(same) != 1:
            raise ValueError(f"名称“{name[:20]}”{'不止一个，请写代码' if same else '不是被评的单位'}。")
        return same[0]


def _cell(row: list[Any], at: int | None) -> Any:
    return row[at] if at is not None and at < len(row) else None


def _words(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip().lstrip("'")


def _number(value: Any, label: str) -> float | None:
    """Raises ValueError, as a sentence, for what is no number from 0 to 100."""
    text = _words(value)
    if not text:
        return None
    if text.startswith("="):
        raise ValueError(f"“{label}”是公式，请“粘贴为数值”后再上传。")
    try:
        found = float(text)
    except ValueError:
        raise ValueError(f"“{label}”应是数字，现在是“{text[:20]}”。") from None
    if not 0 <= found <= 100:
        raise ValueError(f"“{label}”应在 0 到 100 之间，现在是 {text[:20]}。")
    return found


def _csv(content: bytes) -> list[list[Any]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise ValidationError("文件的文字编码认不出，请另存为 UTF-8 的 csv 或 xlsx。")
    if "\0" in text:
        raise ValidationError("这不是 csv 文件，请另存为 csv 或 xlsx 后再上传。")
    try:
        return [row[:WIDEST] for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    except csv.Error:
        raise ValidationError("csv 的引号或换行不对，请另存为 xlsx 后再上传。") from None


def _xlsx(content: bytes) -> list[list[Any]]:
    with NamedTemporaryFile(prefix="mulin-scores-", suffix=".xlsx") as kept:
        kept.write(content)
        kept.flush()
        _refuse_others(Path(kept.name))
        with zipfile.ZipFile(kept.name) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise ValidationError("表格解压后过大，请只留一张得分表。")
        with legible(), closing(load_workbook(kept.name, read_only=True, data_only=False, keep_links=False)) as book:
            return _cells(book)


def _refuse_others(path: Path) -> None:
    """Before anything is unpacked: what is no xlsx, and a bomb, which is told as such."""
    try:
        if real_kind(path).suffix == "xlsx":
            return
    except ValidationError as error:
        if error.code == "bomb":
            raise
    raise ValidationError("表格打不开。请上传 xlsx 或 csv；旧版 xls 请另存为 xlsx。")


def _cells(book: Any) -> list[list[Any]]:
    if not book.worksheets:
        raise ValidationError("文件里没有工作表。")
    sheet = book.worksheets[0]
    sheet.reset_dimensions()
    return [list(row) for row in sheet.iter_rows(max_row=MOST_LINES + 50, max_col=WIDEST, values_only=True)]
