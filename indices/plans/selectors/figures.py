"""What the index says of a task's figures: the newest computation at the task's division, beside the target."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from governance.access import codes
from governance.access.models import User
from indices.indicators import indicator
from indices.models import IndexRun, Observation
from indices.plans.models import AnnualPlan, PlanTask, TaskFigure
from indices.selectors import runs as computations


@dataclass(frozen=True, slots=True)
class FigureNow:
    """`value` is the index's own (or what was stated), `before` that of the month before, None where there is none."""

    figure: TaskFigure
    value: float | None
    before: float | None = None
    period: str = ""
    said: str = ""
    href: str = ""

    @property
    def falls(self) -> bool:
        """Is less better?"""
        return direction(self.figure) < 0

    @property
    def reached(self) -> bool | None:
        if self.value is None:
            return None
        target = float(self.figure.target)
        return self.value <= target if self.falls else self.value >= target

    @property
    def share(self) -> float | None:
        """How far to the target, 0 to 100."""
        target = float(self.figure.target)
        if self.value is None or target <= 0:
            return None
        part = (target / self.value if self.value > 0 else 1.0) if self.falls else self.value / target
        return max(0.0, min(100.0, 100 * part))

    @property
    def change(self) -> float | None:
        return None if self.value is None or self.before is None else self.value - self.before


def direction(figure: TaskFigure) -> int:
    try:
        return indicator(figure.indicator).direction if figure.indicator else 1
    except KeyError:
        return 1


@dataclass(frozen=True, slots=True)
class Seen:
    """What `observed` found: the computations, newest first, and their observations by (run, indicator, division)."""

    runs: list[IndexRun]
    found: dict[tuple, Observation]


def observed(tasks: Sequence[PlanTask], user: User, *, months: int = 2) -> Seen:
    """The newest `months` of one version at `tasks` of one district, as `user` may read them. Two queries at most."""
    asked = set(_indicators(tasks))
    if not asked:
        return Seen([], {})
    runs = computations.runs_of(user, codes.full(tasks[0].division_id[:6]))
    wanted = computations.series(runs, runs[0] if runs else None)[:months]
    places = {one.division_id for one in tasks}
    return Seen(runs, _observed(Observation.objects.for_reader(user), wanted, asked, places))


def figures_now(tasks: Sequence[PlanTask], seen: Seen) -> dict[Any, list[FigureNow]]:
    """{task: its figures}. `tasks` come with plan and figures."""
    return {task.pk: [_now(one, task, seen.runs, seen.found) for one in task.figures.all()] for task in tasks}


def _pair(runs: list[IndexRun]) -> list[IndexRun]:
    """The newest and the one it is compared with."""
    before = computations.before(runs, runs[0]) if runs else None
    return [*runs[:1], *([before] if before else [])]


def _observed(rows: Any, runs: list[IndexRun], asked: set[str], divisions: set[str]) -> dict[tuple, Observation]:
    found = rows.filter(run__in=[one.pk for one in runs], indicator__in=asked, division__in=divisions)
    return {(one.run_id, one.indicator, one.division_id): one for one in found} if runs else {}


def _now(figure: TaskFigure, task: PlanTask, runs: list[IndexRun], found: dict[tuple, Observation]) -> FigureNow:
    if figure.final_period:
        return FigureNow(
            figure, figure.final, period=figure.final_period, said="" if figure.final is not None else "没有数据"
        )
    if not figure.indicator:
        value = figure.stated
        return FigureNow(
            figure, None if value is None else float(value), said="" if value is not None else "还没有填报"
        )
    pair = _pair(runs)
    seen = [found.get((run.pk, figure.indicator, task.division_id)) for run in pair]
    if not pair or seen[0] is None:
        return FigureNow(figure, None, said="指数还没有算这项指标")
    said = "" if seen[0].value is not None else seen[0].get_status_display()
    before = seen[1].value if len(seen) > 1 and seen[1] else None
    href = reverse("indices:explain", args=[task.division_id, pair[0].period])
    return FigureNow(figure, seen[0].value, before, pair[0].period, said, href)


def history_of(figure: TaskFigure, task: PlanTask, seen: Seen) -> list[tuple[str, float | None]]:
    """(period, value) of an indicator, oldest first, as far back as `seen` goes."""
    keys = [(run.period, (run.pk, figure.indicator, task.division_id)) for run in reversed(seen.runs)]
    return [(period, seen.found[key].value) for period, key in keys if key in seen.found]


def freeze(plan: AnnualPlan) -> None:
    """Write what the index says now into each figure of `plan`."""
    tasks = list(plan.tasks.standing().for_list())
    runs = computations.one_a_period(IndexRun.objects.filter(division=plan.division_id))[:1]
    found = _observed(Observation.objects, runs, set(_indicators(tasks)), {one.division_id for one in tasks})
    for task in tasks:
        for figure in task.figures.all():
            if figure.indicator and runs:
                one = found.get((runs[0].pk, figure.indicator, task.division_id))
                figure.final, figure.final_period = one.value if one else None, runs[0].period
                figure.save(update_fields=["final", "final_period"])


def _indicators(tasks: Iterable[PlanTask]) -> Iterable[str]:
    return (one.indicator for task in tasks for one in task.figures.all() if one.indicator)
