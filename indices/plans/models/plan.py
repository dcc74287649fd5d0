"""A plan of who answers for what in a year: 年度责任分工方案, a key project, an action plan, or opinions to be answered."""

from __future__ import annotations

from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from governance.access.models import ScopedModel
from governance.access.scoping import ScopedQuerySet

YEARS = [MinValueValidator(2000), MaxValueValidator(2099)]


class AnnualPlanQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.standing().exclude(state__in=AnnualPlan.OVER)

    def for_list(self) -> Self:
        return self.select_related("division")


class AnnualPlan(ScopedModel):
    """责任分工方案 of a district, known to all below it. Its life is drawn in `indices.plans.flows.PLAN`; which steps it
    takes depends on its kind. `template` names what it was taken over from; `concluded_at` is when it was evaluated,
    done or answered.
    """

    class Kind(models.TextChoices):
        ANNUAL = "annual", "年度责任分工"
        KEY = "key", "重点项目"
        ACTION = "action", "行动计划"
        REVIEW = "review", "审议意见"

    class State(models.TextChoices):
        DRAFT = "draft", "起草中"
        PLANNED = "planned", "已立项"
        RECEIVED = "received", "已收到"
        ASSIGNED = "assigned", "已下达"
        RUNNING = "running", "推进中"
        EVALUATED = "evaluated", "已评估"
        DONE = "done", "已完成"
        ANSWERED = "answered", "已答复"
        REPORTED = "reported", "已报告"

    FIRST = {Kind.ANNUAL: State.DRAFT, Kind.ACTION: State.DRAFT, Kind.KEY: State.PLANNED, Kind.REVIEW: State.RECEIVED}
    SENT = (State.ASSIGNED, State.RUNNING)
    """Known to whom it names, and under way."""
    OVER = (State.EVALUATED, State.DONE, State.ANSWERED, State.REPORTED)

    inherited = True

    kind = models.CharField("类型", max_length=8, choices=Kind)
    year = models.PositiveSmallIntegerField("年度", validators=YEARS)
    last_year = models.PositiveSmallIntegerField("到哪一年", validators=YEARS)
    title = models.CharField("名称", max_length=80)
    basis = models.CharField("依据", max_length=200, blank=True)
    summary = models.CharField("总体要求", max_length=1000, blank=True)
    method = models.CharField("评估办法", max_length=500, blank=True)
    template = models.SlugField("模板", max_length=40, blank=True, editable=False, db_index=False)
    state = models.CharField("状态", max_length=10, choices=State, editable=False)
    assigned_at = models.DateTimeField("下达时间", null=True, blank=True, editable=False)
    conclusion = models.CharField("评估结论（答复）", max_length=2000, blank=True, editable=False)
    concluded_at = models.DateTimeField("评估（答复）时间", null=True, blank=True, editable=False)

    objects: ClassVar = AnnualPlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "责任分工方案"
        ordering = ["-year", "-id"]
        indexes = [
            models.Index(fields=["division", "year", "id"], name="annual_plan_division"),
            models.Index(fields=["year", "id"], name="annual_plan_year"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "year", "template"], condition=Q(withdrawn_at=None) & ~Q(template=""),
                name="plan_is_taken_over_once_a_year", violation_error_message="这一年已经取用过这个模板。",
            ),
            models.CheckConstraint(
                condition=Q(last_year__gte=F("year")), name="plan_ends_after_it_begins",
                violation_error_message="结束年度不能早于开始年度。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "planned", "received", "assigned", "running"], concluded_at=None)
                | Q(state__in=["evaluated", "done", "answered", "reported"], concluded_at__isnull=False),
                name="plan_concluded_at_goes_with_its_end",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plans:plan", args=[self.pk])

    @property
    def years(self) -> str:
        return f"{self.year}" if self.year == self.last_year else f"{self.year}–{self.last_year}"

    def is_open(self) -> bool:
        return self.withdrawn_at is None and self.state not in self.OVER
