"""A public crisis and its stages; the stage sets the duty mode (平战结合)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse

from cases.hazards.models.point import RiskKind
from governance.access.models import ScopedModel
from governance.access.scoping import ScopedQuerySet


class DutyMode(models.TextChoices):
    """值班模式 of a division, from calm to worst."""

    NORMAL = "normal", "常态"
    RECOVERY = "recovery", "恢复"
    ALERT = "alert", "预警"
    EMERGENCY = "emergency", "应急"


class Times(Func):
    """The half-open range of two moments."""

    function = "TSTZRANGE"


class CrisisQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.standing().exclude(state=Crisis.State.OVER)

    def for_list(self) -> Self:
        return self.select_related("division", "kind")


class Crisis(ScopedModel):
    """公共危机 of a division, known to all below it. Its stages are drawn in `cases.hazards.flows.CRISIS`."""

    class State(models.TextChoices):
        LATENT = "latent", "潜伏期"
        GROWING = "growing", "发展期"
        OUTBREAK = "outbreak", "爆发期"
        RECOVERY = "recovery", "恢复期"
        OVER = "over", "已解除"

    MODES = {
        State.LATENT: DutyMode.NORMAL, State.GROWING: DutyMode.ALERT, State.OUTBREAK: DutyMode.EMERGENCY,
        State.RECOVERY: DutyMode.RECOVERY, State.OVER: DutyMode.NORMAL,
    }  # fmt: skip

    inherited = True

    kind = models.ForeignKey(RiskKind, models.PROTECT, related_name="crises", verbose_name="种类")
    title = models.CharField("名称", max_length=60)
    state = models.CharField("阶段", max_length=10, choices=State, default=State.LATENT, editable=False)
    began_at = models.DateTimeField("开始时间", editable=False)
    over_at = models.DateTimeField("解除时间", null=True, blank=True, editable=False)

    objects: ClassVar = CrisisQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公共危机"
        ordering = ["-began_at", "-id"]
        indexes = [
            models.Index(fields=["division", "began_at", "id"], name="crisis_division"),
            models.Index(fields=["began_at", "id"], name="crisis_by_time"),
            models.Index(
                fields=["division", "id"], name="crisis_open", condition=Q(withdrawn_at=None) & ~Q(state="over")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="over", over_at__isnull=False) | (~Q(state="over") & Q(over_at=None)),
                name="crisis_over_at_goes_with_over",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("hazards:crisis", args=[self.pk])

    def is_open(self) -> bool:
        return self.state != self.State.OVER and self.withdrawn_at is None

    @property
    def mode(self) -> DutyMode:
        return self.MODES[self.State(self.state)]


class CrisisStage(ScopedModel):
    """危机阶段: one stage of a crisis from its beginning to its end, who switched to it and why. Two never overlap."""

    inherited = True

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="stages", verbose_name="公共危机")
    stage = models.CharField("阶段", max_length=10, choices=Crisis.State)
    mode = models.CharField("值班模式", max_length=10, choices=DutyMode)
    since = models.DateTimeField("起")
    until = models.DateTimeField("止", null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="切换人"
    )
    reason = models.CharField("切换理由", max_length=400)

    class Meta:
        verbose_name = verbose_name_plural = "危机阶段"
        ordering = ["crisis", "since"]
        indexes = [models.Index(fields=["division", "since", "until"], name="crisis_stage_division")]
        constraints = [
            ExclusionConstraint(
                name="crisis_is_in_one_stage_at_a_time",
                expressions=[("crisis", RangeOperators.EQUAL), (Times(F("since"), F("until")), RangeOperators.OVERLAPS)],
                condition=Q(withdrawn_at=None), violation_error_message="同一时间只能处于一个阶段。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.crisis_id} {self.stage}"
