"""What a third party found of the same units: commissioned, delivered as a table of scores, accepted, shown beside ours."""

from __future__ import annotations

from typing import ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from governance.access.models import Division, Row, ScopedModel, User
from governance.access.scoping import ScopedQuerySet
from indices.appraisals.models.row import who

MONTH = RegexValidator(r"\A20\d\d-(0[1-9]|1[0-2])\Z", "请写成 2026-10。")


class ExternalAssessmentQuerySet(ScopedQuerySet):
    def for_list(self) -> Self:
        return self.select_related("division", "created_by", "accepted_by")

    def for_reader(self, user: User) -> Self:
        """The own ones, and the accepted ones that were shown to everybody."""
        return (self.visible_to(user) | self.public()) if user.is_authenticated else self.none()

    def public(self) -> Self:
        return self.filter(state=ExternalAssessment.State.ACCEPTED, published_at__isnull=False, withdrawn_at=None)


class ExternalAssessment(ScopedModel):
    """第三方评估. Its life is drawn in `indices.appraisals.flows.EXTERNAL`. `delivery` counts deliveries: the last one stands."""

    class State(models.TextChoices):
        COMMISSIONED = "commissioned", "已委托"
        DELIVERED = "delivered", "已提交"
        ACCEPTED = "accepted", "已验收"

    title = models.CharField("名称", max_length=80)
    body = models.CharField("受托机构", max_length=80)
    level = models.CharField("评估对象", max_length=12, choices=Division.Level)
    since = models.CharField("起始月份", max_length=7, validators=[MONTH])
    until = models.CharField("截止月份", max_length=7, validators=[MONTH])
    commissioned_on = models.DateField("委托日期")
    due_on = models.DateField("应提交日期", null=True, blank=True)
    method = models.CharField("评估方法", max_length=1000)
    sample = models.CharField("样本", max_length=400, blank=True)
    state = models.CharField("状态", max_length=12, choices=State, default=State.COMMISSIONED, editable=False)
    delivery = models.PositiveSmallIntegerField("提交次数", default=0, editable=False)
    delivered_at = models.DateTimeField("提交时间", null=True, blank=True, editable=False)
    dimensions = models.JSONField("分项", default=list, blank=True, editable=False)
    digest = models.CharField("文件摘要", max_length=64, blank=True, editable=False)
    opinion = models.CharField("验收意见", max_length=400, blank=True, editable=False)
    accepted_by, accepted_at = who("验收人"), models.DateTimeField("验收时间", null=True, blank=True, editable=False)
    published_at = models.DateTimeField("公开时间", null=True, blank=True, editable=False)

    objects: ClassVar = ExternalAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "第三方评估"
        ordering = ["-recorded_at", "-id"]
        indexes = [
            models.Index(fields=["division", "recorded_at", "id"], name="external_division"),
            models.Index(fields=["recorded_at", "id"], name="external_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("since")), name="external_months_in_order", violation_error_message="截止月份不能早于起始月份。"
            ),
            models.CheckConstraint(
                condition=Q(state="commissioned") | Q(delivered_at__isnull=False, delivery__gt=0), name="external_delivered_is_dated"
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(accepted_at__isnull=False), name="external_accepted_is_dated"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(state="accepted"), name="external_public_only_once_accepted"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("appraisals:external", args=[self.pk])

    @property
    def span(self) -> str:
        return self.since if self.since == self.until else f"{self.since} 至 {self.until}"


class ExternalScore(Row):
    """A unit's score (0 to 100) of one delivery; `parts` holds a score for each dimension the body named."""

    assessment = models.ForeignKey(ExternalAssessment, models.PROTECT, related_name="scores", verbose_name="第三方评估")
    delivery = models.PositiveSmallIntegerField("第几次提交")
    unit = models.ForeignKey(Division, models.PROTECT, related_name="+", db_index=False, verbose_name="单位")
    score = models.FloatField("得分")
    parts = models.JSONField("分项得分", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "第三方得分"
        ordering = ["assessment", "unit"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "delivery", "unit"], name="external_score_once_a_delivery"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=100), name="external_score_from_0_to_100"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.score}"
