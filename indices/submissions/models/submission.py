"""What a committee reports by hand for a month, where no app holds the records."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from governance.access.models import ScopedModel
from governance.access.scoping import ScopedQuerySet
from indices.submissions.models.draw import Draw
from indices.windows import Period

NOT_NEGATIVE = MinValueValidator(0, "不能小于 0。")


class SubmissionQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("division", "reporter", "reviewer", "sampler", "draw")

    def valid(self) -> Self:
        """Neither taken back nor overturned: the one that stands for its month."""
        return self.standing().exclude(state=Submission.State.OVERTURNED)

    def counting(self, cutoff: datetime) -> Self:
        """Those that the street had passed before `cutoff`, and that nobody had taken back or overturned by then."""
        kept = Q(withdrawn_at=None) | Q(withdrawn_at__gte=cutoff)
        held = Q(overturned_at=None) | Q(overturned_at__gte=cutoff)
        return self.filter(kept, held, reviewed_at__lt=cutoff)


def user(label: str) -> models.ForeignKey:
    given: dict[str, Any] = {"null": True, "blank": True, "related_name": "+", "db_index": False, "editable": False}
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, **given)


class Submission(ScopedModel):
    """指标上报 of a committee (or a street for its own work). Its life is drawn in `indices.submissions.flows.SUBMISSION`.

    `denominator` is null where a register holds it; `deviation` is the standard deviation of a survey's scores. What is
    counted is dated: `reviewed_at`, `overturned_at`, `withdrawn_at`. A reviewed one never changes: who must mend it
    withdraws it and reports anew.
    """

    class State(models.TextChoices):
        SUBMITTED = "submitted", "待审核"
        RETURNED = "returned", "已退回"
        REVIEWED = "reviewed", "已审核"
        UPHELD = "upheld", "抽查通过"
        OVERTURNED = "overturned", "抽查不通过"

    indicator = models.CharField("指标", max_length=12)
    period = models.CharField("期间", max_length=7)
    numerator = models.DecimalField("分子", max_digits=12, decimal_places=2, validators=[NOT_NEGATIVE])
    denominator = models.DecimalField(
        "分母", max_digits=12, decimal_places=2, null=True, blank=True, validators=[NOT_NEGATIVE]
    )
    deviation = models.DecimalField(
        "标准差", max_digits=6, decimal_places=2, null=True, blank=True, validators=[NOT_NEGATIVE]
    )
    note = models.CharField("说明", max_length=400, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.SUBMITTED, editable=False)
    reporter = user("上报人")
    reviewer = user("审核人")
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True, editable=False)
    reason = models.CharField("退回或不通过的理由", max_length=200, blank=True, editable=False)
    draw = models.ForeignKey(
        Draw, models.PROTECT, null=True, blank=True, related_name="submissions", verbose_name="抽查批次", editable=False
    )
    sampler = user("抽查人")
    sampled_at = models.DateTimeField("抽查时间", null=True, blank=True, editable=False)
    overturned_at = models.DateTimeField("不通过的时间", null=True, blank=True, editable=False)

    objects: ClassVar = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "指标上报"
        ordering = ["-recorded_at", "-id"]
        indexes = [
            models.Index(fields=["division", "recorded_at", "id"], name="submission_division"),
            models.Index(fields=["recorded_at", "id"], name="submission_by_time"),
            models.Index(fields=["indicator", "division", "period"], name="submission_counted"),
            models.Index(fields=["state", "division"], name="submission_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "indicator", "period"], condition=Q(withdrawn_at=None) & ~Q(state="overturned"),
                name="submission_stands_once_a_month", violation_error_message="这项指标这个月已经报过，不用再报。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["submitted", "returned"], reviewed_at=None)
                | Q(state__in=["reviewed", "upheld", "overturned"], reviewed_at__isnull=False),
                name="submission_is_dated_once_reviewed",
            ),
            models.CheckConstraint(
                condition=Q(state="overturned", overturned_at__isnull=False) | (~Q(state="overturned") & Q(overturned_at=None)),
                name="submission_is_dated_once_overturned",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "overturned"]) | ~Q(reason=""), name="submission_is_refused_in_words",
                violation_error_message="请写明理由。",
            ),
            models.CheckConstraint(
                condition=Q(reviewer=None) | ~Q(reviewer=F("reporter")), name="submission_is_reviewed_by_another",
                violation_error_message="审核人不能是上报人。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.indicator} {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("submissions:submission", args=[self.pk])

    @property
    def month(self) -> str:
        return Period(self.period).label
