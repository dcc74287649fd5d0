"""The work list as an Excel file: frozen head, widths, real dates. Texts are written as texts, so none is a formula."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone
from xlsxwriter import Workbook

from cases.models import Case

COLUMNS = (
    ("工单号", 17, "number"), ("状态", 9, "state"), ("事项", 36, "title"), ("地点", 28, "address"), ("类别", 11, "category__name"),
    ("居委", 24, "division__name"), ("承办", 18, "department__name"), ("来源", 10, "source"), ("发现时间", 17, "opened_at"),
    ("全案到期", 17, "due_at"), ("结案时间", 17, "closed_at"), ("返工", 6, "reworks"), ("退单", 6, "refusals"),
)  # fmt: skip
LABELS = {"state": dict(Case.State.choices), "source": dict(Case.Source.choices)}


def write_cases(cases: QuerySet[Case]) -> IO[bytes]:
    """A temporary file, open at its beginning; memory stays flat however many rows there are."""
    target = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115  the response closes it
    with Workbook(target, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, head = book.add_worksheet("工单"), book.add_format({"bold": True, "bottom": 1})
        when = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.freeze_panes(1, 0)
        for column, (title, width, _) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        for number, row in enumerate(_rows(cases), start=1):
            for column, value in enumerate(row):
                _write(sheet, number, column, value, when)
    target.seek(0)
    return target


def _rows(cases: QuerySet[Case]) -> Iterator[list[Any]]:
    names = [name for *_, name in COLUMNS]
    for values in cases.values_list(*names).iterator(chunk_size=2000):
        yield [LABELS.get(name, {}).get(value, value) for name, value in zip(names, values, strict=True)]


def _write(sheet: Any, row: int, column: int, value: Any, when: Any) -> None:
    if hasattr(value, "tzinfo"):
        sheet.write_datetime(row, column, timezone.localtime(value).replace(tzinfo=None), when)
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    elif value:
        sheet.write_string(row, column, str(value))
