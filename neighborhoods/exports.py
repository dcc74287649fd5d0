"""The register as an Excel file, with masks: one row a resident, an empty household one row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import IO, Any

from django.db.models import QuerySet

from governance.web import sheets
from neighborhoods.models import Household, KeyPerson, Resident

HEAD = ("居委", "地址", "姓名", "性别", "出生日期", "与户主关系", "证件号", "电话", "重点人群", "入住", "迁出")
WIDTHS = (18, 34, 10, 6, 12, 12, 22, 14, 18, 12, 12)
MOST = 50_000  # households; beyond it the API streams without limit
_BATCH = 2000


def workbook(households: QuerySet[Household]) -> IO[bytes]:
    return sheets.workbook("居民与房屋", HEAD, WIDTHS, _rows(households))


def _rows(households: Any) -> Iterator[tuple[Any, ...]]:
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
        place = (household.division.name, sheets.plain(household.address.text))
        for one in people[household.pk]:
            yield (
                *place, sheets.plain(one.masked_name), one.get_sex_display(), one.birth_date, sheets.plain(one.relation),
                one.id_number_masked, one.phone_masked, "、".join(kinds[one.pk]), one.since, one.until,
            )  # fmt: skip
        if not people[household.pk]:
            yield place
