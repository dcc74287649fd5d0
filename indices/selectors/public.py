"""What everybody may read: the newest published period, and the two files from which anyone gets the same scores."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass

from governance.access import codes
from governance.access.models import Division
from indices.models import IndexRun, Observation, Score
from indices.selectors import runs as asked

Level = Division.Level
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Place:
    """A street on the public page and what changed since the month before."""

    score: Score
    change: float | None


@dataclass(frozen=True, slots=True)
class Edition:
    """One published period of a district. `streets` are in the order of ranks, `trend` from old to new."""

    run: IndexRun
    whole: Score
    change: float | None
    streets: list[Place]
    committees: int
    trend: list[tuple[str, float | None]]
    earlier: list[IndexRun]


def district_of(text: str) -> Division | None:
    """The district asked for; without one the first that has published, else the first there is. None if unknown."""
    districts = Division.objects.filter(level=Level.DISTRICT).current()
    if not text:
        published = IndexRun.objects.public().order_by("division").values_list("division", flat=True).first()
        return districts.filter(code=published).first() if published else districts.order_by("code").first()
    code = codes.full(text) if text.isascii() and text.isdigit() and len(text) in (6, 12) else ""
    return districts.filter(code=code).first()


def edition(district: Division) -> Edition | None:
    """The newest published period; None where nothing was published."""
    published = asked.public_runs(district.code)
    if not published:
        return None
    run = published[0]
    history = asked.series(published, run)[:MONTHS]
    whole = {one.run_id: one for one in Score.objects.public().filter(run__in=history, division=district.code)}
    last = history[1] if len(history) > 1 else None
    now, then = whole[run.pk], whole.get(last.pk) if last else None
    return Edition(
        run=run, whole=now, change=_change(now, then), streets=_streets(run, last), earlier=published[1:MONTHS],
        committees=Score.objects.public().filter(run=run, level=Level.COMMITTEE).count(),
        trend=[(one.period, whole[one.pk].score if one.pk in whole else None) for one in reversed(history)],
    )  # fmt: skip


def _change(now: Score, then: Score | None) -> float | None:
    return None if then is None or now.score is None or then.score is None else now.score - then.score


def _streets(run: IndexRun, last: IndexRun | None) -> list[Place]:
    both = [one.pk for one in (run, last) if one]
    found = (
        Score.objects.public()
        .filter(run__in=both, level=Level.SUBDISTRICT)
        .select_related("division")
        .order_by("rank", "division")
    )
    scores = list(found)
    then = {one.division_id: one for one in scores if one.run_id != run.pk}
    return [Place(one, _change(one, then.get(one.division_id))) for one in scores if one.run_id == run.pk]


def published_run(code: str, period: str) -> IndexRun | None:
    found = IndexRun.objects.public().filter(division=code, period=period).select_related("scheme_version__scheme")
    return found.order_by(*asked.preferred()).first()


def scheme_text(run: IndexRun) -> str:
    return json.dumps(run.scheme_version.definition, ensure_ascii=False, indent=1) + "\n"


def table(run: IndexRun, level: str = "") -> Iterator[str]:
    """The lines of data.csv: a unit's code, its name, and the value of each indicator; empty is missing.

    Values only: they are all that `score_table` needs, and no count of persons leaves the portal.
    """
    asked_for = [node["code"] for node in run.scheme_version.definition["nodes"] if node.get("normalisation")]
    units = (
        Score.objects.public()
        .filter(run=run)
        .exclude(level=Level.DISTRICT)
        .select_related("division")
        .order_by("division")
    )
    units = units.filter(level=level) if level else units
    values: dict[str, dict[str, float]] = {}
    found = Observation.objects.public().filter(run=run, value__isnull=False)
    for code, division, value in found.values_list("indicator", "division", "value"):
        values.setdefault(division, {})[code] = value
    yield _line(["unit", "name", *asked_for])
    for one in units:
        own = values.get(one.division_id, {})
        yield _line(
            [one.division_id, one.division.name, *(repr(own[code]) if code in own else "" for code in asked_for)]
        )


def _line(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()
