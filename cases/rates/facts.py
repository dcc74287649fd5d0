"""The facts behind the rates: for each base the rows of the period, with the columns that definitions ask about.

Every base answers to `place`, `office`, `kind` and `month` (codes as texts), by which tables are parted and lists are found.
Only the columns that are wanted are worked out: each costs a look-up for every row of a year.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case as Choice
from django.db.models import (
    CharField,
    DateTimeField,
    F,
    FilteredRelation,
    Func,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)  # fmt: skip
from django.db.models.functions import Coalesce, RPad, Substr
from django.utils import timezone

from cases.models import Answer, Case, Deadline, Dispatch, Extension, Pause, Round
from cases.rates.asked import Asked
from cases.rates.definitions import Base
from governance.access import codes
from governance.access.models import User
from governance.flow.workdays import CLOSING, NATIONAL, calendar_of

_EVER = datetime(9999, 1, 1, tzinfo=UTC)
STEPS = ["finish", "rework"]
STEP_TIMES = {"reworked_at", "finished_at", "done_at"}
BEFORE = timedelta(days=200)  # a case that waited longer to be filed is late whatever the category allows
CUTS = {2: 6, 4: 6, 6: 9, 9: 12, 12: 12}
"""Digits of a place -> digits of the places that its table shows."""

ORDER = {Base.FILED: "filed_at", Base.SENT: "at", Base.DUE: "due_at", Base.ANSWERED: "answered_at"}
"""The time by which each base's list runs."""


def facts(base: Base, user: User, asked: Asked, now: datetime, columns: Iterable[str]) -> QuerySet:
    """The rows that a denominator counts, scoped to `user`, with `columns` of which conditions are asked."""
    wanted = {*columns, "office" if asked.department else "", "kind" if asked.category else ""}
    found = _BASES[base](user, asked, now, wanted)
    if asked.department:
        found = found.filter(office=asked.department)
    return found.filter(kind=asked.category) if asked.category else found


class Month(Func):
    """`2026-10`, of a time, in Shanghai."""

    template = "to_char(%(expressions)s AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM')"
    output_field = CharField()


class ClosingsUpTo(Func):
    """How many of the working days' closings had passed at a time."""

    function = "width_bucket"
    output_field = IntegerField()


class Evening(Func):
    """The end of the day of a time, in Shanghai."""

    template = "((date_trunc('day', %(expressions)s AT TIME ZONE 'Asia/Shanghai') + interval '1 day') AT TIME ZONE 'Asia/Shanghai')"
    output_field = DateTimeField()


def _cases(user: User, asked: Asked) -> QuerySet[Case]:
    seen = Case.objects.visible_to(user).standing().filter(parent=None)
    return seen.inside(asked.within) if asked.within else seen


def _filed(user: User, asked: Asked, now: datetime, wanted: set[str]) -> QuerySet:
    """`late_closings`: closings of business that passed between the day of opening and the filing."""
    closings = Value(_closings(asked), ArrayField(DateTimeField()))
    waited = ClosingsUpTo(F("filed_at") - timedelta(microseconds=1), closings) - ClosingsUpTo(
        Evening("opened_at"), closings
    )
    found = _cases(user, asked).filter(filed_at__gte=asked.start, filed_at__lt=asked.end)
    columns = {"late_closings": waited, "file_days": F("category__file_days")}
    return _with(found, wanted, columns | _names(asked, "", "filed_at", F("department__code")))


def _sent(user: User, asked: Asked, now: datetime, wanted: set[str]) -> QuerySet:
    found = Dispatch.objects.filter(case__in=_cases(user, asked), at__gte=asked.start, at__lt=asked.end)
    return _with(found, wanted, _names(asked, "case__", "at", F("department__code")))


def _due(user: User, asked: Asked, now: datetime, wanted: set[str]) -> QuerySet:
    """Rounds whose deadline, as it was moved by extensions and pauses, lies in the period.

    Deadlines only ever move on, so that a round due here began with one before the end, and with one since the start
    unless it was moved. What is still to fall due says nothing yet.
    """
    end = min(asked.end, now)
    moved = Deadline.objects.filter(due_at__gte=asked.start).values("round")
    near = Q(due_at__gte=asked.start) | Q(pk__in=moved)
    found = Round.objects.filter(near, case__in=_cases(user, asked), due_at__lt=end, withdrawn_at=None)
    if asked.pauses == "deduct":
        found = found.exclude(pk__in=Pause.objects.filter(since__isnull=False).values("round"))
    told = _with_due(_with_steps(found) if wanted & STEP_TIMES else found, now)
    extended = Extension.objects.filter(state=Extension.State.APPROVED).values("round")
    columns = {"extended": Choice(When(pk__in=extended, then=True), default=False)}
    office = _office(OuterRef("case"), OuterRef("started_at"), OuterRef("closed_at"))
    there = told.filter(falls_due__gte=asked.start, falls_due__lt=end)
    return _with(there, wanted, columns | _names(asked, "case__", "falls_due", office))


def _answered(user: User, asked: Asked, now: datetime, wanted: set[str]) -> QuerySet:
    found = Answer.objects.filter(
        case__in=_cases(user, asked), answered_at__gte=asked.start, answered_at__lt=asked.end, withdrawn_at=None
    )
    office = _office(OuterRef("case"), OuterRef("round__started_at"), OuterRef("round__closed_at"))
    return _with(found, wanted, _names(asked, "case__", "answered_at", office))


_BASES: dict[Base, Callable[[User, Asked, datetime, set[str]], QuerySet]] = {
    Base.FILED: _filed, Base.SENT: _sent, Base.DUE: _due, Base.ANSWERED: _answered,
}  # fmt: skip


def _with(found: QuerySet, wanted: set[str], columns: dict[str, Any]) -> QuerySet:
    return found.annotate(**{name: column for name, column in columns.items() if name in wanted})


def _names(asked: Asked, path: str, at: str, office: Any) -> dict[str, Any]:
    cut = CUTS[len(codes.within(asked.within)[0])] if asked.within else 6
    return {
        "place": RPad(Substr(f"{path}division_id", 1, cut), 12, Value("0")),
        "office": Coalesce(office, Value(""), output_field=CharField()), "kind": F(f"{path}category__code"), "month": Month(at),
    }  # fmt: skip


def _office(case: OuterRef, start: OuterRef, end: OuterRef) -> Subquery:
    """The department that had the round last."""
    sent = Dispatch.objects.filter(case=case, at__gte=start, refused_at=None).filter(
        at__lte=Coalesce(end, Value(_EVER))
    )
    return Subquery(sent.order_by("-at").values("department__code")[:1])


def _with_due(rounds: QuerySet, now: datetime) -> QuerySet:
    """`falls_due`, as `Round.with_due` tells it; the last deadline is the latest, since they only move on."""
    standing = Pause.objects.filter(Q(ended_at=None) | Q(ended_at__gte=now), since__lt=now).values("round")
    moved = Max("deadlines__due_at", filter=Q(deadlines__recorded_at__lt=now))
    running = Coalesce(moved, F("due_at"))
    return rounds.annotate(
        falls_due=Choice(When(pk__in=standing, then=None), default=running, output_field=DateTimeField(null=True))
    )


def _with_steps(rounds: QuerySet) -> QuerySet:
    """When each round last took two steps, and `done_at`: when it was finished, unless it was sent back since.

    Joined and grouped: asked round by round, a year takes seconds.
    """
    taken = Q(case__entries__step__in=STEPS, case__entries__at__gte=F("started_at")) & Q(
        case__entries__at__lte=Coalesce(F("closed_at"), Value(_EVER))
    )
    told = rounds.annotate(told=FilteredRelation("case__entries", condition=taken)).annotate(
        reworked_at=Max("told__at", filter=Q(told__step="rework")), finished_at=Max("told__at", filter=Q(told__step="finish")),
    )  # fmt: skip
    undone = When(reworked_at__gt=F("finished_at"), then=None)
    return told.annotate(done_at=Choice(undone, default=F("finished_at"), output_field=DateTimeField(null=True)))


def _closings(asked: Asked) -> list[datetime]:
    """When business closed on the working days around the period, by the calendar of the place."""
    calendar = calendar_of(codes.full(asked.within)) if asked.within else NATIONAL
    day, last = timezone.localdate(asked.start - BEFORE), timezone.localdate(asked.end)
    found = []
    while day <= last:
        if calendar.is_workday(day):
            found.append(timezone.make_aware(datetime.combine(day, CLOSING)))
        day += timedelta(days=1)
    return found
