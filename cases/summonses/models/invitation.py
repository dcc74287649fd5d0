"""One department of a summons: when it was asked, answered, came, and what the committee thinks of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from cases.summonses.models.summons import Summons
from governance.access.models import Department, ScopedModel


class Invitation(ScopedModel):
    """应约. What is declined or taken back is withdrawn at that moment, so that it counts for no later figure."""

    class State(models.TextChoices):
        ASKED = "asked", "待发出"
        SENT = "sent", "待应约"
        ACCEPTED = "accepted", "已应约"
        DECLINED = "declined", "已辞约"
        ARRIVED = "arrived", "已到场"
        REPORTED = "reported", "已反馈"

    department_path = "pk__in"

    summons = models.ForeignKey(Summons, models.PROTECT, related_name="invitations", verbose_name="约请")
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="invitations", db_index=False, verbose_name="部门"
    )
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED, editable=False)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True, editable=False)
    answer_due_at = models.DateTimeField("应约时限", null=True, blank=True, editable=False)
    arrive_due_at = models.DateTimeField("到场时限", null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField("应约时间", null=True, blank=True, editable=False)
    declined_at = models.DateTimeField("辞约时间", null=True, blank=True, editable=False)
    declined_reason = models.CharField("辞约理由", max_length=200, blank=True, editable=False)
    arrived_at = models.DateTimeField("到场时间", null=True, blank=True, editable=False)
    arrival = models.CharField("到场记录", max_length=200, blank=True, editable=False)
    reported_at = models.DateTimeField("反馈时间", null=True, blank=True, editable=False)
    report = models.CharField("办理情况", max_length=1000, blank=True, editable=False)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name="部门经办人", editable=False,
    )  # fmt: skip
    rating = models.PositiveSmallIntegerField(
        "居委评价", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)], editable=False
    )
    comment = models.CharField("评价说明", max_length=200, blank=True, editable=False)
    reminded_at = models.DateTimeField("催办时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "应约"
        ordering = ["sent_at", "id"]
        indexes = [
            models.Index(fields=["division", "arrive_due_at", "id"], name="invitation_board"),
            models.Index(fields=["department", "summons"], name="invitation_department"),
            models.Index(fields=["arrive_due_at", "division"], name="invitation_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["summons", "department"], condition=Q(withdrawn_at=None), name="invitation_stands_once",
                violation_error_message="已经约请这个部门。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked"]) | Q(sent_at__isnull=False, arrive_due_at__isnull=False),
                name="invitation_has_clocks_once_sent",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.summons_id} {self.department_id}"

    @classmethod
    def dispatched_to(cls, department: int) -> Any:
        return cls.objects.filter(department=department, sent_at__isnull=False).values("pk")

    @classmethod
    def late(cls, now: datetime | Now) -> Q:
        """Neither answered nor come when it was due; what is standing still has to be asked."""
        unanswered = Q(state=cls.State.SENT, answer_due_at__lt=now)
        return unanswered | Q(state__in=[cls.State.SENT, cls.State.ACCEPTED], arrive_due_at__lt=now)

    @property
    def due_at(self) -> datetime | None:
        """When the department should next do something."""
        return {"sent": self.answer_due_at, "accepted": self.arrive_due_at}.get(self.state)

    def on_time(self) -> bool | None:
        """None as long as it is neither come nor late by itself."""
        if self.arrived_at is None or self.arrive_due_at is None:
            return None
        return self.arrived_at <= self.arrive_due_at
