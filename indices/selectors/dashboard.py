"""一屏观全域: a division and the units right below it, from stored figures, the cases open at the moment and plain counts.

The moment is now, or the end of a past day. Six queries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, F, Q
from django.db.models.functions import Left

from cases.models import Case
from cases.selectors import OPEN, SOON, Stage
from governance.access import codes
from governance.access.models import Division, User
from indices.models import IndexRun, Observation, Score
from indices.selectors import runs as asked
from indices.selectors.stages import open_at
from indices.selectors.tallies import Tallies, tallies
from indices.windows import Period, Window, midnight, period_of

COVERAGE, CARE = "ZZ-B1", "DZ-B6"
MONTHS = 12
VERY_LATE = timedelta(days=3)
LEVELS = list(codes.CUTS)


@dataclass(slots=True)
class Unit:
    """A division on the dashboard: its score now and the month before, its figures, its open cases."""

    division: Division
    now: Score | None = None
    last: Score | None = None
    values: dict[str, Observation] = field(default_factory=dict)
    before: dict[str, Observation] = field(default_factory=dict)
    open: int = 0
    late: int = 0
    very_late: int = 0

    @property
    def score(self) -> float | None:
        return self.now.score if self.now else None

    @property
    def change(self) -> float | None:
        return self.change_of("Index") if self.now else None

    @property
    def coverage(self) -> float | None:
        return self.values[COVERAGE].value if COVERAGE in self.values else None

    @property
    def uncared(self) -> Decimal:
        """Key persons not visited within their interval."""
        one = self.values.get(CARE)
        return one.denominator - (one.numerator or 0) if one and one.denominator is not None else Decimal(0)

    def change_of(self, node: str) -> float | None:
        now = self.now.score if node == "Index" and self.now else self.node(node)
        last = (self.last.score if node == "Index" else self.last.nodes.get(node)) if self.last else None
        return None if now is None or last is None else now - last

    def node(self, code: str) -> float | None:
        return self.now.nodes.get(code) if self.now else None


@dataclass(slots=True)
class Board:
    """What the dashboard shows. `trend` and `coverage` run from old to new; `below` is in the order of codes."""

    unit: Unit
    trail: list[Division]
    runs: list[IndexRun]
    run: IndexRun | None
    last: IndexRun | None
    below: list[Unit]
    counts: dict[str, int]
    stages: list[Stage]
    trend: list[tuple[str, float | None]]
    coverage: list[tuple[str, float | None]]
    tallies: Tallies
    window: Window
    as_of: date | None
    """The past day whose end is shown; None shows now."""

    @property
    def moment(self) -> datetime:
        return self.window.cutoff

    @property
    def level_below(self) -> str:
        return LEVELS[LEVELS.index(self.unit.division.level) + 1] if self.unit.division.level != LEVELS[-1] else ""


def board(user: User, code: str, period: str, now: datetime, *, as_of: date | None = None) -> Board | None:
    """The board of the division `code` (a district or below it); None for a division or a period that is not there.

    With `as_of` it is the state at the end of that day, with the scores of the month that holds it, where there are any.
    """
    district = codes.at_level(code, Division.Level.DISTRICT)
    runs = asked.runs_of(user, district)
    window = moment_of(as_of, now)
    run = asked.pick(runs, period_of(midnight(as_of)).code if as_of else period)
    places = _places(code, window.day if as_of else run.window.day if run else None)
    if code not in places or (period and run is None and not as_of):
        return None
    last = asked.before(runs, run) if run else None
    units = {place.code: Unit(place) for place in places.values() if _is_below(code, place) or place.code == code}
    history = asked.series(runs, run)[MONTHS - 1 :: -1]
    trend = _scores(user, code, history, run, last, units)
    coverage = _figures(user, code, history, run, last, units)
    return Board(
        unit=units[code], trail=[places[one] for one in reversed(codes.ancestors(code)) if one >= district and one in places],
        runs=runs, run=run, last=last, below=[one for key, one in sorted(units.items()) if key != code],
        counts=_counted(code, places), stages=_cases(user, code, units, window.cutoff, past=as_of is not None), trend=trend, coverage=coverage,
        tallies=tallies(user, code, window), window=window, as_of=as_of,
    )  # fmt: skip


def moment_of(as_of: date | None, now: datetime) -> Window:
    """What the plain counts look at: up to now, or all of a past day as it was known when it ended."""
    if as_of is None:
        return Period(period_of(now).code).window(now)
    end = midnight(as_of + timedelta(days=1))
    return Window(end, end, end)


def _places(code: str, day: date | None) -> dict[str, Division]:
    """The division, what lies above and below it, as it stood on `day`; None: as it stands."""
    low, high = codes.within(code)
    found = Division.objects.filter(Q(code__in=codes.ancestors(code)) | Q(code__gte=low, code__lt=high))
    return {one.code: one for one in (found.on(day) if day else found.current())}


def _is_below(code: str, place: Division) -> bool:
    above = codes.ancestors(place.code)
    return bool(above) and above[0] == code


def _counted(code: str, places: dict[str, Division]) -> dict[str, int]:
    low, high = codes.within(code)
    levels = [one.level for one in places.values() if low <= one.code < high and one.code != code]
    return {level: levels.count(level) for level in LEVELS if level in levels}


def _scores(
    user: User,
    code: str,
    history: Sequence[IndexRun],
    run: IndexRun | None,
    last: IndexRun | None,
    units: dict[str, Unit],
) -> list[tuple[str, float | None]]:
    both = [one.pk for one in (run, last) if one]
    wanted = Q(division=code, run__in=[one.pk for one in history]) | Q(run__in=both, division__in=list(units))
    found = {(one.run_id, one.division_id): one for one in Score.objects.for_reader(user).filter(wanted)}
    for key, unit in units.items():
        unit.now = found.get((run.pk, key)) if run else None
        unit.last = found.get((last.pk, key)) if last else None
    known = ((one.period, found.get((one.pk, code))) for one in history)
    return [(period, score.score if score else None) for period, score in known]


def _figures(
    user: User,
    code: str,
    history: Sequence[IndexRun],
    run: IndexRun | None,
    last: IndexRun | None,
    units: dict[str, Unit],
) -> list[tuple[str, float | None]]:
    """Fills in the units' figures; returns the coverage of each month of the run's year."""
    year = [one for one in history if run and one.period[:4] == run.period[:4]]
    both = [one.pk for one in (run, last) if one]
    wanted = Q(indicator=COVERAGE, division=code, run__in=[one.pk for one in year]) | Q(
        run__in=both, division__in=list(units)
    )
    months = {}
    for one in Observation.objects.for_reader(user).filter(wanted):
        if one.division_id == code and one.indicator == COVERAGE:
            months[one.run_id] = one.value
        if one.run_id in both:
            unit = units[one.division_id]
            (unit.values if run and one.run_id == run.pk else unit.before)[one.indicator] = one
    return [(one.period, months.get(one.pk)) for one in year]


def _cases(user: User, code: str, units: dict[str, Unit], moment: datetime, *, past: bool) -> list[Stage]:
    """Cases open at the moment by state and by the unit below in one query; each unit gets its own numbers, the states
    are returned.
    """
    seen = Case.objects.visible_to(user).inside(code)
    rows = open_at(seen, moment) if past else seen.filter(OPEN).annotate(stage=F("state"), due=F("due_at"))
    late, soon = Q(due__lt=moment), Q(due__gte=moment, due__lt=moment + SOON)
    cut = next((end for end in sorted(codes.CUTS.values()) if end > len(codes.significant(code))), 12)
    found = rows.order_by().annotate(part=Left("division_id", cut)).values_list("part", "stage").annotate(
        every=Count("pk"), soon=Count("pk", filter=soon), late=Count("pk", filter=late),
        very=Count("pk", filter=Q(due__lt=moment - VERY_LATE)),
    )  # fmt: skip
    states: dict[Case.State, list[int]] = {state: [0, 0, 0] for state in Case.State if state != Case.State.CLOSED}
    for part, state, every, due_soon, overdue, very in found:
        for place in {code, codes.full(part)} & set(units):
            unit = units[place]
            unit.open, unit.late, unit.very_late = unit.open + every, unit.late + overdue, unit.very_late + very
        for at, count in enumerate((every - due_soon - overdue, due_soon, overdue)):
            states[Case.State(state)][at] += count
    return [Stage(state, str(state.label), *numbers) for state, numbers in states.items()]
