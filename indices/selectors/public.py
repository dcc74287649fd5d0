"""What everybody may read: the newest published period, and the two files from which anyone gets the same scores."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from governance.access import codes
from governance.access.models import Division
from governance.jobs import heads
from governance.jobs.models import JobRun
from indices.engine.scheme import Scheme as Engine
from indices.indicators import Indicator, indicator
from indices.models import IndexRun, Observation, Score
from indices.selectors import runs as asked
from indices.selectors.history import MONTHS, Month, months, scores_of

Level = Division.Level


@dataclass(frozen=True, slots=True)
class Place:
    """A street on the public page and what changed since the month before."""

    score: Score
    change: float | None


@dataclass(frozen=True, slots=True)
class Edition:
    """One published period of a district. `streets` are in the order of ranks, `months` from old to new."""

    run: IndexRun
    whole: Score
    change: float | None
    streets: list[Place]
    committees: int
    months: list[Month]
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
    run, seen = published[0], Score.objects.public()
    history = asked.series(published, run)[:MONTHS]
    whole = scores_of(seen, history, district.code)
    last = history[1] if len(history) > 1 else None
    now, then = whole[run.pk], whole.get(last.pk) if last else None
    return Edition(
        run=run, whole=now, change=_change(now, then), streets=_streets(run, last), earlier=published[1:MONTHS],
        committees=seen.filter(run=run, level=Level.COMMITTEE).count(),
        months=months(seen, history, whole, level=Level.SUBDISTRICT, inside=district.code),
    )  # fmt: skip


def under_review(told: Sequence[IndexRun]) -> IndexRun | None:
    """The run that stands open to objections. Its figures are nobody's yet; only its dates are told."""
    return next((one for one in told if one.state == IndexRun.State.REVIEWED), None)


def told(district: Division) -> list[IndexRun]:
    """Runs whose existence anybody may know: published, once published, or under review; newest first, in one query."""
    state = IndexRun.State
    runs = IndexRun.objects.filter(division=district, state__in=[state.PUBLISHED, state.REPLACED, state.REVIEWED])
    return list(
        runs.select_related("scheme_version__scheme").order_by("-period", F("published_at").desc(nulls_first=True))
    )


def head_of_the_day() -> dict[str, Any] | None:
    """{seq, hash, day} of the newest head of the audit's chain that was written outside the database; None without one."""
    done = JobRun.objects.filter(job=heads.JOB, state=JobRun.State.DONE, result__has_key="seq").order_by("-finished_at")
    found = done.values_list("result", "finished_at").first()
    return {**found[0], "at": found[1]} if found else None


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
    asked_for = [node.code for node in Engine.from_dict(run.scheme_version.definition).indicators]
    units = (
        Score.objects.public()
        .filter(run=run)
        .exclude(level=Level.DISTRICT)
        .select_related("division")
        .order_by("division")
    )
    units = units.filter(level=level) if level else units
    values: dict[str, dict[str, float | None]] = {}
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


@dataclass(frozen=True, slots=True)
class Example:
    """One indicator of the district as anybody may recompute it, for the page on the method."""

    indicator: Indicator
    value: float
    low: float
    high: float
    score: float


def example(run: IndexRun) -> Example | None:
    """The first indicator of the scheme with fixed goalposts and a figure; None under a scheme without."""
    engine = Engine.from_dict(run.scheme_version.definition)
    fixed = {
        node.code: goal for node in engine.indicators if (goal := engine.normalisation_of(node)).method == "goalposts"
    }
    whole = Score.objects.public().get(run=run, division=run.division_id)
    found = Observation.objects.public().filter(run=run, division=run.division_id, value__isnull=False)
    values = dict(found.values_list("indicator", "value"))
    for code, goal in fixed.items():
        value = values.get(code)
        if value is not None and goal.low < value < goal.high:
            return Example(indicator(code), value, goal.low, goal.high, whole.nodes[code])
    return None
