"""Hours of a year as an Excel file: by person, by unit, by month. Names are masked; texts are written as texts."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from typing import IO, Any

from django.db.models import QuerySet, Sum
from xlsxwriter import Workbook

from governance.access.models import User
from governance.vault import masks
from volunteers import selectors

PERSON = (("志愿者编号", 18), ("姓名", 10), ("区划", 26), ("分钟", 10), ("小时", 10))
UNIT = (
    ("组织", 40),
    ("层级", 18),
    ("区划", 26),
    ("队员（含下级）", 14),
    ("本级分钟", 10),
    ("分钟（含下级）", 14),
    ("小时（含下级）", 14),
)
MONTH = (("月份", 8), ("分钟", 10), ("小时", 10))


def write_hours(user: User, entries: QuerySet) -> IO[bytes]:
    """A temporary file, open at its beginning; memory stays flat however many people there are."""
    target = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115  the response closes it
    with Workbook(target, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        _sheet(book, "按人", PERSON, _people(entries))
        _sheet(book, "按组织", UNIT, _units(user, entries))
        _sheet(book, "按月", MONTH, ((one.of, one.minutes, one.hours) for one in selectors.by_month(entries)))
    target.seek(0)
    return target


def _sheet(book: Workbook, name: str, columns: tuple[tuple[str, int], ...], rows: Iterable[tuple[Any, ...]]) -> None:
    sheet, head, tenths = (
        book.add_worksheet(name),
        book.add_format({"bold": True, "bottom": 1}),
        book.add_format({"num_format": "0.0"}),
    )
    sheet.freeze_panes(1, 0)
    for column, (title, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, head)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, int | float):
                sheet.write_number(number, column, value, tenths if isinstance(value, float) else None)
            else:
                sheet.write_string(number, column, str(value))


def _people(entries: QuerySet) -> Iterable[tuple[Any, ...]]:
    names = ("volunteer__number", "volunteer__resident__name", "volunteer__name", "division__name")
    sums = entries.values_list(*names).annotate(total=Sum("minutes")).filter(total__gt=0).order_by("volunteer__number")
    for number, resident, name, place, minutes in sums.iterator(chunk_size=2000):
        yield number, masks.name(resident or name), place, minutes, minutes / 60


def _units(user: User, entries: QuerySet) -> Iterable[tuple[Any, ...]]:
    for one in selectors.flat(selectors.network(user, entries)):
        unit = one.unit
        yield (
            f"{'　' * one.depth}{unit.name}", unit.get_level_display(), unit.division.name, one.members, one.minutes,
            one.all_minutes, one.hours,
        )  # fmt: skip
