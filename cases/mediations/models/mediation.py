"""A dispute before the committee's mediators: how it came, who mediates, how it ended, whether the agreement was kept."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from cases.models import Case
from governance.access.models import ScopedModel
from governance.access.scoping import ScopedQuerySet


class MediationQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        """What somebody still has to do something about."""
        return self.standing().filter(state__in=Mediation.OPEN)

    def overdue(self, now: datetime) -> Self:
        """Agreed, the day has passed, and nobody said that it was fulfilled."""
        return self.standing().filter(state=Mediation.State.AGREED, fulfil_due_at__lt=now)

    def as_known(self, cutoff: datetime) -> Self:
        """Endings as recorded before `cutoff`; what is told later changes no past figure."""
        known = Q(withdrawn_at=None) | Q(withdrawn_at__gte=cutoff)
        return self.filter(known, closed_told_at__lt=cutoff)

    def fulfilled_in_time(self, cutoff: datetime) -> Self:
        return self.filter(fulfilled_at__lte=F("fulfil_due_at"), fulfilled_told_at__lt=cutoff)

    def for_list(self) -> Self:
        return self.select_related("division", "case", "mediator").prefetch_related("disputants")


class Mediation(ScopedModel):
    """人民调解. Its life is drawn in `cases.mediations.flows.MEDIATION`.

    What is counted is written once: `outcome` and `closed_at` when agreed or failed, `fulfil_due_at` with the agreement,
    `fulfilled_at` when kept. `closed_told_at` and `fulfilled_told_at` are when that was recorded.
    """

    set_once = ("number", "division", "case", "created_by")

    class State(models.TextChoices):
        REGISTERED = "registered", "已受理"
        MEDIATING = "mediating", "调解中"
        AGREED = "agreed", "待履行"
        FAILED = "failed", "调解不成"
        FULFILLED = "fulfilled", "已履行"

    class Kind(models.TextChoices):
        NEIGHBOURS = "neighbours", "邻里纠纷"
        FAMILY = "family", "婚姻家庭纠纷"
        PROPERTY = "property", "物业纠纷"
        HOUSING = "housing", "房屋宅基地纠纷"
        DAMAGES = "damages", "损害赔偿纠纷"
        CONSUMER = "consumer", "消费合同纠纷"
        LABOUR = "labour", "劳动争议"
        OTHER = "other", "其他纠纷"

    class Origin(models.TextChoices):
        APPLIED = "applied", "当事人申请"
        FOUND = "found", "主动调解"
        CASE = "case", "工单转入"
        COURT = "court", "法院委托"
        POLICE = "police", "公安移送"

    class Outcome(models.TextChoices):
        NONE = "", "—"
        SETTLED = "settled", "达成协议"
        FAILED = "failed", "调解不成"

    class Onward(models.TextChoices):
        """Where people were sent when it failed."""

        NONE = "", "—"
        COURT = "court", "向法院起诉"
        ARBITRATION = "arbitration", "申请仲裁"
        OTHER = "other", "其他途径"

    OPEN = (State.REGISTERED, State.MEDIATING, State.AGREED)

    number = models.CharField("编号", max_length=20, unique=True, editable=False)
    kind = models.CharField("纠纷类型", max_length=12, choices=Kind)
    origin = models.CharField("来源", max_length=10, choices=Origin, default=Origin.APPLIED)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="mediations", verbose_name="工单", editable=False
    )
    title = models.CharField("事由", max_length=80)
    facts = models.CharField("纠纷主要事实", max_length=2000, blank=True)
    place = models.CharField("调解地点", max_length=120, blank=True)
    state = models.CharField("状态", max_length=12, choices=State, default=State.REGISTERED, editable=False)
    registered_at = models.DateTimeField("受理时间")
    mediator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mediations",
        verbose_name="调解员",
    )
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="第二调解员",
    )
    started_at = models.DateTimeField("开始调解时间", null=True, blank=True, editable=False)
    outcome = models.CharField("结果", max_length=10, choices=Outcome, blank=True, default=Outcome.NONE, editable=False)
    agreement = models.CharField("协议内容", max_length=4000, blank=True, editable=False)
    fulfil_due_at = models.DateTimeField("履行期限", null=True, blank=True, editable=False)
    closed_at = models.DateTimeField("调解结束时间", null=True, blank=True, editable=False)
    closed_told_at = models.DateTimeField("结束的登记时间", null=True, blank=True, editable=False)
    onward = models.CharField("去向", max_length=12, choices=Onward, blank=True, default=Onward.NONE, editable=False)
    reason = models.CharField("不成的原因", max_length=400, blank=True, editable=False)
    fulfilled_at = models.DateTimeField("履行时间", null=True, blank=True, editable=False)
    fulfilled_told_at = models.DateTimeField("履行的登记时间", null=True, blank=True, editable=False)
    followed_up = models.CharField("回访情况", max_length=400, blank=True, editable=False)

    objects: ClassVar = MediationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人民调解"
        ordering = ["-registered_at", "-id"]
        indexes = [
            models.Index(fields=["division", "registered_at", "id"], name="mediation_division"),
            models.Index(fields=["registered_at", "id"], name="mediation_by_time"),
            models.Index(fields=["closed_at", "division"], name="mediation_closed"),
            models.Index(fields=["fulfil_due_at", "division"], name="mediation_due"),
            GinIndex(fields=["title", "number"], opclasses=["gin_trgm_ops"] * 2, name="mediation_text_trigrams"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(withdrawn_at=None), name="case_is_mediated_once",
                violation_error_message="这件工单已经转人民调解。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "fulfilled"]) | (~Q(agreement="") & Q(fulfil_due_at__isnull=False, outcome="settled")),
                name="mediation_agreed_with_text_and_due_date", violation_error_message="达成协议须写明协议内容和履行期限。",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | (~Q(onward="") & Q(outcome="failed")),
                name="mediation_failed_leads_onward", violation_error_message="调解不成须写明当事人的去向。",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_told_at=None, outcome="") | (Q(closed_at__isnull=False, closed_told_at__isnull=False) & ~Q(outcome="")),
                name="mediation_closed_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(second=None) | ~Q(second=F("mediator")), name="mediation_has_two_different_mediators",
                violation_error_message="第二调解员不能与调解员是同一个人。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("mediations:mediation", args=[self.pk])

    def is_overdue(self, now: datetime) -> bool:
        due = self.fulfil_due_at
        return self.state == self.State.AGREED and self.withdrawn_at is None and due is not None and due < now
