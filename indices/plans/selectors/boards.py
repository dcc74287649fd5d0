"""A plan as a table: each task with its bodies, figures and milestones, and the light that stands at it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from governance.access.models import User
from indices.plans.models import AnnualPlan, Milestone, PlanTask, TaskParty
from indices.plans.selectors.figures import FigureNow, Seen, figures_now, observed

WAITING, ON, LATE, DONE = "waiting", "on", "late", "done"
"""未下达, 按期, 滞后, 完成."""
Part = TaskParty.Part


@dataclass(frozen=True, slots=True)
class TaskLine:
    task: PlanTask
    figures: Sequence[FigureNow]
    light: str
    today: date
    parts: int = 0
    parts_late: int = 0

    @property
    def lead(self) -> str:
        return self._named(Part.LEAD)

    @property
    def supports(self) -> str:
        return self._named(Part.SUPPORT)

    @property
    def responsibles(self) -> str:
        return self._named(Part.RESPONSIBLE)

    @property
    def measures(self) -> list[str]:
        return [line for line in self.task.measures.splitlines() if line.strip()]

    @property
    def milestones(self) -> list[tuple[Milestone, bool]]:
        """With whether it is overdue."""
        return [(one, one.is_overdue(self.today)) for one in self.task.milestones.all()]

    def _named(self, part: str) -> str:
        bodies = self.task.bodies  # type: ignore[attr-defined]  # annotated by `for_board`
        return "、".join(one["name"] for one in bodies if one["part"] == part)


def lines_of(tasks: Iterable[PlanTask], user: User, today: date, *, seen: Seen | None = None) -> list[TaskLine]:
    """`tasks` of one district as `for_board` brings them; `seen` where it is at hand."""
    known = list(tasks)
    figures = figures_now(known, observed(known, user) if seen is None else seen)
    return [TaskLine(task, figures[task.pk], light_of(task, figures[task.pk], today), today) for task in known]


def gathered(lines: Sequence[TaskLine]) -> list[TaskLine]:
    """Those that stand for themselves: what was broken down counts what is in sight below it, at any depth."""
    known = {line.task.pk: line for line in lines}
    below: dict[Any, list[TaskLine]] = defaultdict(list)
    top = []
    for line in lines:
        above = line
        while above.task.parent_id in known:
            above = known[above.task.parent_id]
            below[above.task.pk].append(line)
        if above is line:
            top.append(line)
    return [
        replace(line, parts=len(below[line.task.pk]), parts_late=sum(one.light == LATE for one in below[line.task.pk]))
        for line in top
    ]


def light_of(task: PlanTask, figures: Sequence[FigureNow], today: date) -> str:
    """Done is what was told so; late what missed a day, or a figure once its years are over."""
    plan = task.plan
    if plan.state not in (*AnnualPlan.SENT, *AnnualPlan.OVER):
        return WAITING
    if task.percent == 100:
        return DONE
    missed = today.year > plan.last_year and any(one.reached is False for one in figures)
    over = plan.state in AnnualPlan.OVER or today.year > plan.last_year
    late = missed or over or any(one.is_overdue(today) for one in task.milestones.all())
    return LATE if late else ON


@dataclass(frozen=True, slots=True)
class Tally:
    """Of the tasks of a plan that somebody sees."""

    total: int = 0
    done: int = 0
    late: int = 0


NONE = Tally()


def tallies(plans: Sequence[AnnualPlan], user: User, today: date) -> dict[Any, Tally]:
    """{plan: its tally}; plans without a task in sight are missing. One query."""
    missed = Milestone.objects.filter(task=OuterRef("pk"), withdrawn_at=None, done_on=None, due_on__lt=today)
    unsent = Q(plan__state__in=(*AnnualPlan.SENT, *AnnualPlan.OVER))
    tasks = PlanTask.objects.visible_to(user).standing().filter(plan__in=[one.pk for one in plans])
    counted = (
        tasks.annotate(missed=Exists(missed)).order_by().values("plan")
        .annotate(total=Count("pk"), done=Count("pk", Q(percent=100)), late=Count("pk", unsent & Q(missed=True, percent__lt=100)))
    )  # fmt: skip
    return {one["plan"]: Tally(one["total"], one["done"], one["late"]) for one in counted}
