"""Figures of the workers at a day, as far as was known at a cutoff: no past figure changes when somebody leaves today.

Nothing is counted from `Worker`, which moves with the person; all from postings, certificates and attendances, each in
the division where the person was posted then (decision 8). A window of twelve months is the half-open (day - 1 year, day].
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from governance.access import codes
from workers.models import Attendance, Certificate, Posting

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Headcount:
    """`people` posted at the end of `day`, `on_quota` of them on a post that counts against the quota."""

    day: date
    people: int
    on_quota: int


@dataclass(frozen=True, slots=True)
class Turnover:
    """Who left for good in (`since`, `day`]; moving to another post is no leaving."""

    since: date
    day: date
    at_start: int
    at_end: int
    left: int
    voluntary: int

    @property
    def average(self) -> Decimal:
        return Decimal(self.at_start + self.at_end) / 2

    @property
    def rate(self) -> Decimal | None:
        """A share; None where nobody was posted."""
        return self.left / self.average if self.average else None

    @property
    def voluntary_rate(self) -> Decimal | None:
        return self.voluntary / self.average if self.average else None


@dataclass(frozen=True, slots=True)
class Certified:
    """`certified` of the `people` posted on `day` held a valid certificate of the national exam."""

    day: date
    people: int
    certified: int

    @property
    def share(self) -> Decimal | None:
        return Decimal(self.certified) / self.people if self.people else None


@dataclass(frozen=True, slots=True)
class TrainingHours:
    """Class hours of the twelve months to `day`, per head of the average headcount."""

    day: date
    hours: Decimal
    average: Decimal

    @property
    def per_head(self) -> Decimal | None:
        return self.hours / self.average if self.average else None


@dataclass(frozen=True, slots=True)
class Figures:
    """All of them for one division."""

    division: str
    headcount: Headcount
    turnover: Turnover
    certified: Certified
    training: TrainingHours


def headcount(division: str, day: date, cutoff: datetime) -> Headcount:
    return figures([division], day, cutoff, only=("people", "on_quota"))[division].headcount


def turnover(division: str, day: date, cutoff: datetime) -> Turnover:
    return figures([division], day, cutoff, only=("people", "at_start", "left", "voluntary"))[division].turnover


def certified(division: str, day: date, cutoff: datetime) -> Certified:
    return figures([division], day, cutoff, only=("people", "certified"))[division].certified


def training_hours(division: str, day: date, cutoff: datetime) -> TrainingHours:
    return figures([division], day, cutoff, only=("people", "at_start", "hours"))[division].training


def figures(
    divisions: Iterable[str], day: date, cutoff: datetime, *, only: Iterable[str] = (), own: str = ""
) -> dict[str, Figures]:
    """Figures of several divisions (codes, cut or full) in a fixed number of statements, whatever their number.

    `own` is a full code whose own rows alone, without those below it, are told under the key "".
    """
    asked = {code: codes.within(code) for code in divisions} | ({"": (own, f"{own}0")} if own else {})
    if not asked:
        return {}
    low, high = min(one[0] for one in asked.values()), max(one[1] for one in asked.values())
    wanted = set(only or MEASURES)
    counts: dict[str, dict[str, Any]] = {name: {} for name in wanted}
    for rows, amounts in _measures(day, cutoff):
        asked_here = {name: amount for name, amount in amounts.items() if name in wanted}
        for row in _grouped(rows.filter(division_id__gte=low, division_id__lt=high), asked_here):
            for name in asked_here:
                counts[name][row["division_id"]] = row[name]
    return {
        code: _of_one(code, day, {name: _sum(found, *span) for name, found in counts.items()})
        for code, span in asked.items()
    }


MEASURES = ("people", "on_quota", "certified", "at_start", "left", "voluntary", "hours")


def _measures(day: date, cutoff: datetime) -> list[tuple[QuerySet, dict[str, Any]]]:
    """Rows, and the amounts that are counted of them in one statement."""
    resigned = Q(ending=Posting.Ending.RESIGNED)
    return [
        (posted(day, cutoff), {
            "people": Count("pk"), "on_quota": Count("pk", filter=Q(post__counts=True)),
            "certified": Count("pk", filter=holding(day, cutoff)),
        }),
        (posted(year_before(day), cutoff), {"at_start": Count("pk")}),
        (leavers(day, cutoff), {"left": Count("pk"), "voluntary": Count("pk", filter=resigned)}),
        (attendances(day, cutoff), {"hours": Sum("hours")}),
    ]  # fmt: skip


def posted(day: date, cutoff: datetime) -> QuerySet[Posting]:
    """The postings that are the headcount of `day`."""
    return Posting.objects.as_known(day, cutoff)


def leavers(day: date, cutoff: datetime) -> QuerySet[Posting]:
    """The postings that ended with leaving in the twelve months to `day`."""
    known = Q(withdrawn_at=None) | Q(withdrawn_at__gte=cutoff)
    return Posting.objects.filter(
        known, recorded_at__lt=cutoff, ended_at__lt=cutoff, until__gt=year_before(day), until__lte=day,
        ending__in=Posting.LEAVING,
    )  # fmt: skip


def holding(day: date, cutoff: datetime) -> Exists:
    """A condition on postings: the person holds a valid certificate of the national exam."""
    valid = Certificate.objects.valid(day).as_known(cutoff).filter(kind__in=Certificate.PROFESSIONAL)
    return Exists(valid.filter(worker=OuterRef("worker")))


def attendances(day: date, cutoff: datetime) -> QuerySet[Attendance]:
    """Who sat in a session in the twelve months to `day`."""
    known = Q(withdrawn_at=None) | Q(withdrawn_at__gte=cutoff)
    return Attendance.objects.filter(
        known, attended=True, noted_at__lt=cutoff,
        held_at__gte=_midnight(year_before(day) + timedelta(days=1)), held_at__lt=_midnight(day + timedelta(days=1)),
    )  # fmt: skip


def year_before(day: date) -> date:
    """The same day a year ago; 29 February gives 28 February."""
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


def _grouped(rows: QuerySet, amounts: dict[str, Any]) -> Iterable[dict[str, Any]]:
    return rows.order_by().values("division_id").annotate(**amounts) if amounts else ()


def _sum(found: Mapping[str, Decimal], low: str, high: str) -> Any:
    return sum(amount for code, amount in found.items() if low <= code < high)


def _of_one(division: str, day: date, found: Mapping[str, Any]) -> Figures:
    got: dict[str, Any] = {**dict.fromkeys(MEASURES, 0), **found}
    moved = Turnover(year_before(day), day, got["at_start"], got["people"], got["left"], got["voluntary"])
    return Figures(
        division,
        Headcount(day, got["people"], got["on_quota"]),
        moved,
        Certified(day, got["people"], got["certified"]),
        TrainingHours(day, Decimal(got["hours"]), moved.average),
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
