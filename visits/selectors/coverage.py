"""How far a plan is: doors met within the interval, doors that still have time, doors overdue; on any day, as known then."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Left
from django.utils import timezone

from governance.access import codes
from governance.access.models import User
from governance.access.scoping import ScopedQuerySet
from neighborhoods.models import Household, KeyPerson, Partner
from visits.models import Audience, BuildingDuty, Plan, PlanTerms, Visit
from visits.selectors.today import start_of


@dataclass(frozen=True, slots=True)
class Coverage:
    """Doors asked for, met within the interval, overdue. The rest still has time."""

    asked: int = 0
    met: int = 0
    overdue: int = 0

    @property
    def waiting(self) -> int:
        return self.asked - self.met - self.overdue

    @property
    def share(self) -> float | None:
        return self.met / self.asked if self.asked else None


@dataclass(frozen=True, slots=True)
class States:
    """Conditions on a door. Every door of the audience is in exactly one state."""

    met: Any
    overdue: Any

    def keep(self, doors: QuerySet, state: str) -> QuerySet:
        wanted = {"met": Q(self.met), "overdue": Q(self.overdue), "waiting": ~Q(self.met) & ~Q(self.overdue)}
        return doors.filter(wanted[state]) if state in wanted else doors


def terms_on(plan: Plan, day: date) -> PlanTerms | None:
    """What the plan asked for on `day`, as known at its end."""
    return PlanTerms.objects.as_known(day, cutoff_of(day)).filter(plan=plan).order_by("-recorded_at").first()


def cutoff_of(day: date) -> datetime:
    """A past day is seen as it was known at its end."""
    return min(start_of(day + timedelta(days=1)), timezone.now()) if day <= timezone.localdate() else timezone.now()


def doors_asked(user: User, terms: PlanTerms, day: date) -> tuple[ScopedQuerySet, States]:
    """Doors in the reader's reach that the terms ask for at the end of `day`, and the conditions of their states."""
    cutoff, day = cutoff_of(day), min(day, terms.ends_on or day)
    oldest = day - timedelta(days=terms.interval)
    first = max(terms.starts_on, oldest)
    known = Q(withdrawn_at=None) | Q(withdrawn_at__gte=cutoff)
    met = Visit.objects.filter(
        known, met=True, recorded_at__lt=cutoff, visited_at__gte=start_of(first), visited_at__lt=start_of(day + timedelta(days=1))
    )  # fmt: skip
    if terms.audience == Audience.PARTNERS:
        doors: Any = Partner.objects.filter(known, active=True, kind=Partner.Kind.ENTERPRISE, recorded_at__lt=cutoff)
        since = Q(recorded_at__lt=start_of(oldest))
        found = Exists(met.filter(partner=OuterRef("pk")))
    else:
        doors, since = _homes(terms, day, cutoff, oldest)
        found = Exists(met.filter(household=OuterRef("pk")))
    reach = doors.visible_to(user).inside(terms.division_id)
    return reach, States(found, ~Q(found) & Q(since) if terms.starts_on < oldest else Q(pk__in=[]))


def _homes(terms: PlanTerms, day: date, cutoff: datetime, oldest: date) -> tuple[QuerySet, Any]:
    homes = Household.objects.as_known(day, cutoff)
    if terms.audience == Audience.HOUSEHOLDS:
        return homes, Q(since__lt=oldest)
    spans = KeyPerson.objects.as_known(day, cutoff).filter(household=OuterRef("pk"), kind__in=terms.kinds)
    return homes.filter(Exists(spans)), Exists(spans.filter(since__lt=oldest))


def by_division(doors: QuerySet, states: States, level: str) -> dict[str, Coverage]:
    """{full code: coverage} for the units of `level`, in one statement."""
    place = Left("division_id", codes.CUTS[level], output_field=CharField())
    return {codes.full(code): one for code, one in _counted(doors, states, place).items()}


def by_building(doors: QuerySet, states: States) -> dict[uuid.UUID, Coverage]:
    return _counted(doors, states, F("building_id"))


def by_clerk(doors: QuerySet, states: States) -> dict[uuid.UUID | None, Coverage]:
    """Of who walks the building today; None: nobody does."""
    return _counted(doors, states, clerk_of_door())


def clerk_of_door() -> Subquery:
    return Subquery(BuildingDuty.objects.current().filter(building=OuterRef("building")).values("clerk")[:1])


def _counted(doors: QuerySet, states: States, place: Any) -> dict[Any, Coverage]:
    """Each state counted by itself, so that the visits are joined once and not asked door by door."""
    parts = [
        rows.order_by().annotate(state_=Value(state, CharField()), place_=place).values("state_", "place_")
        .annotate(count_=Count("pk")).values_list("place_", "state_", "count_")
        for state, rows in (("asked", doors), ("met", doors.filter(states.met)), ("overdue", doors.filter(states.overdue)))
    ]  # fmt: skip
    found: dict[Any, dict[str, int]] = {}
    for at, state, count in parts[0].union(*parts[1:], all=True):
        found.setdefault(at, {})[state] = count
    return {at: Coverage(**counts) for at, counts in found.items()}
