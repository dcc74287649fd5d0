"""The plain counts of the dashboard's tiles, as known at a moment, in one statement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import reduce
from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, Left, TruncMonth

from cases.summonses.models import Invitation, Summons
from governance.access.models import User
from indices.indicators.base import between, known_rows
from indices.indicators.gathering import held
from indices.indicators.staffing import CertifiedWorkers
from indices.windows import Period, Window, midnight, period_of
from neighborhoods.models import Opening, Participation
from visits.models import Visit
from volunteers.models import HourEntry, Volunteer
from workers.models import Posting, Quota

MONTHS = 12
STREET = 9  # digits
Tallies = dict[str, int]


def months(window: Window) -> list[Period]:
    """The month of the window's last day and the eleven before it, from old to new."""
    this = period_of(midnight(window.day))
    return [this.shifted(-ago) for ago in range(MONTHS - 1, -1, -1)]


def tallies(user: User, code: str, window: Window) -> Tallies:
    """{name: count} for `code` and all below it, as far as `user` may see; nothing, None or no name at all is none.

    `2026-10` are the minutes of service of a month, `places` the quota and `filled` who stands on it.
    """
    parts: list[Any] = [*_visits(user, code, window), *_volunteers(user, code, window), *_workers(user, code, window)]
    parts += [*_centers(user, code, window), *_summonses(user, code, window)]
    together: Any = reduce(lambda one, other: one.union(other, all=True), parts)
    return dict(together)


def _named(name: Any, rows: QuerySet, amount: Any = None) -> QuerySet:
    key = name if hasattr(name, "resolve_expression") else Value(name, CharField())
    by_name = rows.order_by().annotate(name_=key).values("name_").annotate(amount_=amount or Count("pk"))
    return by_name.values_list("name_", "amount_")


def _seen(rows: Any, user: User, code: str) -> QuerySet:
    return rows.visible_to(user).inside(code)


def _visits(user: User, code: str, window: Window) -> Iterator[QuerySet]:
    seen = _seen(Visit.objects.filter(known_rows("", window), visited_at__lt=window.as_of), user, code)
    yield _named("visits_today", seen.filter(visited_at__gte=midnight(window.day)))
    yield _named("visits_month", seen.filter(visited_at__gte=midnight(_first(window))))


def _volunteers(user: User, code: str, window: Window) -> Iterator[QuerySet]:
    yield _named("volunteers", _seen(Volunteer.objects.as_known(window.day, window.cutoff), user, code))
    booked = HourEntry.objects.filter(
        recorded_at__lt=window.cutoff, day__gte=months(window)[0].first, day__lte=window.day
    )
    month = Left(Cast(TruncMonth("day"), CharField()), 7)
    yield _named(month, _seen(booked, user, code), Sum("minutes"))


def _workers(user: User, code: str, window: Window) -> Iterator[QuerySet]:
    posted = _seen(Posting.objects.as_known(window.day, window.cutoff), user, code)
    yield _named("workers", posted)
    yield _named("certified", posted.filter(CertifiedWorkers().counted(window)))
    quotas = _seen(Quota.objects.as_known(window.day, window.cutoff), user, code)
    yield _named("places", quotas, Sum("places"))
    decided = quotas.annotate(street=Left("division_id", STREET)).values("street")
    on_quota = posted.filter(post__counts=True).annotate(street=Left("division_id", STREET))
    yield _named("filled", on_quota.filter(street__in=decided))


def _centers(user: User, code: str, window: Window) -> Iterator[QuerySet]:
    yield _named("centers", _seen(Opening.objects.as_known(window.day, window.cutoff), user, code))
    this_month = held(window, MONTHS * 31).filter(between("starts_at", midnight(_first(window)), window.as_of))
    seen = _seen(this_month, user, code)
    yield _named("activities", seen)
    yield _named("guests", seen, Coalesce(Sum("guests"), 0))
    came = Participation.objects.filter(
        known_rows("", window), noted_at__lt=window.cutoff, activity__in=seen.values("pk")
    )
    yield _named("came", came)


def _summonses(user: User, code: str, window: Window) -> Iterator[QuerySet]:
    """Those that nobody had closed by then, and those where a department had neither answered nor come in time."""
    at = window.cutoff
    running = Q(closed_at=None) | Q(closed_at__gte=at)
    seen = _seen(Summons.objects.filter(known_rows("", window), running, raised_at__lt=window.as_of), user, code)
    yield _named("summonses_open", seen)
    silent, away = (Q(**{f"{done}_at": None}) | Q(**{f"{done}_at__gte": at}) for done in ("accepted", "arrived"))
    late = Q(away, arrive_due_at__lt=at) | Q(silent, away, answer_due_at__lt=at)
    asked = Invitation.objects.filter(known_rows("", window), late, summons=OuterRef("pk"))
    yield _named("summonses_late", seen.filter(Exists(asked)))


def _first(window: Window) -> date:
    return months(window)[-1].first
