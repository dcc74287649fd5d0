"""How many doors are overdue under the plans, for who walks them and for their street."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from governance.access import codes
from visits.models import BuildingDuty, DueVisit


@dataclass(slots=True)
class Overdue:
    """`walked`: clerk -> doors of the buildings that are theirs; the other doors, and enterprises, are everybody's."""

    walked: defaultdict[Any, int]
    unwalked: int = 0
    firms: int = 0

    @property
    def doors(self) -> int:
        return sum(self.walked.values()) + self.unwalked


def overdue_by_committee(today: date) -> dict[str, Overdue]:
    """Each door once, however many plans ask for it. Only committees with something overdue."""
    walkers = dict(BuildingDuty.objects.current().values_list("building", "clerk"))
    found: dict[str, Overdue] = {}
    for committee, building, doors, firms in _counted(today):
        here = found.setdefault(committee, Overdue(defaultdict(int)))
        here.firms += firms
        if building in walkers:
            here.walked[walkers[building]] += doors
        else:
            here.unwalked += doors
    return found


def by_street(found: dict[str, Overdue]) -> dict[str, list[Overdue]]:
    streets: dict[str, list[Overdue]] = defaultdict(list)
    for committee, one in found.items():
        streets[codes.at_level(committee, "subdistrict")].append(one)
    return streets


def _counted(today: date) -> Iterator[tuple[str, Any, int, int]]:
    rows = DueVisit.objects.overdue(today).filter(plan__isnull=False).order_by().values_list("division", "building")
    counts = rows.annotate(doors=Count("household", distinct=True), firms=Count("partner", distinct=True))
    return counts.iterator(chunk_size=5000)
