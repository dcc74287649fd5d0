"""What was published once and replaced since: it stays told, with what changed and why."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from indices.models import IndexRun, Score
from indices.selectors.history import MONTHS


@dataclass(frozen=True, slots=True)
class Correction:
    """A published run that another took the place of; `moved` are (unit, score then, score now), the furthest first."""

    old: IndexRun
    new: IndexRun
    moved: list[tuple[str, float | None, float | None]]


def corrections(told: Sequence[IndexRun]) -> list[Correction]:
    """Of a district's runs that are or were published, newest first; each replaced one with what took its place.

    One query, none where nothing was replaced.
    """
    pairs = [(old, new) for new, old in itertools.pairwise(told) if _replaced(old, new)][:MONTHS]
    scores = _told({one.pk for pair in pairs for one in pair}) if pairs else {}
    return [Correction(old, new, _moved(scores.get(old.pk, {}), scores.get(new.pk, {}))) for old, new in pairs]


def _replaced(old: IndexRun, new: IndexRun) -> bool:
    same = old.period == new.period and old.scheme_version.scheme_id == new.scheme_version.scheme_id
    return same and old.state == IndexRun.State.REPLACED


def _told(runs: set[Any]) -> dict[Any, dict[str, tuple[str, float | None]]]:
    """{run: {division: (name, score)}} of what is or was published."""
    found: dict[Any, dict[str, tuple[str, float | None]]] = {}
    rows = Score.objects.filter(run__in=runs).values_list("run", "division", "division__name", "score")
    for run, division, name, score in rows:
        found.setdefault(run, {})[division] = name, score
    return found


def _moved(
    then: Mapping[str, tuple[str, float | None]], now: Mapping[str, tuple[str, float | None]]
) -> list[tuple[str, float | None, float | None]]:
    nobody = ("", None)
    found = [
        (now.get(code, then.get(code, nobody))[0], then.get(code, nobody)[1], now.get(code, nobody)[1])
        for code in {**then, **now}
    ]
    changed = [one for one in found if one[1] != one[2]]
    return sorted(changed, key=lambda one: (-abs((one[2] or 0) - (one[1] or 0)), one[0]))
