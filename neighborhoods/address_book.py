"""The address book: what is searched instead of households and residents. Whoever writes those keeps it up here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from governance.access.pinyin import initials
from neighborhoods.models import Address, Household, Resident


def text(estate: str, building: str, room: str) -> str:
    """`鞍山四村 23 号 502 室`: the line that people read and search."""
    return " ".join(part.strip() for part in (estate, building, room) if part.strip())


def letters(address: str, names: Iterable[str]) -> str:
    """Initials word by word, those of the residents' names at the end: `ascc 23 h 502 s zw lxl`. At most 200 characters."""
    found = ""
    for word in [*address.split(), *names]:
        if spelled := initials(word):
            longer = f"{found} {spelled}".strip()
            if len(longer) > 200:
                break
            found = longer
    return found


def refresh(households: QuerySet[Household]) -> None:
    """Write the lines of these households anew, made where there are none."""
    rows = list(households.select_related("building__estate").order_by())
    names = defaultdict(list)
    for household, name in Resident.objects.current().filter(household__in=rows).values_list("household_id", "name"):
        names[household].append(name)
    lines = [_line(row, sorted(names[row.pk])) for row in rows]
    Address.objects.bulk_create(
        lines, batch_size=1000, update_conflicts=True, unique_fields=["household"], update_fields=["text", "initials"]
    )


def _line(row: Household, names: list[str]) -> Address:
    address = text(row.building.estate.name, row.building.name, row.room)
    return Address(household=row, division_id=row.division_id, text=address, initials=letters(address, names))
