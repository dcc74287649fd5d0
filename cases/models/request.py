"""What a department or a street asks for when the clock does not fit: more time, or a stop."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from cases.models.case import Case
from cases.models.round import Round
from cases.models.story import Dispatch
from governance.access.models import ScopedModel


class Request(ScopedModel):
    """Asked by `created_by` at `recorded_at`, decided by another. One waits at a time: `Case.asking` says which."""

    department_path = "case__in"

    reason = models.CharField("理由", max_length=200)
    decided_at = models.DateTimeField("批复时间", null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name="批复人", editable=False,
    )  # fmt: skip
    note = models.CharField("批复意见", max_length=200, blank=True)

    class Meta:
        abstract = True

    @classmethod
    def dispatched_to(cls, department: int) -> Any:
        return Dispatch.objects.filter(department=department).values("case")


class Extension(Request):
    """延期: so many working days more for the running round."""

    class State(models.TextChoices):
        ASKED = "asked", "待批准"
        APPROVED = "approved", "已批准"
        REJECTED = "rejected", "未批准"
        LAPSED = "lapsed", "已失效"

    case = models.ForeignKey(Case, models.PROTECT, related_name="delays", verbose_name="工单")
    round = models.ForeignKey(Round, models.PROTECT, related_name="delays", verbose_name="轮次")
    days = models.PositiveSmallIntegerField("延长（工作日）", validators=[MinValueValidator(1)])
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "延期"
        ordering = ["-recorded_at", "-id"]
        indexes = [models.Index(fields=["division", "recorded_at", "id"], name="extension_division")]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(state="asked"), name="extension_waits_once_a_case")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.days}"


class Pause(Request):
    """缓办: the clock stands still from approval (`since`) until work goes on (`ended_at`), at the latest after `until`."""

    class State(models.TextChoices):
        ASKED = "asked", "待批准"
        RUNNING = "running", "缓办中"
        REJECTED = "rejected", "未批准"
        LAPSED = "lapsed", "已失效"
        ENDED = "ended", "已恢复"

    case = models.ForeignKey(Case, models.PROTECT, related_name="pauses", verbose_name="工单")
    round = models.ForeignKey(Round, models.PROTECT, related_name="pauses", verbose_name="轮次")
    until = models.DateField("缓办至")
    since = models.DateTimeField("缓办自", null=True, blank=True, editable=False)
    ended_at = models.DateTimeField("恢复时间", null=True, blank=True, editable=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "缓办"
        ordering = ["-recorded_at", "-id"]
        indexes = [
            models.Index(fields=["division", "recorded_at", "id"], name="pause_division"),
            models.Index(fields=["until"], name="pause_until", condition=Q(state="running")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state__in=["asked", "running"]), name="pause_runs_once_a_case"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.until}"
