"""A table by which a district appraises its streets, or a street its committees, from published index runs."""

from __future__ import annotations

from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from governance.access import codes
from governance.access.models import Division, ScopedModel
from governance.access.scoping import ScopedQuerySet
from indices.appraisals.rules import Grade, Part, months_of

POINTS = [MinValueValidator(0), MaxValueValidator(100)]
BELOW = {Division.Level.DISTRICT: Division.Level.SUBDISTRICT, Division.Level.SUBDISTRICT: Division.Level.COMMITTEE}
"""Whom an appraiser of each level appraises."""


class AppraisalQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("division", "created_by")


class Appraisal(ScopedModel):
    """考核. Its life is drawn in `indices.appraisals.flows.APPRAISAL`; who is appraised may read its rules.

    `weights` are the months that count, {"2026-10": 1.0}; `gates` the 门槛, each a dict of `key title kind code floor cap`:
    kind `score` (mean of a node below the floor), `value` (an indicator's last value) or `event` (stated on a row).
    """

    class State(models.TextChoices):
        TARGETS = "targets", "制定目标"
        SELF = "self", "自评中"
        VERIFYING = "verifying", "核验中"
        APPEALS = "appeals", "申诉期"
        PUBLISHED = "published", "已公布"

    class Grading(models.TextChoices):
        LINES = "lines", "按分数线"
        SHARES = "shares", "按名次比例"

    inherited = True

    title = models.CharField("名称", max_length=60)
    year = models.PositiveSmallIntegerField("年度", validators=[MinValueValidator(2020), MaxValueValidator(2099)])
    part = models.CharField("时段", max_length=4, choices=Part, default=Part.YEAR)
    level = models.CharField("考核对象", max_length=12, choices=Division.Level, editable=False)
    weights = models.JSONField("各月权重", default=dict, editable=False)
    gates = models.JSONField("门槛", default=list, blank=True, editable=False)
    grading = models.CharField("等次办法", max_length=8, choices=Grading, default=Grading.LINES)
    line_excellent = models.FloatField("优秀线", default=85, validators=POINTS)
    line_good = models.FloatField("良好线", default=75, validators=POINTS)
    line_pass = models.FloatField("合格线", default=60, validators=POINTS)
    share_excellent = models.FloatField("优秀比例（%）", default=20, validators=POINTS)
    share_good = models.FloatField("良好比例（%）", default=50, validators=POINTS)
    bonus_limit = models.FloatField("加分上限", default=5, validators=POINTS)
    deduction_limit = models.FloatField("扣分上限", default=10, validators=POINTS)
    note = models.CharField("说明", max_length=1000, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.TARGETS, editable=False)
    issued_at = models.DateTimeField("下达时间", null=True, blank=True, editable=False)
    self_due_on = models.DateField("自评截止", null=True, blank=True, editable=False)
    frozen_at = models.DateTimeField("核定时间", null=True, blank=True, editable=False)
    appeals_until = models.DateTimeField("申诉截止", null=True, blank=True, editable=False)
    published_at = models.DateTimeField("公布时间", null=True, blank=True, editable=False)

    objects: ClassVar = AppraisalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "考核"
        ordering = ["-recorded_at", "-id"]
        indexes = [
            models.Index(fields=["division", "recorded_at", "id"], name="appraisal_division"),
            models.Index(fields=["recorded_at", "id"], name="appraisal_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "year", "part"], condition=Q(withdrawn_at=None), name="appraisal_once_a_period",
                violation_error_message="这个时段的考核已经有了。",
            ),
            models.CheckConstraint(
                condition=Q(line_excellent__gte=F("line_good"), line_good__gte=F("line_pass")), name="appraisal_lines_fall",
                violation_error_message="优秀线、良好线、合格线要依次降低。",
            ),
            models.CheckConstraint(
                condition=Q(share_excellent__lte=100 - F("share_good")), name="appraisal_shares_fit",
                violation_error_message="优秀和良好的比例合起来不能超过 100%%。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["appeals", "published"]) | Q(frozen_at__isnull=False, appeals_until__isnull=False),
                name="appraisal_is_frozen_before_appeals",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="appraisal_is_dated_once_published"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("appraisals:appraisal", args=[self.pk])

    @property
    def months(self) -> list[str]:
        return months_of(self.year, self.part)

    @property
    def district(self) -> str:
        return codes.at_level(self.division_id, Division.Level.DISTRICT)

    @property
    def span(self) -> str:
        return f"{self.year} 年{Part(self.part).label}"

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None

    def gate(self, key: str) -> dict | None:
        return next((one for one in self.gates if one["key"] == key), None)

    def cap_of(self, gate: dict) -> str:
        return Grade(gate["cap"]).label
