"""The year's rates by place and by department, each number with the address of the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Avg, Case, CharField, Count, F, Func, Q, Value, When

from cases.summonses.models import Invitation, Summons
from cases.summonses.selectors import IN_TIME, came_due, year_of
from governance.access import codes
from governance.access.models import Division, User

RESOLVED = Q(result=Summons.Result.RESOLVED)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the query string of the list that shows exactly these rows."""

    value: int
    query: str


@dataclass(frozen=True, slots=True)
class Line:
    """`resolved` of `closed`; for a department also who came in time of who was due, who declined, and its mean rating."""

    name: str
    resolved: Figure
    closed: Figure
    in_time: Figure | None = None
    due: Figure | None = None
    declined: int = 0
    rating: float | None = None

    @property
    def share(self) -> float | None:
        return self.resolved.value / self.closed.value if self.closed.value else None

    @property
    def in_time_share(self) -> float | None:
        return self.in_time.value / self.due.value if self.in_time and self.due and self.due.value else None


def by_place(user: User, units: list[Division], year: int) -> list[Line]:
    """One line a unit below the user's own, and the whole first; a committee's clerk sees the one line."""
    cut = codes.CUTS[units[0].level] if units else codes.CUTS["committee"]
    settled = _settled(user, year).annotate(
        at=Func(F("division_id"), Value(cut), function="left", output_field=CharField())
    )
    counted = settled.values_list("at").annotate(resolved=Count("pk", filter=RESOLVED), closed=Count("pk"))
    found = {at: pair for at, *pair in counted}
    whole = [sum(pair[side] for pair in found.values()) for side in (0, 1)]
    lines = [_line("合计", *whole, year=year)]
    for unit in units:
        at = codes.significant(unit.code)
        lines.append(_line(unit.short_name, *found.get(at, (0, 0)), year=year, within=at))
    return lines


def by_department(user: User, year: int) -> list[Line]:
    """Departments that were sent anything which was closed or due in the year, by name."""
    span = year_of(year)
    closed = Q(summons__closed_at__gte=span[0], summons__closed_at__lt=span[1])
    sent = Invitation.objects.visible_to(user).filter(
        closed | came_due(*span), sent_at__isnull=False, summons__kind=Summons.Kind.SUMMONS
    )
    standing = Q(withdrawn_at=None)
    found = sent.order_by().values("department__code", "department__name").annotate(
        resolved=Count("pk", filter=standing & closed & Q(summons__result=Summons.Result.RESOLVED)),
        closed=Count("pk", filter=standing & closed),
        in_time=Count("pk", filter=standing & came_due(*span) & IN_TIME),
        due=Count("pk", filter=standing & came_due(*span)),
        declined=Count("pk", filter=Q(state=Invitation.State.DECLINED)),
        mean=Avg(Case(When(standing & closed, then=F("rating")))),
    )  # fmt: skip
    return [_of_department(one, year) for one in found.order_by("department__name", "department__code")]


def _of_department(one: Any, year: int) -> Line:
    code = one["department__code"]
    due = {"view": "all", "kind": "summons", "department": code, "due_year": year}
    line = _line(one["department__name"], one["resolved"], one["closed"], year=year, department=code)
    return Line(
        line.name, line.resolved, line.closed, Figure(one["in_time"], urlencode(due | {"on_time": "true"})),
        Figure(one["due"], urlencode(due)), one["declined"], one["mean"],
    )  # fmt: skip


def _line(name: str, resolved: int, closed: int, *, year: int, **narrow: str) -> Line:
    asked = {"view": "closed", "kind": "summons", "closed_year": year} | narrow
    return Line(name, Figure(resolved, urlencode(asked | {"result": "resolved"})), Figure(closed, urlencode(asked)))


def _settled(user: User, year: int) -> Any:
    rows = Summons.objects.visible_to(user).filter(kind=Summons.Kind.SUMMONS)
    return rows.settled(*year_of(year)).order_by()
