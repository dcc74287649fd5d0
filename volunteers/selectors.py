"""Questions about volunteers: who is meant, what the network looks like, and hours by person, unit, month and year.

All sums add up the same rows of the ledger, those in the caller's reach: so they agree.
"""

from __future__ import annotations

import unicodedata
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from governance.access.models import User
from governance.access.scoping import ScopedQuerySet
from neighborhoods.models import Resident
from volunteers.models import LEVELS, Belonging, HourEntry, Unit, Volunteer

LEAST = 2  # characters; one alone names nobody


def matching(user: User, text: str) -> Q:
    """By number, name or its pinyin initials. A resident's name is asked in the register, within the caller's scope."""
    text = unicodedata.normalize("NFKC", text).replace("\0", "").strip()[:60]
    if len(text) < LEAST:
        return Q(pk__in=[])
    if not text.isascii():
        named = Resident.objects.visible_to(user).filter(name__gte=text, name__lt=f"{text}\U0010ffff").order_by()
        return Q(name__startswith=text) | Q(resident__in=named.values("pk"))
    if text.isalpha() and text.upper() != "ZY":
        return Q(initials__startswith=text.lower())
    return Q(number__contains=text.upper())


def below(unit: uuid.UUID | str, path: str = "unit") -> Q:
    """Rows of the unit and of all that hangs on it; the network is four levels deep.

    The units are chosen first, among a few hundred: joined level by level, every row of the ledger was asked.
    """
    chain = ["__".join(["parent"] * depth) or "pk" for depth in range(len(LEVELS))]
    units = Unit.objects.filter(Q(*((name, unit) for name in chain), _connector=Q.OR))
    return Q(**{f"{path}__in": units.order_by().values("pk")})


def hours_in(user: User, year: int) -> ScopedQuerySet:
    """The ledger's rows of the year's days."""
    return HourEntry.objects.visible_to(user).filter(day__gte=date(year, 1, 1), day__lte=date(year, 12, 31))


@dataclass(frozen=True, slots=True)
class Line:
    """A sum of minutes and what it is of."""

    of: Any
    minutes: int
    people: int = 0

    @property
    def hours(self) -> float:
        return self.minutes / 60


def total(entries: QuerySet) -> Line:
    """Minutes and people. Grouped first: to count distinct persons among the rows takes several times as long."""
    people = entries.order_by().values("volunteer").annotate(sum=Sum("minutes"))
    found = people.aggregate(minutes=Sum("sum"), people=Count("volunteer"))
    return Line(None, found["minutes"] or 0, found["people"])


def by_person(entries: QuerySet, *, first: int = 0, most: int | None = None) -> list[Line]:
    """Volunteers with their minutes, the most first."""
    sums = entries.values_list("volunteer").annotate(total=Sum("minutes")).filter(total__gt=0)
    sums = sums.order_by("-total", "volunteer")[first : None if most is None else first + most]
    people = Volunteer._base_manager.select_related("resident", "division").in_bulk([pk for pk, _ in sums])
    return [Line(people[pk], minutes) for pk, minutes in sums]


def by_month(entries: QuerySet) -> list[Line]:
    """January to December, those without any included."""
    sums = _by(entries, lambda day: day.month)
    return [Line(month, sums[month]) for month in range(1, 13)]


def by_year(entries: QuerySet) -> list[Line]:
    """The newest year first."""
    return [Line(year, minutes) for year, minutes in sorted(_by(entries, lambda day: day.year).items(), reverse=True)]


def _by(entries: QuerySet, part: Callable[[date], int]) -> Counter[int]:
    """Minutes by a part of the day. The database groups by day: to take the part of each of 300,000 took it twice as long."""
    sums: Counter[int] = Counter()
    for day, minutes in entries.order_by().values_list("day").annotate(Sum("minutes")):
        sums[part(day)] += minutes
    return sums


@dataclass(slots=True)
class Branch:
    """A unit in its tree: members and minutes of its own, and with all that hangs on it (who is in two units counts twice)."""

    unit: Unit
    depth: int
    own: int = 0
    minutes: int = 0
    members: int = 0
    all_minutes: int = 0
    below: list[Branch] = field(default_factory=list)

    @property
    def hours(self) -> float:
        return self.all_minutes / 60


def network(user: User, entries: QuerySet, *, members: bool = True) -> list[Branch]:
    """The units in reach as trees, with current members and the minutes of `entries`; closed ones only where they have any."""
    minutes = dict(entries.order_by().values_list("unit").annotate(Sum("minutes")))
    spans = Belonging.objects.visible_to(user).current().order_by().values_list("unit").annotate(Count("pk"))
    own = dict(spans) if members else {}
    units = Unit.objects.visible_to(user).standing().select_related("division").order_by("division_id", "name")
    kept = [one for one in units if one.state != Unit.State.CLOSED or minutes.get(one.pk)]
    found = {
        one.pk: Branch(one, LEVELS.index(Unit.Level(one.level)), own.get(one.pk, 0), minutes.get(one.pk, 0))
        for one in kept
    }
    roots: list[Branch] = []
    for one in found.values():
        parent = found.get(one.unit.parent_id) if one.unit.parent_id else None
        (parent.below if parent else roots).append(one)
    for root in roots:
        _roll_up(root)
    return roots


def _roll_up(branch: Branch) -> None:
    branch.members, branch.all_minutes = branch.own, branch.minutes
    for one in branch.below:
        _roll_up(one)
        branch.members += one.members
        branch.all_minutes += one.all_minutes


def flat(branches: list[Branch]) -> list[Branch]:
    """Depth first, as a table shows them."""
    return [one for branch in branches for one in (branch, *flat(branch.below))]


def unfolded(roots: list[Branch], chosen: uuid.UUID | None, most: int) -> tuple[list[Branch], bool]:
    """The rows of a table and whether it is folded: beyond `most` stations and teams show below the `chosen` branch only."""
    every = flat(roots)
    if len(every) <= most:
        return every, False
    kept = {under.unit.pk for one in every if one.unit.pk == chosen for under in flat([one])}
    return [one for one in every if one.depth < 2 or one.unit.pk in kept], True
