"""`plans` and `plan-tasks` over REST."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from governance.access.scoping import can
from governance.api.fields import Nothing, WithReason
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Editable, Steps
from governance.flow.machine import StepForbidden
from indices.plans.actions import plans, progress, tasks
from indices.plans.actions.parts import Bodies
from indices.plans.api import serializers as asked
from indices.plans.filters import AnnualPlanFilter, PlanTaskFilter
from indices.plans.flows import PLAN
from indices.plans.models import AnnualPlan, PlanTask
from indices.plans.selectors.boards import TaskLine, lines_of

BODIES = ("lead", "lead_name", "supports", "responsibles", "others")


def given_of(question: dict[str, Any]) -> dict[str, Any]:
    """A question as the actions take it: the bodies together, if one of them was sent."""
    named = {name: question.pop(name) for name in BODIES if name in question}
    return question | ({"bodies": Bodies(**named)} if named else {})


def shown(line: TaskLine) -> dict[str, Any]:
    """What a detail says of a task beside its row: the light, and the figures as the index has them now."""
    figures = [
        {
            "figure": str(one.figure.pk),
            "value": one.value,
            "before": one.before,
            "period": one.period,
            "reached": one.reached,
        }
        for one in line.figures
    ]
    return {"light": line.light, "figures_now": figures}


class PlanViewSet(Creatable, Editable, Steps, ScopedViewSet):
    """责任分工方案：年度责任分工、重点项目、行动计划、审议意见。"""

    queryset = AnnualPlan.objects.standing()
    serializer_class = asked.AnnualPlanRow
    filterset_class = AnnualPlanFilter
    ordering_fields = ("year", "pk")
    ordering = "-year"
    create_question = asked.NewAnnualPlan
    edit_question = asked.EditAnnualPlan
    flow = PLAN
    steps: ClassVar[dict[str, Any]] = {
        "assign": (Nothing, plans.assign), "start": (Nothing, plans.start), "evaluate": (asked.ToConclude, plans.evaluate),
        "complete": (asked.ToConclude, plans.complete), "answer": (asked.ToConclude, plans.answer), "report": (Nothing, plans.report),
        "withdraw": (WithReason, plans.withdraw),
    }  # fmt: skip

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> AnnualPlan:
        return plans.make_plan(id=id, by=by, **asked)

    def change(self, row: AnnualPlan, asked: dict[str, Any], *, by: Any) -> AnnualPlan:
        return plans.change_plan(row, by=by, **asked)

    def detail_fields(self, row: AnnualPlan) -> dict[str, Any]:
        """With the tasks in sight and their lights."""
        mine = PlanTask.objects.visible_to(self.request.user).standing().filter(plan=row).for_list().order_by("ordinal")
        lines = lines_of(mine, self.request.user, timezone.localdate())
        told = [
            {
                "id": str(one.task.pk),
                "title": one.task.title,
                "division": one.task.division_id,
                "percent": one.task.percent,
            }
            | shown(one)
            for one in lines
        ]
        return {"allowed_steps": self.allowed_steps(row), "tasks": told}

    @extend_schema(request=asked.NewTask, responses=asked.AnnualPlanRow)
    @action(detail=True, methods=["post"], url_path="add-task")
    def add_task(self, request: Any, **kwargs: Any) -> HttpResponse:
        """加一项任务。"""
        row = self.get_object()
        if not can(request.user, "plans.change_annualplan", row):
            raise StepForbidden("您没有修改方案的权限。")
        tasks.add_task(row, by=request.user, **given_of(self.ask(asked.NewTask)))
        return self.answer(row, status=201)


def report(task: PlanTask, *, by: Any, done: Any = (), **given: Any) -> PlanTask:
    known = list(task.milestones.filter(pk__in=done))
    if len(known) != len(set(done)):
        raise ValidationError({"done": "没有这个时间节点，或不在这项任务里。"})
    stated = {str(pk): value for pk, value in given.pop("stated", {}).items()}
    return progress.report(task, by=by, done=known, stated=stated, **given).task


def divide(task: PlanTask, *, by: Any, divisions: Any) -> PlanTask:
    tasks.divide(task, by=by, divisions=divisions)
    return task


class PlanTaskViewSet(Editable, Steps, ScopedViewSet):
    """责任任务。部门看到的是下达后写明由它牵头、配合或负责的任务。"""

    queryset = PlanTask.objects.standing()
    serializer_class = asked.PlanTaskRow
    filterset_class = PlanTaskFilter
    ordering_fields = ("recorded_at", "pk")
    ordering = "-recorded_at"
    edit_question = asked.EditTask
    labels: ClassVar[dict[str, str]] = {"report": "填报进展", "divide": "分解任务"}
    steps: ClassVar[dict[str, Any]] = {
        "report": (asked.ToReportProgress, report), "divide": (asked.ToDivide, divide), "withdraw": (WithReason, tasks.withdraw_task),
    }  # fmt: skip

    def change(self, row: PlanTask, asked: dict[str, Any], *, by: Any) -> PlanTask:
        return tasks.change_task(row, by=by, **given_of(asked))

    def allowed_steps(self, row: PlanTask) -> list[str]:
        user, open_now = self.request.user, row.plan.is_open() and row.withdrawn_at is None
        may = {"report": progress.may_report(user, row)}
        may |= {name: open_now and can(user, self.may(name), row) for name in ("divide", "withdraw")}
        return [name for name in self.steps if may[name]]

    def detail_fields(self, row: PlanTask) -> dict[str, Any]:
        line = lines_of(
            [PlanTask.objects.visible_to(self.request.user).for_list().get(pk=row.pk)],
            self.request.user,
            timezone.localdate(),
        )[0]
        told = row.progress.select_related("by")[:100]
        return {
            "allowed_steps": self.allowed_steps(row),
            **shown(line),
            "progress": [
                {"at": one.at, "by": one.by.name if one.by else None, "percent": one.percent, "text": one.text}
                for one in told
            ],
        }
