"""The register as an Excel file, with masks: one row a resident, an empty household one row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django.db.models import QuerySet

from neighborhoods.models import Household, KeyPerson, Resident

HEAD = ("居委", "地址", "姓名", "性别", "出生日期", "与户主关系", "证件号", "电话", "重点人群", "入住", "迁出")
WIDTHS = (18, 34, 10, 6, 12, 12, 22, 14, 18, 12, 12)
MOST = 50_000  # households; beyond it the API streams without limit
_BATCH = 2000


def workbook(households: QuerySet[Household]) -> IO[bytes]:
    """A temporary file, read from its beginning. Memory stays flat: one batch of households at a time."""
    file = TemporaryFile()  # noqa: SIM115  handed to the response, which closes it
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, day = book.add_worksheet("居民与房屋"), book.add_format({"num_format": "yyyy-mm-dd"})
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, HEAD, book.add_format({"bold": True}))
    for number, cells in enumerate(_rows(households), start=1):
        for column, value in enumerate(cells):
            sheet.write_datetime(number, column, value, day) if hasattr(value, "year") else sheet.write(
                number, column, value
            )
    book.close()
    file.seek(0)
    return file


def _rows(households: QuerySet[Household]) -> Iterator[tuple[Any, ...]]:
    batch: list[Household] = []
    for household in households.for_list().order_by("address__text", "pk").iterator(_BATCH):
        batch.append(household)
        if len(batch) == _BATCH:
            yield from _cells(batch)
            batch = []
    yield from _cells(batch)


def _cells(batch: list[Household]) -> Iterator[tuple[Any, ...]]:
    people, kinds = defaultdict(list), defaultdict(list)
    for resident in Resident.objects.current().filter(household__in=batch).order_by("birth_date", "id"):
        people[resident.household_id].append(resident)
    for span in KeyPerson.objects.current().filter(household__in=batch).order_by("kind"):
        kinds[span.resident_id].append(span.get_kind_display())
    for household in batch:
        place = (household.division.name, _plain(household.address.text))
        for one in people[household.pk]:
            yield (
                *place, _plain(one.masked_name), one.get_sex_display(), one.birth_date, _plain(one.relation),
                one.id_number_masked, one.phone_masked, "、".join(kinds[one.pk]), one.since, one.until,
            )  # fmt: skip
        if not people[household.pk]:
            yield place


def _plain(text: str) -> str:
    """A text that a spreadsheet might take for a formula once it is saved as CSV gets an apostrophe."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text
