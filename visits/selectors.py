"""Questions of 今日: whom to visit, what comes due, what waits for the resident's word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from cases.models import Answer, Case
from governance.access.models import User
from governance.vault import masks
from neighborhoods.models import Household, KeyPerson
from visits.models import Need, Visit

AHEAD = timedelta(days=7)
MOST = 12


@dataclass(frozen=True, slots=True)
class Door:
    """A household to visit, once, however many key persons live there."""

    household: Household
    who: str
    kinds: tuple[str, ...]
    due_on: date
    last_on: date | None


@dataclass(frozen=True, slots=True)
class Month:
    """How far the committee is: households met in 365 days, needs of the year that are met."""

    households: int
    met: int
    needs: int
    resolved: int

    @property
    def coverage(self) -> float | None:
        return self.met / self.households if self.households else None

    @property
    def coverage_points(self) -> float:
        return 100 * (self.coverage or 0)

    @property
    def resolution_points(self) -> float:
        return 100 * (self.resolution or 0)

    @property
    def resolution(self) -> float | None:
        return self.resolved / self.needs if self.needs else None


def last_met(outer: str) -> Subquery:
    """When somebody of a household was last met."""
    visits = Visit.objects.filter(household=OuterRef(outer), met=True, withdrawn_at=None).order_by("-visited_at")
    return Subquery(visits.values("visited_at")[:1])


def doors(user: User, today: date) -> list[Door]:
    """Households with key persons whose visit falls due within a week, the most urgent first."""
    spans = (
        KeyPerson.objects.visible_to(user)
        .current()
        .select_related("resident", "household__address", "household__building")
        .annotate(last=last_met("household"))
    )
    found: dict[object, list[KeyPerson]] = {}
    for span in spans:
        if _due_on(span) <= today + AHEAD:
            found.setdefault(span.household_id, []).append(span)
    return sorted(
        (_door(spans) for spans in found.values()), key=lambda door: (door.due_on, door.household.address.text)
    )


def _due_on(span: KeyPerson) -> date:
    since = timezone.localdate(span.last) if span.last else span.since
    return since + timedelta(days=span.interval)


def _door(spans: list[KeyPerson]) -> Door:
    first = min(spans, key=_due_on)
    names = list(dict.fromkeys(masks.name(span.resident.name) for span in spans))
    kinds = tuple(dict.fromkeys(span.get_kind_display() for span in spans))
    who = names[0] if len(names) == 1 else f"{names[0]} 等 {len(names)} 人"
    return Door(first.household, who, kinds, _due_on(first), timezone.localdate(first.last) if first.last else None)


def visits_on(user: User, day: date) -> QuerySet[Visit]:
    return Visit.objects.visible_to(user).standing().for_list().filter(
        visited_at__gte=start_of(day), visited_at__lt=start_of(day + timedelta(days=1))
    )  # fmt: skip


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def needs_due(user: User, today: date) -> QuerySet[Need]:
    waiting = Need.objects.visible_to(user).followed_by_committee().filter(follow_up_on__lte=today + AHEAD)
    return waiting.for_list().order_by("follow_up_on", "pk")


def cases_of_today(user: User, now: datetime) -> tuple[list[Case], list[Case]]:
    """Open cases due within two days, and cases closed in the last month whose resident nobody has asked yet."""
    answered = Answer.objects.filter(case=OuterRef("pk"), answered_at__gte=OuterRef("closed_at"))
    due = Q(due_at__lt=now + timedelta(days=2)) & ~Q(state=Case.State.CLOSED)
    closed = Q(state=Case.State.CLOSED, closed_at__gte=now - timedelta(days=30)) & ~Exists(answered)
    found = Case.objects.visible_to(user).standing().for_list().filter(due | closed).order_by("due_at", "pk")
    cases = list(found[: 10 * MOST])
    return [one for one in cases if one.is_open()], [one for one in cases if not one.is_open()]


def month(user: User, now: datetime) -> Month:
    """Two counts in two queries over the user's own committee."""
    since = now - timedelta(days=365)
    met = Visit.objects.filter(household=OuterRef("pk"), met=True, withdrawn_at=None, visited_at__gte=since)
    households = (
        Household.objects.visible_to(user).current().aggregate(all=Count("pk"), met=Count("pk", filter=Exists(met)))
    )
    needs = (
        Need.objects.visible_to(user)
        .standing()
        .filter(raised_at__gte=since)
        .aggregate(
            all=Count("pk"), done=Count("pk", filter=Q(resolved_at__isnull=False) | Q(case__state=Case.State.CLOSED))
        )
    )
    return Month(households["all"], households["met"], needs["all"], needs["done"])
