"""Taking over what is ready: a set of plans with their tasks, in one action."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from governance.access.models import Department, Division, User
from indices.plans.actions import plans, tasks
from indices.plans.actions.parts import Bodies, figures_of
from indices.plans.models import AnnualPlan
from indices.plans.ready_made import SETS, Ready, ReadyPlan

MIDDLE, END = (6, 30), (12, 10)
"""Days of the year that a task is to be looked at: 中期 and 年底."""


@transaction.atomic
def adopt(division: Division, *, by: User | None, name: str, year: int) -> list[AnnualPlan]:
    """The plans of the set `name` (key, annual, review) that `division` does not have in `year`; asked twice, none.

    Bodies of the same name among the district's departments see and report their tasks; others are kept by name.
    Raises PermissionDenied, or ValidationError by field.
    """
    if name not in SETS:
        raise ValidationError({"name": "没有这一套模板，请从列表中选择。"})
    known = set(AnnualPlan.objects.standing().filter(division=division, year=year).values_list("template", flat=True))
    offices = {one.name: one for one in Department.objects.filter(division=division, active=True)}
    return [_take(division, ready, offices, year, by) for ready in SETS[name] if ready.code not in known]


def _take(
    division: Division, ready: ReadyPlan, offices: dict[str, Department], year: int, by: User | None
) -> AnnualPlan:
    def named(text: str) -> str:
        """Another district puts its own name where the paper has that of its author."""
        return text.replace("杨浦", division.short_name)

    title = f"{year} 年度{ready.title}" if ready.kind == AnnualPlan.Kind.ANNUAL else named(ready.title)
    plan = plans.make_plan(
        division, by=by, kind=ready.kind, year=year, title=title, basis=ready.basis, summary=named(ready.summary), template=ready.code
    )  # fmt: skip
    for one in ready.tasks:
        tasks.add_task(
            plan, by=by, title=named(one.title), goal=named(one.goal), measures=named("\n".join(one.measures)), bodies=_bodies(one, offices),
            figures=figures_of(one.figures),
            milestones=[
                {"text": "中期自查，报进展情况", "due_on": date(year, *MIDDLE)},
                {"text": "完成年度目标，报总结材料", "due_on": date(year, *END)},
            ],
        )  # fmt: skip
    return plan


def _bodies(one: Ready, offices: dict[str, Department]) -> Bodies:
    """The first leads."""
    lead, *rest = one.bodies or ("",)
    known = [offices[name] for name in rest if name in offices]
    others = "、".join(name for name in rest if name not in offices)
    return Bodies(offices.get(lead), "" if lead in offices else lead, known, (), others)
