"""One unit in an appraisal: what is asked of it, what it says, what the appraiser found, its appeal, the result."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from governance.access.models import Row, ScopedModel, User
from governance.access.scoping import ScopedQuerySet
from indices.appraisals.models.appraisal import POINTS, Appraisal
from indices.appraisals.rules import Grade


def who(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=label,
        editable=False,
    )  # fmt: skip


class AppraisalRowQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("division", "appraisal__division")

    def for_reader(self, user: User) -> Self:
        """The own ones, and what is published in an appraisal that the user may see: score, grade and rank of fellow units."""
        if not user.is_authenticated:
            return self.none()
        published = Appraisal.objects.visible_to(user).filter(state=Appraisal.State.PUBLISHED)
        return self.visible_to(user) | self.filter(appraisal__in=published.values("pk"))


class AppraisalRow(ScopedModel):
    """考核对象 = a unit in an appraisal. Its life is drawn in `indices.appraisals.flows.APPRAISAL_ROW`.

    `figures` is what the index gave when the appraisal was settled (`rules.Basis`), `corrected` the score that the appraiser
    holds instead, `appeal_points` what an upheld appeal changes. `score` is written on settling,
    `grade` and `rank` on publishing.
    """

    set_once = ("appraisal", "division", "created_by")

    class State(models.TextChoices):
        PENDING = "pending", "待自评"
        ASSESSED = "assessed", "已自评"
        VERIFIED = "verified", "已核验"
        APPEALED = "appealed", "申诉中"
        ANSWERED = "answered", "申诉已答复"

    appraisal = models.ForeignKey(Appraisal, models.PROTECT, related_name="rows", verbose_name="考核")
    state = models.CharField("状态", max_length=10, choices=State, default=State.PENDING, editable=False)
    target = models.FloatField("目标值", null=True, blank=True, validators=POINTS)
    agrees = models.BooleanField("认可系统数据", null=True, blank=True, editable=False)
    said = models.CharField("自评", max_length=2000, blank=True, editable=False)
    evidence = models.CharField("佐证", max_length=1000, blank=True, editable=False)
    assessed_by, assessed_at = who("自评人"), models.DateTimeField("自评时间", null=True, blank=True, editable=False)
    corrected = models.FloatField("核定得分", null=True, blank=True, validators=POINTS, editable=False)
    finding = models.CharField("核验意见", max_length=1000, blank=True, editable=False)
    verified_by, verified_at = who("核验人"), models.DateTimeField("核验时间", null=True, blank=True, editable=False)
    appeal = models.CharField("申诉", max_length=1000, blank=True, editable=False)
    appealed_by, appealed_at = who("申诉人"), models.DateTimeField("申诉时间", null=True, blank=True, editable=False)
    upheld = models.BooleanField("申诉成立", null=True, blank=True, editable=False)
    answer = models.CharField("申诉答复", max_length=1000, blank=True, editable=False)
    appeal_points = models.FloatField(
        "申诉调整", default=0, validators=[MinValueValidator(-100), MaxValueValidator(100)], editable=False
    )
    answered_by, answered_at = who("答复人"), models.DateTimeField("答复时间", null=True, blank=True, editable=False)
    figures = models.JSONField("依据", default=dict, blank=True, editable=False)
    computed = models.FloatField("指数得分", null=True, blank=True, editable=False)
    score = models.FloatField("最后得分", null=True, blank=True, editable=False)
    grade = models.CharField("等次", max_length=10, choices=Grade, blank=True, editable=False)
    rank = models.PositiveSmallIntegerField("名次", null=True, blank=True, editable=False)

    objects: ClassVar = AppraisalRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "考核对象"
        ordering = ["appraisal", "division"]
        indexes = [models.Index(fields=["division", "recorded_at", "id"], name="appraisal_row_division")]
        constraints = [
            models.UniqueConstraint(fields=["appraisal", "division"], name="unit_is_appraised_once"),
            models.CheckConstraint(
                condition=Q(corrected=None) | ~Q(finding=""), name="correction_has_a_reason",
                violation_error_message="核定得分与系统不同的，请写明理由。",
            ),
            models.CheckConstraint(
                condition=Q(upheld=None) | ~Q(answer=""), name="appeal_is_answered_in_words",
                violation_error_message="请写明答复的理由。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.appraisal_id} {self.division_id}"

    def get_absolute_url(self) -> str:
        return reverse("appraisals:row", args=[self.pk])


class Adjustment(Row):
    """加减分项: points given or taken on a row, or a stated event that a gate asks for (`gate`, no points)."""

    class Kind(models.TextChoices):
        BONUS = "bonus", "加分"
        DEDUCTION = "deduction", "扣分"
        EVENT = "event", "门槛事件"

    row = models.ForeignKey(AppraisalRow, models.PROTECT, related_name="adjustments", verbose_name="考核对象")
    kind = models.CharField("种类", max_length=10, choices=Kind)
    points = models.FloatField("分值", default=0, validators=POINTS)
    gate = models.CharField("门槛", max_length=8, blank=True)
    reason = models.CharField("理由", max_length=400)
    evidence = models.CharField("依据", max_length=400, blank=True)
    by, at = who("登记人"), models.DateTimeField("登记时间", default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField("撤销时间", null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField("撤销理由", max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "加减分项"
        ordering = ["row", "at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="event", points=0) & ~Q(gate="") | ~Q(kind="event") & Q(points__gt=0, gate=""),
                name="adjustment_gives_points_or_names_a_gate", violation_error_message="加分、扣分要写大于 0 的分值。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.points}"
