"""睦邻中心/家园评估: a year's list of items with points, and what each center got."""

from __future__ import annotations

from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from governance.access.models import ScopedModel
from governance.access.scoping import ScopedQuerySet
from indices.appraisals.models.appraisal import POINTS
from indices.appraisals.models.row import who
from indices.appraisals.rules import Grade
from neighborhoods.models import Center


class CenterScheme(ScopedModel):
    """睦邻中心评估方案 of a year: `items` are [{"title", "points"}] adding up to 100, the lines part the grades."""

    inherited = True

    year = models.PositiveSmallIntegerField("年度", validators=[MinValueValidator(2020), MaxValueValidator(2099)])
    title = models.CharField("名称", max_length=60)
    items = models.JSONField("评估项目")
    line_excellent = models.FloatField("优秀线", default=90, validators=POINTS)
    line_good = models.FloatField("良好线", default=80, validators=POINTS)
    line_pass = models.FloatField("合格线", default=60, validators=POINTS)

    class Meta:
        verbose_name = verbose_name_plural = "睦邻中心评估方案"
        ordering = ["-year", "division"]
        indexes = [models.Index(fields=["division", "year", "id"], name="center_scheme_division")]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "year"], condition=Q(withdrawn_at=None), name="center_scheme_once_a_year",
                violation_error_message="这一年的评估方案已经有了。",
            ),
            models.CheckConstraint(
                condition=Q(line_excellent__gte=F("line_good"), line_good__gte=F("line_pass")), name="center_scheme_lines_fall",
                violation_error_message="优秀线、良好线、合格线要依次降低。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class CenterAssessmentQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("division", "center", "scheme")


class CenterAssessment(ScopedModel):
    """睦邻中心评估 of one center in one year. `marks` are [{"score", "evidence"}] in the order of the scheme's items."""

    set_once = ("scheme", "center", "division", "created_by")

    class State(models.TextChoices):
        PENDING = "pending", "待评估"
        ASSESSED = "assessed", "已评估"
        PUBLISHED = "published", "已公布"

    scheme = models.ForeignKey(CenterScheme, models.PROTECT, related_name="assessments", verbose_name="评估方案")
    center = models.ForeignKey(Center, models.PROTECT, related_name="+", verbose_name="睦邻中心")
    state = models.CharField("状态", max_length=10, choices=State, default=State.PENDING, editable=False)
    marks = models.JSONField("各项得分", default=list, blank=True, editable=False)
    total = models.FloatField("总分", null=True, blank=True, validators=POINTS, editable=False)
    grade = models.CharField("等次", max_length=10, choices=Grade, blank=True, editable=False)
    rank = models.PositiveSmallIntegerField("名次", null=True, blank=True, editable=False)
    assessed_by, assessed_at = who("评估人"), models.DateTimeField("评估时间", null=True, blank=True, editable=False)
    published_at = models.DateTimeField("公布时间", null=True, blank=True, editable=False)

    objects: ClassVar = CenterAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "睦邻中心评估"
        ordering = ["-recorded_at", "-id"]
        indexes = [
            models.Index(fields=["division", "recorded_at", "id"], name="center_assessment_division"),
            models.Index(fields=["recorded_at", "id"], name="center_assessment_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "center"], name="center_is_assessed_once_a_scheme"),
            models.CheckConstraint(
                condition=Q(state="pending") | Q(total__isnull=False, assessed_at__isnull=False), name="center_assessed_has_a_total"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.center_id}"

    def get_absolute_url(self) -> str:
        return reverse("appraisals:center", args=[self.pk])

    @property
    def items(self) -> list[dict]:
        """Each item of the scheme with what the center got for it."""
        marks = self.marks or [{}] * len(self.scheme.items)
        return [item | mark for item, mark in zip(self.scheme.items, marks, strict=False)]
