"""Cases as the public reads them: no household, no reporter, no words of the handling, and only `Case.objects.public()`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery

from cases.flows import CASE
from cases.looks import STEP_WORDS
from cases.models import Case, CaseEntry
from cases.open311.wire import moment

STEPS = ("open", *CASE.steps)


class Record(NamedTuple):
    pk: Any
    number: str
    state: str
    service_name: str
    service_code: str
    group: str | None
    title: str
    description: str
    agency: str | None
    opened_at: datetime
    changed_at: datetime | None
    closed_at: datetime | None
    due_at: datetime
    household: Any
    address: str
    latitude: float | None
    longitude: float | None
    place: str
    entrance: str

    @property
    def status(self) -> str:
        return "closed" if self.state == Case.State.CLOSED else "open"

    @property
    def updated_at(self) -> datetime:
        return self.closed_at or self.changed_at or self.opened_at


def read(cases: QuerySet[Case]) -> Iterator[Record]:
    """One query, columns only: a thousand rows in the time of one page."""
    newest = CaseEntry.objects.filter(case=OuterRef("pk")).order_by("-at").values("at")[:1]
    columns = (
        "pk", "number", "state", "category__name", "category__code", "category__parent__name", "title", "description",
        "department__name", "opened_at", "changed_at", "closed_at", "due_at", "household_id", "address", "latitude", "longitude",
        "division__name", "entrance",
    )  # fmt: skip
    return map(Record._make, cases.annotate(changed_at=Subquery(newest)).values_list(*columns).iterator())


def shown(cases: QuerySet[Case], *, extensions: bool = False) -> list[dict[str, Any]]:
    found = list(read(cases))
    told = _notes(found) if extensions else {}
    return [_request(one) | (_extended(one, told[one.pk]) if extensions else {}) for one in found]


def _request(one: Record) -> dict[str, Any]:
    """Place and coordinates of a case that came from a household are the household's own: not shown."""
    at_home = one.household is not None
    return {
        "service_request_id": one.number, "status": one.status, "status_notes": Case.State(one.state).label,
        "service_name": one.service_name, "service_code": one.service_code, "description": one.description or one.title,
        "agency_responsible": one.agency, "service_notice": None, "requested_datetime": moment(one.opened_at),
        "updated_datetime": moment(one.updated_at), "expected_datetime": moment(one.due_at),
        "address": None if at_home else one.address or None, "address_id": None, "zipcode": None,
        "lat": None if at_home else one.latitude, "long": None if at_home else one.longitude, "media_url": None,
    }  # fmt: skip


def _extended(one: Record, notes: list[dict[str, Any]]) -> dict[str, Any]:
    return {"extended_attributes": {"step": one.state}, "notes": notes}


def _notes(found: list[Record]) -> dict[Any, list[dict[str, Any]]]:
    """Which step was taken when, oldest first. What people wrote at a step stays inside."""
    told: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    entries = CaseEntry.objects.filter(case__in=[one.pk for one in found], step__in=STEPS).order_by("at", "id")
    for case, at, step in entries.values_list("case", "at", "step"):
        told[case].append({"datetime": moment(at), "description": STEP_WORDS.get(step, step), "type": step})
    return told
