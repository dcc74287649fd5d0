"""Questions of 今日: what comes due, what waits for the resident's word, how far the committee is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from cases.models import Answer, Case
from governance.access.models import User
from neighborhoods.models import Household
from visits.models import Need, Reception, Visit

AHEAD = timedelta(days=7)
MOST = 12


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


def visits_of(user: User, day: date) -> tuple[list[Visit], list[Reception]]:
    """Visits of the day, and what `user` heard first and still owns, the most urgent first; in one query."""
    seen = Visit.objects.visible_to(user).standing().for_list().select_related("reception").order_by()
    of_day = seen.filter(visited_at__gte=start_of(day), visited_at__lt=start_of(day + timedelta(days=1)))
    owned = seen.filter(pk__in=Reception.objects.open().filter(receiver=user).values("visit"))
    rows = list(of_day.union(owned).order_by("-visited_at", "-id"))
    mine = [
        one.reception
        for one in rows
        if hasattr(one, "reception") and one.reception.is_open and one.reception.receiver_id == user.pk
    ]
    for one in rows:
        if hasattr(one, "reception"):
            one.reception.visit = one
    return [one for one in rows if timezone.localdate(one.visited_at) == day], sorted(mine, key=lambda one: one.due_at)


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
    """Households met and needs met within a year, over the user's own committee, in one statement."""
    since = now - timedelta(days=365)
    met = Visit.objects.filter(household=OuterRef("pk"), met=True, withdrawn_at=None, visited_at__gte=since)
    homes = Household.objects.visible_to(user).current()
    needs = Need.objects.visible_to(user).standing().filter(raised_at__gte=since)
    settled = Q(resolved_at__isnull=False) | Q(case__state=Case.State.CLOSED)
    found = _counted("homes", homes, Exists(met)).union(_counted("needs", needs, settled), all=True)
    counts = {name: (every, some) for name, every, some in found}
    return Month(*counts.get("homes", (0, 0)), *counts.get("needs", (0, 0)))


def _counted(name: str, rows: QuerySet, some: Any) -> QuerySet:
    by_name = rows.order_by().annotate(name_=Value(name, CharField())).values("name_")
    return by_name.annotate(every_=Count("pk"), some_=Count("pk", filter=some)).values_list("name_", "every_", "some_")
