"""Reading a sheet of 12345 tickets: first whether it is one at all, then line by line, never the whole file at once."""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from openpyxl import load_workbook

from governance.files.kinds import real_kind
from governance.files.office import legible

MOST_LINES = 5_000
MOST_UNPACKED = 30 * 1024 * 1024  # bytes of the sheet's own parts: shared texts are kept in memory
HEAD_WITHIN = 10  # lines; above the head there may be a title

COLUMNS = {
    "number": ("工单编号", "编号", "工单号", "热线编号"),
    "accepted_at": ("受理时间", "来电时间", "受理日期"),
    "due_at": ("办结期限", "截止时间", "办理时限", "期限"),
    "text": ("诉求内容", "诉求", "来电内容", "内容"),
    "address": ("地址", "发生地址", "事发地址", "地点"),
    "category": ("类别", "类别名称", "类别代码", "事项类别"),
    "place": ("区划", "街镇", "居委", "居村委"),
    "name": ("来电人", "联系人", "姓名"),
    "phone": ("来电号码", "联系电话", "电话"),
}
NEEDED = ("number", "accepted_at", "text")
TITLES = tuple(titles[0] for titles in COLUMNS.values())
WIDEST = 40  # columns that are looked at
_FORMS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y年%m月%d日",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands in the file: `cells` by column, `wrong` what no reader could take."""

    number: int
    cells: dict[str, Any]
    wrong: list[str]


def lines_of(path: Path) -> Iterator[Line]:
    """Raises ValidationError for a file that is none, too large, or without the columns it takes."""
    if real_kind(path).suffix != "xlsx":
        raise ValidationError("请上传 xlsx 表格。可以先下载模板。")
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
            raise ValidationError("表格解压后过大，请只留热线工单的一张表，或拆成几个文件。")
    with legible(), closing(load_workbook(path, read_only=True, data_only=False, keep_links=False)) as book:
        yield from _lines(book.worksheets[0] if book.worksheets else None)


def _lines(sheet: Any) -> Iterator[Line]:
    if sheet is None:
        raise ValidationError("文件里没有工作表。")
    sheet.reset_dimensions()  # what the file says of its own size is not believed
    rows = enumerate(sheet.iter_rows(max_row=MOST_LINES + HEAD_WITHIN + 1, max_col=WIDEST), start=1)
    head = _head(rows)
    seen = 0
    for number, row in rows:
        if all(cell.value in (None, "") for cell in row):
            continue
        seen += 1
        if seen > MOST_LINES:
            raise ValidationError(f"一次最多导入 {MOST_LINES} 行，请拆成几个文件。")
        yield _line(number, row, head)


def _head(rows: Iterator[Any]) -> dict[str, int]:
    """Column -> position, from the first line that has what is needed."""
    missing: list[str] = []
    for number, row in rows:
        titles = [str(cell.value or "").strip() for cell in row]
        found = {name: titles.index(one) for name, known in COLUMNS.items() for one in reversed(known) if one in titles}
        missing = [COLUMNS[name][0] for name in NEEDED if name not in found]
        if not missing:
            return found
        if number >= HEAD_WITHIN:
            break
    raise ValidationError(
        f"找不到表头。必须有这几列：{'、'.join(COLUMNS[name][0] for name in NEEDED)}。可以先下载模板。"
    )


def _line(number: int, row: Any, head: dict[str, int]) -> Line:
    cells, wrong = {}, []
    for name, at in head.items():
        cell = row[at] if at < len(row) else None
        value = cell.value if cell is not None else None
        if cell is not None and (cell.data_type == "f" or (isinstance(value, str) and value.startswith("="))):
            wrong.append(f"“{COLUMNS[name][0]}”是公式，请“粘贴为数值”后再上传")
            value = None
        elif isinstance(value, str) and _is_odd(value):
            wrong.append(f"“{COLUMNS[name][0]}”里有不可见的控制字符，请删去")
            value = None
        cells[name] = value
    return Line(number, cells, wrong)


def _is_odd(text: str) -> bool:
    return "_x0000_" in text or any(unicodedata.category(one) == "Cc" and one not in "\n\r\t" for one in text)


def moment(value: Any) -> datetime | None:
    """A cell as a time in Shanghai; None for an empty one. Raises ValueError for what is no time."""
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        return value if timezone.is_aware(value) else timezone.make_aware(value)
    if isinstance(value, date):
        return timezone.make_aware(datetime.combine(value, time()))
    for form in _FORMS:
        try:
            return datetime.strptime(str(value).strip(), form).replace(tzinfo=timezone.get_current_timezone())
        except ValueError:
            continue
    raise ValueError(value)


def words(value: Any) -> str:
    """A cell as text: a number that Excel took for one is written without its point."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else unicodedata.normalize("NFC", str(value)).strip()
