"""A summons (约请) and the words of its story."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from cases.models import Case
from governance.access.models import Department, Row, ScopedModel
from governance.access.scoping import ScopedQuerySet


class SummonsQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.exclude(state=Summons.State.CLOSED).filter(withdrawn_at=None)

    def settled(self, since: datetime, until: datetime) -> Self:
        """Closed in `since <= closed_at < until`: what the yearly rate counts."""
        return self.filter(closed_at__gte=since, closed_at__lt=until, withdrawn_at=None)

    def for_list(self) -> Self:
        return self.select_related("division")

    def for_page(self) -> Self:
        """The same with the units above the division, and the summons it follows."""
        return self.select_related("division__parent__parent", "follows")


class Summons(ScopedModel):
    """约请. `result` and `closed_at` are written once: who is asked again is asked by a new summons that `follows`."""

    set_once = ("division", "number", "case", "follows", "created_by")
    constraints_by_table = True

    class State(models.TextChoices):
        RAISED = "raised", "待街道核实"
        RETURNED = "returned", "退回居委"
        SENT = "sent", "待应约"
        ACCEPTED = "accepted", "待到场"
        ON_SITE = "on_site", "现场办理"
        RESOLVED = "resolved", "已解决待评价"
        UNRESOLVED = "unresolved", "未解决待评价"
        CLOSED = "closed", "已办结"

    class Kind(models.TextChoices):
        SUMMONS = "summons", "约请"
        OFFER = "offer", "邀约"

    class Result(models.TextChoices):
        NONE = "", "—"
        RESOLVED = "resolved", "已解决"
        UNRESOLVED = "unresolved", "未解决"

    department_path = "pk__in"

    number = models.CharField("约请号", max_length=20, unique=True, editable=False)
    kind = models.CharField("方式", max_length=8, choices=Kind, default=Kind.SUMMONS)
    inviter = models.CharField(
        "邀约方", max_length=60, blank=True
    )  # of an 邀约: which body of society or residents asks
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="summonses", verbose_name="工单")
    title = models.CharField("事项", max_length=80)
    description = models.CharField("情况说明", max_length=2000, blank=True)
    place = models.CharField("到场地点", max_length=120)
    urgent = models.BooleanField("紧急", default=False)
    state = models.CharField("状态", max_length=12, choices=State, default=State.RAISED, editable=False)
    raised_at = models.DateTimeField("提出时间", editable=False)
    checked_at = models.DateTimeField("街道核实时间", null=True, blank=True, editable=False)
    result = models.CharField("结果", max_length=12, choices=Result, blank=True, default=Result.NONE, editable=False)
    confirmed_at = models.DateTimeField("居委确认时间", null=True, blank=True, editable=False)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True, editable=False)
    follows = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name="上次约请",
        editable=False,
    )
    escalated_at = models.DateTimeField("提请会商时间", null=True, blank=True, editable=False)

    objects: ClassVar = SummonsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "约请"
        ordering = ["-raised_at", "id"]
        indexes = [
            models.Index(fields=["division", "raised_at", "id"], name="summons_board"),
            models.Index(fields=["closed_at", "division"], name="summons_closed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="closed") & Q(closed_at__isnull=False)) | (~Q(state="closed") & Q(closed_at=None)),
                name="summons_closed_at_goes_with_closed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["resolved", "unresolved", "closed"]) | ~Q(result=""),
                name="summons_settled_has_a_result", violation_error_message="请选已解决或未解决。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("summonses:summons", args=[self.pk])

    @classmethod
    def dispatched_to(cls, department: int) -> Any:
        """The summonses ever sent to `department`: what its members may see."""
        from cases.summonses.models.invitation import Invitation

        return Invitation.objects.filter(department=department, sent_at__isnull=False).values("summons")


class SummonsEntry(Row):
    """约请经过: one line of the story as its readers see it; the audit holds the fact, this holds the words."""

    summons = models.ForeignKey(Summons, models.PROTECT, related_name="entries", db_index=False, verbose_name="约请")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="人员"
    )
    step = models.CharField("步骤", max_length=20)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="部门"
    )
    text = models.CharField("说明", max_length=1000, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "约请经过"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["summons", "-at"], name="summons_entry_summons")]

    def __str__(self) -> str:
        return f"{self.summons_id} {self.step}"
