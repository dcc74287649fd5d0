"""督导: a visit to a committee or street by its standard, and what had to be put right after it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from governance.access.models import Row, ScopedModel
from governance.access.scoping import ScopedQuerySet


class StandardItem(ScopedModel):
    """督导标准项 of a district and all below it: a line of the checklist. `number` is unique and orders them."""

    inherited = True

    number = models.PositiveSmallIntegerField("序号")
    topic = models.CharField("类别", max_length=20)
    text = models.CharField("标准", max_length=200)
    active = models.BooleanField("在用", default=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "督导标准项"
        ordering = ["number", "id"]
        indexes = [models.Index(fields=["division", "number"], name="standard_item_division")]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "number"], condition=Q(active=True), name="standard_item_number_is_unique",
                violation_error_message="已有这个序号的标准项。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text


class InspectionQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.standing().exclude(state=Inspection.State.REPORTED)

    def for_list(self) -> Self:
        return self.select_related("division", "inspector")


class Inspection(ScopedModel):
    """督导检查 of a committee or street. Its life is drawn in `indices.plans.flows.INSPECTION`."""

    class State(models.TextChoices):
        PLANNED = "planned", "待走访"
        VISITED = "visited", "已走访"
        RECTIFY = "rectify", "整改中"
        RECHECKED = "rechecked", "复查通过"
        REPORTED = "reported", "已报告"

    title = models.CharField("主题", max_length=80)
    planned_on = models.DateField("计划日期")
    inspector = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name="督导人", editable=False,
    )  # fmt: skip
    companions = models.CharField("同行人员（单位）", max_length=120, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PLANNED, editable=False)
    visited_on = models.DateField("走访日期", null=True, blank=True, editable=False)
    rectify_due_on = models.DateField("整改期限", null=True, blank=True, editable=False)
    rechecked_at = models.DateTimeField("复查时间", null=True, blank=True, editable=False)
    report = models.CharField("督导结论", max_length=2000, blank=True, editable=False)
    reported_at = models.DateTimeField("报告时间", null=True, blank=True, editable=False)

    objects: ClassVar = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督导检查"
        ordering = ["-planned_on", "-id"]
        indexes = [
            models.Index(fields=["division", "planned_on", "id"], name="inspection_division"),
            models.Index(fields=["planned_on", "id"], name="inspection_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="planned", visited_on=None) | (~Q(state="planned") & Q(visited_on__isnull=False)),
                name="inspection_visited_on_goes_with_a_visit",
            ),
            models.CheckConstraint(
                condition=~Q(state="rectify") | Q(rectify_due_on__isnull=False), name="inspection_rectify_has_a_due_day",
                violation_error_message="请填写整改期限。",
            ),
            models.CheckConstraint(
                condition=Q(state="reported", reported_at__isnull=False) | (~Q(state="reported") & Q(reported_at=None)),
                name="inspection_reported_at_goes_with_reported",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.division} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("plans:inspection", args=[self.pk])

    @property
    def tally(self) -> dict[str, int]:
        """How many of its findings, which the caller has fetched, passed and failed, and how many wait to be put right."""
        found = list(self.findings.all())
        counts = {name: sum(one.verdict == name for one in found) for name in ("passed", "failed")}
        return counts | {"waiting": sum(one.is_waiting() for one in found)}


class FindingQuerySet(models.QuerySet):
    def failed(self) -> Self:
        return self.filter(verdict=Finding.Verdict.FAILED)


class Finding(Row):
    """督导检查项: a line of the standard as it stood then, and what was found; a failure is to be rectified by `due_on`.

    `answered_at` is when the committee said that it is done, `passed_at` when the recheck agreed.
    """

    class Verdict(models.TextChoices):
        NONE = "", "未查"
        PASSED = "passed", "合格"
        FAILED = "failed", "不合格"
        NOT_APPLICABLE = "n/a", "不适用"

    inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="findings", db_index=False, verbose_name="督导检查"
    )
    item = models.ForeignKey(StandardItem, models.PROTECT, related_name="+", db_index=False, verbose_name="标准项")
    number = models.PositiveSmallIntegerField("序号")
    topic = models.CharField("类别", max_length=20)
    text = models.CharField("标准", max_length=200)
    verdict = models.CharField("结果", max_length=6, choices=Verdict, blank=True, default=Verdict.NONE)
    note = models.CharField("情况", max_length=400, blank=True)
    due_on = models.DateField("整改期限", null=True, blank=True)
    answer = models.CharField("整改情况", max_length=1000, blank=True)
    answered_at = models.DateTimeField("整改答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="整改人"
    )  # fmt: skip
    returned = models.PositiveSmallIntegerField("退回次数", default=0)
    return_reason = models.CharField("退回理由", max_length=400, blank=True)
    passed_at = models.DateTimeField("复查通过时间", null=True, blank=True)
    reminded_on = models.DateField("提醒日期", null=True, blank=True)
    urged_on = models.DateField("催办日期", null=True, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "督导检查项"
        ordering = ["inspection", "number"]
        indexes = [
            models.Index(
                fields=["due_on"], name="finding_open", condition=Q(verdict="failed", answered_at=None, passed_at=None)
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "number"], name="finding_number_is_unique"),
            models.CheckConstraint(
                condition=~Q(verdict="failed") | ~Q(note=""), name="finding_failed_says_why",
                violation_error_message="不合格的，请写明情况。",
            ),
            models.CheckConstraint(
                condition=Q(passed_at=None) | Q(answered_at__lte=F("passed_at")), name="finding_passed_after_its_answer"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.text}"

    def is_overdue(self, today: date) -> bool:
        return self.due_on is not None and self.answered_at is None and self.due_on < today

    def is_waiting(self) -> bool:
        """For the committee to put it right."""
        return self.verdict == self.Verdict.FAILED and self.answered_at is None

    def get_absolute_url(self) -> str:
        return f"{self.inspection.get_absolute_url()}#finding-{self.number}"
