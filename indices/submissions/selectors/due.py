"""What a committee has to report for a month, and what it need not say again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from governance.access.models import Division, User
from governance.access.selectors import divisions_in_reach
from indices.submissions.indicators import reported_by
from indices.submissions.kinds import Reported
from indices.submissions.models import Submission
from indices.windows import Period, period_of

BACK = 12
"""Months that may still be reported."""
DUE_DAY = 10
LEVELS = (Division.Level.COMMITTEE, Division.Level.SUBDISTRICT)


@dataclass(frozen=True, slots=True)
class Due:
    """`standing` is what was reported for this month, `last` the newest before it, both or either None."""

    indicator: Reported
    standing: Submission | None
    last: Submission | None
    carried: bool  # the last value stands on: nothing to say unless it changed

    @property
    def waits(self) -> bool:
        returned = self.standing is not None and self.standing.state == Submission.State.RETURNED
        return (self.standing is None or returned) and not self.carried

    @property
    def open(self) -> bool:
        """May it be reported now, due or not?"""
        return self.standing is None


def months(now: datetime) -> list[Period]:
    """The whole months that may be reported, the newest first."""
    return [period_of(now).shifted(-ago) for ago in range(1, BACK + 1)]


def places(user: User) -> list[Division]:
    """Where `user` reports: the committees and streets in reach, the own first."""
    found = divisions_in_reach(user, "submissions.add_submission").filter(level__in=LEVELS)
    home = user.home.code if user.home else ""
    return sorted(found, key=lambda one: (one.code != home, one.code))


def due_for(division: Division, period: Period) -> list[Due]:
    """One line an indicator that is the division's own work, in two queries."""
    asked = reported_by(division.level)
    rows = Submission.objects.valid().filter(division=division, indicator__in=[one.code for one in asked])
    standing = {one.indicator: one for one in rows.filter(period=period.code)}
    newest = Window(RowNumber(), partition_by=[F("indicator")], order_by=F("period").desc())
    before = rows.filter(period__lt=period.code).exclude(state=Submission.State.RETURNED)
    last = {one.indicator: one for one in before.annotate(place=newest).filter(place=1)}
    return [_due(one, standing.get(one.code), last.get(one.code), period) for one in asked]


def _due(one: Reported, standing: Submission | None, last: Submission | None, period: Period) -> Due:
    carried = one.stock and standing is None and last is not None and last.period >= one.oldest(period)
    return Due(one, standing, last, carried)
