"""What other weights, means or goalposts would have made of a period's ranks, from the figures that were stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Case, Value, When

from governance.access import codes
from governance.access.models import Division, User
from governance.access.scoping import ranges
from indices.engine.ranking import rank, rounded
from indices.engine.scheme import Scheme as Engine
from indices.engine.scoring import score
from indices.models import IndexRun, Observation, SchemeVersion, Score
from indices.selectors.runs import MONTHS, home_of, preferred

Array = np.ndarray
MOVERS, NOTHING = 5, "—"


@dataclass(frozen=True, slots=True)
class Peers:
    """The units of one level in a run: their observed values by indicator, and how they were scored and ranked then."""

    units: tuple[str, ...]
    names: tuple[str, ...]
    columns: Mapping[str, Array]
    scores: tuple[float | None, ...]
    ranks: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """A unit beside its former self; `moved` is positive for who rose, `gained` in points."""

    code: str
    name: str
    rank: int | None
    was_rank: int | None
    score: float | None
    was_score: float | None

    @property
    def moved(self) -> int | None:
        return None if self.rank is None or self.was_rank is None else self.was_rank - self.rank

    @property
    def fell(self) -> int:
        return -(self.moved or 0)

    @property
    def arrow(self) -> str:
        """↑3, ↓2, or nothing to say."""
        return "" if not self.moved else f"↑{self.moved}" if self.moved > 0 else f"↓{self.fell}"

    @property
    def gained(self) -> float | None:
        return None if self.score is None or self.was_score is None else self.score - self.was_score

    @property
    def shown(self) -> tuple[str, str, str]:
        """Score, former score and difference as texts: three hundred rows of filters would take as long as the engine."""
        plain = [NOTHING if value is None else f"{value:.2f}" for value in (self.score, self.was_score)]
        return plain[0], plain[1], NOTHING if self.gained is None else f"{self.gained:+.2f}".replace("-0.00", "+0.00")


@dataclass(frozen=True, slots=True)
class Outcome:
    """`rows` in the order of the tried ranks. `nodes` are the tried scores (units,) of every node."""

    rows: tuple[Tried, ...]
    nodes: Mapping[str, Array]

    @property
    def moved(self) -> int:
        return sum(bool(one.moved) for one in self.rows)

    @property
    def risers(self) -> list[Tried]:
        return sorted((one for one in self.rows if (one.moved or 0) > 0), key=lambda one: -(one.moved or 0))[:MOVERS]

    @property
    def fallers(self) -> list[Tried]:
        return sorted((one for one in self.rows if (one.moved or 0) < 0), key=lambda one: one.moved or 0)[:MOVERS]

    @property
    def furthest(self) -> int:
        return max((abs(one.moved) for one in self.rows if one.moved), default=0)


def runs_for(user: User, version: SchemeVersion) -> list[IndexRun]:
    """One run a period that `user` may read as a whole, newest first: computed by `version` itself where there is one."""
    district = _district(user, version)
    whole = codes.contains(ranges(user, "indices.view_score"), district) if district else False
    found = IndexRun.objects.for_reader(user) if whole else IndexRun.objects.public()
    own = Case(When(scheme_version=version, then=Value(0)), default=Value(1))
    found = found.filter(division=district).select_related("scheme_version__scheme", "division")
    return list(found.order_by("-period", own, *preferred()).distinct("period")[:MONTHS])


def _district(user: User, version: SchemeVersion) -> str:
    if version.division.level == Division.Level.DISTRICT:
        return version.division_id
    home = home_of(user)
    return codes.at_level(home, Division.Level.DISTRICT) if home else ""


def peers(user: User, run: IndexRun, level: str) -> Peers:
    """Everybody of `level` in `run`, in the order of the codes. Two queries."""
    there = Score.objects.for_reader(user).filter(run=run, level=level).order_by("division_id")
    rows = list(there.values_list("division_id", "division__name", "score", "rank"))
    units, names, scores, ranks = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Peers(units, names, _columns(user, run, units), scores, ranks)


def _columns(user: User, run: IndexRun, units: Sequence[str]) -> dict[str, Array]:
    place = {code: at for at, code in enumerate(units)}
    found: dict[str, Array] = {}
    values = Observation.objects.for_reader(user).filter(run=run, division__in=units, value__isnull=False)
    for code, division, value in values.order_by().values_list("indicator", "division_id", "value"):
        if code not in found:
            found[code] = np.full(len(units), np.nan)
        found[code][place[division]] = value
    return found


def attempt(definition: Any, among: Peers) -> Outcome:
    """Score and rank once more. Raises ScoringError with a sentence for what cannot be computed."""
    engine = Engine.from_dict(definition)
    nothing = np.full(len(among.units), np.nan)
    table = {node.code: among.columns.get(node.code, nothing) for node in engine.indicators}
    scores = score(engine, among.units, table).scores
    found = rounded(scores[engine.root.code])
    ranks = rank(found)
    rows = [
        Tried(code, name, _whole(ranks[at]), among.ranks[at], _number(found[at]), among.scores[at])
        for at, (code, name) in enumerate(zip(among.units, among.names, strict=True))
    ]
    rows.sort(key=lambda one: (one.rank is None, one.rank, one.code))
    return Outcome(tuple(rows), scores)


def unheard(definition: Any, among: Peers) -> list[str]:
    """Indicators of the scheme of which the run stored no figure at this level."""
    return [node.code for node in Engine.from_dict(definition).indicators if node.code not in among.columns]


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else int(value)
