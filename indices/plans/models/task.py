"""A task of a plan: who leads and supports, what is to be reached by which figures and days, and what was told of it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import OuterRef, Prefetch, Q
from django.db.models.functions import JSONObject
from django.urls import reverse

from governance.access.models import Department, Row, ScopedModel
from governance.access.scoping import ScopedQuerySet
from indices.plans.models.plan import AnnualPlan


class PlanTaskQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.standing().filter(plan__withdrawn_at=None, plan__state__in=AnnualPlan.SENT)

    def for_board(self) -> Self:
        """With the plan, the figures, the milestones and the parties as `bodies` [{part, name}]: three queries."""
        standing = Q(withdrawn_at=None)
        bodies = TaskParty.objects.filter(task=OuterRef("pk")).order_by("part", "ordinal", "id")
        return (
            self.select_related("plan", "division")
            .annotate(bodies=ArraySubquery(bodies.values(one=JSONObject(part="part", name="name"))))
            .prefetch_related(
                Prefetch("figures", TaskFigure.objects.filter(standing)),
                Prefetch("milestones", Milestone.objects.filter(standing)),
            )
        )

    def for_list(self) -> Self:
        """As for a board, the parties as rows too: four queries."""
        return self.for_board().prefetch_related(Prefetch("parties", TaskParty.objects.select_related("department")))


class PlanTask(ScopedModel):
    """责任任务 of the division that carries it: the district, a street or a committee (responsible level).

    One that was broken down for a street or committee names what it comes from as `parent`. `percent` is what was
    reported last.
    """

    department_path = "pk__in"

    plan = models.ForeignKey(AnnualPlan, models.PROTECT, related_name="tasks", verbose_name="方案", editable=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="上级任务", editable=False
    )
    ordinal = models.PositiveSmallIntegerField("序号", editable=False)
    title = models.CharField("任务", max_length=120)
    goal = models.CharField("年度目标", max_length=500, blank=True)
    measures = models.CharField("推进措施", max_length=2000, blank=True)
    method = models.CharField("评估办法", max_length=500, blank=True)
    percent = models.PositiveSmallIntegerField(
        "完成百分比", default=0, editable=False, validators=[MaxValueValidator(100)]
    )
    progressed_at = models.DateTimeField("最近进展时间", null=True, blank=True, editable=False)

    objects: ClassVar = PlanTaskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "责任任务"
        ordering = ["plan", "ordinal"]
        indexes = [
            models.Index(fields=["division", "recorded_at", "id"], name="plan_task_division"),
            models.Index(fields=["recorded_at", "id"], name="plan_task_by_time"),
        ]
        constraints = [models.UniqueConstraint(fields=["plan", "ordinal"], name="plan_task_ordinal_is_unique")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plans:task", args=[self.pk])

    @classmethod
    def dispatched_to(cls, department: int) -> Any:
        """The tasks that name `department`, once the plan has been sent out."""
        drafts = (AnnualPlan.State.DRAFT, AnnualPlan.State.PLANNED, AnnualPlan.State.RECEIVED)
        return TaskParty.objects.filter(department=department).exclude(task__plan__state__in=drafts).values("task")


class TaskParty(Row):
    """任务单位: a body that leads, supports or answers for a task. `department` empty: one without accounts here."""

    class Part(models.TextChoices):
        LEAD = "lead", "牵头部门"
        SUPPORT = "support", "配合部门"
        RESPONSIBLE = "responsible", "责任部门"

    task = models.ForeignKey(PlanTask, models.PROTECT, related_name="parties", db_index=False, verbose_name="任务")
    part = models.CharField("分工", max_length=12, choices=Part)
    ordinal = models.PositiveSmallIntegerField("序号", default=0)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="部门"
    )
    name = models.CharField("名称", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "任务单位"
        ordering = ["task", "part", "ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "part", "name"],
                name="task_names_a_body_once",
                violation_error_message="同一个单位只能写一次。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class TaskFigure(Row):
    """主要指标: an indicator of the index with a target, or a stated figure whose `stated` is told with the progress.

    `final` and `final_period` are what the index said when the plan was concluded: from then on that is shown.
    """

    task = models.ForeignKey(PlanTask, models.PROTECT, related_name="figures", db_index=False, verbose_name="任务")
    ordinal = models.PositiveSmallIntegerField("序号")
    indicator = models.CharField("指标", max_length=12, blank=True)
    name = models.CharField("名称", max_length=60)
    target = models.DecimalField("目标值", max_digits=12, decimal_places=2)
    unit = models.CharField("单位", max_length=10, blank=True)
    stated = models.DecimalField("填报值", max_digits=12, decimal_places=2, null=True, blank=True, editable=False)
    final = models.FloatField("结项值", null=True, blank=True, editable=False)
    final_period = models.CharField("结项期间", max_length=7, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "主要指标"
        ordering = ["task", "ordinal"]
        indexes = [models.Index(fields=["task", "ordinal"], name="task_figure_task")]

    def __str__(self) -> str:
        return self.name


class Milestone(Row):
    """时间节点 of a task. `reminded_on` and `urged_on` are when people heard that it comes and that it has passed."""

    task = models.ForeignKey(PlanTask, models.PROTECT, related_name="milestones", db_index=False, verbose_name="任务")
    text = models.CharField("节点", max_length=120)
    due_on = models.DateField("时限")
    done_on = models.DateField("完成日期", null=True, blank=True, editable=False)
    reminded_on = models.DateField("提醒日期", null=True, blank=True, editable=False)
    urged_on = models.DateField("催办日期", null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "时间节点"
        ordering = ["task", "due_on", "id"]
        indexes = [
            models.Index(fields=["task", "due_on"], name="milestone_task"),
            models.Index(fields=["due_on"], name="milestone_open", condition=Q(done_on=None, withdrawn_at=None)),
        ]

    def __str__(self) -> str:
        return self.text

    def is_overdue(self, today: date) -> bool:
        return self.done_on is None and self.withdrawn_at is None and self.due_on < today


class TaskProgress(Row):
    """任务进展: what somebody told of a task and how far it is; its evidence are attachments."""

    task = models.ForeignKey(PlanTask, models.PROTECT, related_name="progress", db_index=False, verbose_name="任务")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="填报人"
    )
    percent = models.PositiveSmallIntegerField("完成百分比", validators=[MaxValueValidator(100)])
    text = models.CharField("进展", max_length=1000)

    class Meta:
        verbose_name = verbose_name_plural = "任务进展"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["task", "-at"], name="task_progress_task")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.percent}%"
