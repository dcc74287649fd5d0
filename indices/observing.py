"""From records to observations: one statement an indicator, then pooled upwards and divided once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from governance.access import codes
from governance.access.models import Division
from indices.indicators import Figures, Indicator
from indices.models import Observation
from indices.windows import Window

FULL = 12  # digits
SHRINK_UP_TO, STRENGTH = 30, 10
"""A community's rate over at most 30 rows leans on its street's as if 10 more rows had that rate."""

Status = Observation.Status
Level = Division.Level


@dataclass(frozen=True, slots=True)
class Unit:
    """A division that is scored, and the street whose rate a small community leans on."""

    code: str
    level: str

    @property
    def street(self) -> str:
        return codes.at_level(self.code, Level.SUBDISTRICT)


@dataclass(frozen=True, slots=True)
class Figure:
    """One observation before it is stored. `value` is in the indicator's unit, rounded to 10 places."""

    indicator: str
    division: str
    numerator: Decimal | None
    denominator: Decimal | None
    value: float | None
    shrunk: bool
    status: str


def units(district: str, window: Window) -> list[Unit]:
    """The district, its streets and its committees as they stood on the window's last day."""
    standing = Division.objects.within(district).on(window.day).filter(level__in=codes.CUTS)
    return [Unit(code, level) for code, level in standing.order_by("code").values_list("code", "level")]


def observe(
    asked: Iterable[Indicator], district: str, window: Window, *, told: Callable[[str], None] = lambda name: None
) -> list[Figure]:
    """Every indicator for every unit of `district`. Call it inside `rls.system()`."""
    within, found = units(district, window), []
    for indicator in asked:
        told(indicator.name)
        figures = indicator.figures(window, *codes.within(district))
        sums = pooled(figures, within, anew=not indicator.additive)
        found += figures_of(indicator, sums, within, heard=heard(figures) if indicator.reported else None)
    return found


def heard(figures: Figures) -> set[str]:
    """The divisions of which something is known, and all above them."""
    return {unit for code in figures for unit in (code, *codes.ancestors(code))}


def pooled(figures: Figures, within: Sequence[Unit], *, anew: bool = False) -> Figures:
    """Add each division's two numbers to itself and everything above it that is scored.

    `anew`: the numerator does not add up, and stands under the significant digits of each unit's code, counted for it.
    """
    sums = {unit.code: [Decimal(0), Decimal(0)] for unit in within}
    for code, (above, below) in figures.items():
        if len(code) < FULL:
            continue
        for unit in (code, *codes.ancestors(code)):
            if unit in sums:
                sums[unit][0] += above
                sums[unit][1] += below
    if anew:
        none = Decimal(0), Decimal(0)
        return {code: (figures.get(codes.significant(code), none)[0], below) for code, (_, below) in sums.items()}
    return {code: (above, below) for code, (above, below) in sums.items()}


def figures_of(
    indicator: Indicator, sums: Figures, within: Sequence[Unit], *, heard: set[str] | None = None
) -> list[Figure]:
    """`heard`: where a figure is reported by hand, who did so; of the others it is missing, not none."""
    silent = set() if heard is None else {unit.code for unit in within} - heard
    return [_figure(indicator, unit, sums, silent) for unit in within]


def _figure(indicator: Indicator, unit: Unit, sums: Figures, silent: set[str]) -> Figure:
    above, below = sums[unit.code]
    if below == 0:
        status = Status.MISSING if unit.code in silent else Status.NOT_APPLICABLE
        return Figure(indicator.code, unit.code, above, below, None, False, status)
    if below < indicator.minimum:
        return Figure(indicator.code, unit.code, above, below, None, False, Status.INSUFFICIENT)
    ratio, shrunk = _leaning(unit, above, below, sums) if indicator.shrinks else (above / below, False)
    return Figure(
        indicator.code, unit.code, above, below, round(float(ratio) * indicator.factor, 10), shrunk, Status.OK
    )


def _leaning(unit: Unit, above: Decimal, below: Decimal, sums: Figures) -> tuple[Decimal, bool]:
    street = sums.get(unit.street, (Decimal(0), Decimal(0)))
    if unit.level != Level.COMMITTEE or below > SHRINK_UP_TO or street[1] == 0:
        return above / below, False
    return (above + STRENGTH * street[0] / street[1]) / (below + STRENGTH), True


def digest(figures: Iterable[Figure]) -> str:
    """SHA-256 over the figures in the order of indicator and division: the same records give the same hash."""
    lines = (
        f"{one.indicator}|{one.division}|{one.numerator:f}|{one.denominator:f}|{one.value!r}|{one.status}"
        for one in sorted(figures, key=lambda one: (one.indicator, one.division))
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
