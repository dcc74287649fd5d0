"""The rows behind a number: exactly those counted, as far as the reader may see them, and the number by units below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from governance.access import codes
from governance.access.models import Division, User
from indices.indicators import Indicator, Side
from indices.indicators.visiting import VisitCoverage, met_visits
from indices.models import IndexRun, Observation, Score
from indices.selectors.explaining import is_small, sees_inside
from indices.selectors.resources import RESOURCES
from indices.windows import Window

LEVELS = list(codes.CUTS)


def behind(user: User, one: Indicator, run: IndexRun, side: Side, code: str, *, own: bool = False) -> QuerySet:
    """Rows of `side` in the division `code` as known at the run's cutoff; with `own`, only those filed by the unit itself."""
    low, high = (
        (code, f"{code}0") if own else codes.within(code)
    )  # nothing else lies between a code and itself with a digit more
    rows: Any = one.records(run.window, side, low, high)
    return rows.visible_to(user)


def rows_of(one: Indicator, side: Side, records: QuerySet) -> QuerySet:
    """Divisions are asked for apart: joined, their table would be walked through in the order of the list."""
    return records.select_related(*RESOURCES[one.resource_of(side)].fetch).prefetch_related("division")


def _visits(window: Window) -> QuerySet:
    return met_visits(window).filter(visited_at__gte=window.since(VisitCoverage.days))


EVENTS: dict[str, tuple[str, str, Callable[[Window], QuerySet]]] = {
    VisitCoverage.code: ("visits", "household", _visits)
}
"""{indicator: (resource, path to the row counted, the events that made it count)}, where the rows themselves do not tell."""


def events(user: User, one: Indicator, run: IndexRun, code: str) -> QuerySet:
    """The events by which the rows of the numerator count, newest code first. Raises KeyError where `EVENTS` has none."""
    resource, path, known = EVENTS[one.code]
    counted = one.records(run.window, "numerator", *codes.within(code)).filter(pk=OuterRef(path))
    rows: Any = known(run.window).filter(Exists(counted))
    found = rows.visible_to(user)
    return found.select_related(*RESOURCES[resource].fetch).prefetch_related("division")


@dataclass(frozen=True, slots=True)
class Part:
    """What a unit right below adds to a number. `division` None is 本级: rows filed by the unit itself. None is hidden."""

    division: Division | None
    count: Decimal | None
    value: float | None


@dataclass(frozen=True, slots=True)
class Parts:
    """`rows` add up to the whole unless `added` is false (the same body counts in several units)."""

    rows: list[Part]
    added: bool
    level: str


def parts(user: User, one: Indicator, score: Score, side: Side, whole: Observation) -> Parts | None:
    """A number by the units below that `user` may read; None for a committee, or before any is there. One query.

    Counts of few persons are hidden; where only one is, so is the next smallest, or the rest would tell it.
    """
    if score.level == LEVELS[-1]:
        return None
    below, (low, high) = LEVELS[LEVELS.index(score.level) + 1], codes.within(score.division_id)
    found = Observation.objects.for_reader(user).filter(
        run=score.run_id, indicator=one.code, division__level=below, division__gte=low, division__lt=high
    )
    figures = list(found.select_related("division").order_by("division"))
    inside = sees_inside(user, one, score.division_id)
    hidden = set() if inside else _hidden(one, side, figures)
    rows = [Part(it.division, None if it.pk in hidden else number(it, side), it.value) for it in figures]
    rest = number(whole, side) - sum((number(it, side) for it in figures), Decimal(0))
    if one.additive and rest and not hidden:
        rows.append(Part(None, rest, None))
    return Parts(rows, one.additive, below) if figures else None


def number(figure: Observation, side: Side) -> Decimal:
    above, below = figure.numerator or Decimal(0), figure.denominator or Decimal(0)
    return {"numerator": above, "denominator": below, "rest": below - above}[side]


def _hidden(one: Indicator, side: Side, figures: list[Observation]) -> set[int]:
    small = {it.pk for it in figures if is_small(one, it.numerator, it.denominator)}
    others = sorted((it for it in figures if it.pk not in small and number(it, side)), key=lambda it: number(it, side))
    return small | {others[0].pk} if len(small) == 1 and others else small
