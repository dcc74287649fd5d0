"""Counting again what went stale: one statement for all of it, and sums above that move by the difference."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import or_

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Q

from governance.access import codes
from governance.access.models import Division
from indices.actions.stale import Stale
from indices.indicators import Figures, Indicator, indicator
from indices.indicators.base import added
from indices.models import IndexRun
from indices.observing import Figure, Unit, figures_of, heard, pooled
from indices.windows import Window

MANY = 24  # divisions; beyond that the whole district is counted in one go
NAMES = ("indicator", "division_id", "numerator", "denominator", "value", "shrunk", "status")
LEVEL = {cut: level for level, cut in codes.CUTS.items()}


class OutOfReach(Exception):
    """What is stale stands in no unit of the run: all of it must be computed."""


@dataclass(frozen=True, slots=True)
class Span:
    """An indicator to be counted in `top` and everything below it."""

    indicator: Indicator
    top: str


def spans_of(stale: Stale, district: str, known: Collection[str]) -> list[Span]:
    """What to count for `stale`, of the indicators in `known`: no division twice."""
    return [
        Span(indicator(code), top)
        for code in sorted(stale.keys() & set(known))
        for top in _tops(stale[code], district, whole=indicator(code).reported or not indicator(code).additive)
    ]


def _tops(divisions: set[str], district: str, *, whole: bool) -> list[str]:
    if whole or len(divisions) > MANY or district in divisions:
        return [district]
    return sorted(one for one in divisions if not divisions & set(codes.ancestors(one)))


def recount(run: IndexRun, spans: list[Span], window: Window) -> list[Figure]:
    """The figures of `run` that are no longer as stored. Raises OutOfReach."""
    counted, stored = _count(spans, window), _stored(run, spans)
    changed = []
    for one in dict.fromkeys(span.indicator for span in spans):
        standing = stored.get(one.code, {})
        mine = {span.top: figures for span, figures in counted.items() if span.indicator is one}
        changed += [figure for figure in _moved(one, standing, mine) if figure != standing[figure.division]]
    return changed


def _count(spans: list[Span], window: Window) -> dict[Span, Figures]:
    statements, params = [], []
    for at, one in enumerate(spans):
        rows = one.indicator.statement(window, *codes.within(one.top))
        try:
            sql, given = rows.query.get_compiler(using=DEFAULT_DB_ALIAS).as_sql()
        except EmptyResultSet:
            continue
        statements.append(
            f"SELECT {at}, t.place::text, t.above::numeric, t.below::numeric FROM ({sql}) t(place, above, below)"  # noqa: S608
        )
        params += given
    found: list[list[tuple]] = [[] for _ in spans]
    if statements:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(statements), params)
            for at, *row in cursor:
                found[at].append(tuple(row))
    return {one: added(rows) for one, rows in zip(spans, found, strict=True)}


def _stored(run: IndexRun, spans: list[Span]) -> dict[str, dict[str, Figure]]:
    """{indicator: {division: figure}}: the spans, all beside them in their streets (which lean on it), all above them."""
    rows = run.observations.filter(indicator__in={one.indicator.code for one in spans})
    tops = {one.top for one in spans}
    if run.division_id not in tops:
        streets = {codes.at_level(top, Division.Level.SUBDISTRICT) for top in tops}
        near = [Q(division_id=run.division_id)]
        near += [Q(division_id__gte=low, division_id__lt=high) for low, high in map(codes.within, sorted(streets))]
        rows = rows.filter(reduce(or_, near))
    found: dict[str, dict[str, Figure]] = {}
    for row in rows.values_list(*NAMES):
        found.setdefault(row[0], {})[row[1]] = Figure(*row)
    return found


def _moved(one: Indicator, standing: dict[str, Figure], counted: dict[str, Figures]) -> Iterable[Figure]:
    sums: Figures = {
        code: (figure.numerator or Decimal(0), figure.denominator or Decimal(0)) for code, figure in standing.items()
    }
    units = [Unit(code, LEVEL[len(codes.significant(code))]) for code in sorted(standing)]
    known: set[str] | None = None
    for top, figures in counted.items():
        if top not in sums:
            raise OutOfReach(top)
        low, high = codes.within(top)
        fresh = pooled(figures, [unit for unit in units if low <= unit.code < high], anew=not one.additive)
        known = heard(figures) if one.reported else None
        by = [new - old for new, old in zip(fresh[top], sums[top], strict=True)]
        for above in (code for code in codes.ancestors(top) if code in sums):
            sums[above] = (sums[above][0] + by[0], sums[above][1] + by[1])
        sums |= fresh
    return figures_of(one, sums, units, heard=known)
