"""A case that lives on two platforms, and what came from the other one."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from cases.bridge.models.peers import Platform
from cases.models import Case
from governance.access.models import Row, ScopedModel
from governance.access.scoping import ScopedQuerySet


class CrossingQuerySet(ScopedQuerySet):
    def under_way(self) -> Self:
        return self.exclude(state=Crossing.State.CLOSED)


class Crossing(ScopedModel):
    """平台互转 of one case, under both numbers. Its life is drawn in `cases.bridge.flows.CROSSING`."""

    class State(models.TextChoices):
        LOCAL = "local", "待发送"
        SENT = "sent", "已发出"
        ACCEPTED = "accepted", "已受理"
        RETURNED = "returned", "已回转"
        CLOSED = "closed", "已了结"

    class Direction(models.TextChoices):
        OUT = "out", "转出"
        IN = "in", "转入"

    class Outcome(models.TextChoices):
        NONE = "", "—"
        DONE = "done", "已办理"
        REFUSED = "refused", "不予办理"

    case = models.ForeignKey(Case, models.PROTECT, related_name="crossings", verbose_name="工单")
    platform = models.ForeignKey(Platform, models.PROTECT, related_name="crossings", verbose_name="对接平台")
    direction = models.CharField("方向", max_length=3, choices=Direction)
    state = models.CharField("状态", max_length=10, choices=State, default=State.LOCAL, editable=False)
    outside_number = models.CharField("对方编号", max_length=40, blank=True, editable=False)
    outcome = models.CharField("结果", max_length=8, choices=Outcome, blank=True, default=Outcome.NONE, editable=False)
    result = models.CharField("办理情况", max_length=1000, blank=True, editable=False)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField("受理时间", null=True, blank=True, editable=False)
    returned_at = models.DateTimeField("回转时间", null=True, blank=True, editable=False)
    closed_at = models.DateTimeField("了结时间", null=True, blank=True, editable=False)

    objects: ClassVar = CrossingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "平台互转"
        ordering = ["-recorded_at", "-id"]
        indexes = [models.Index(fields=["division", "-recorded_at", "-id"], name="crossing_division")]
        constraints = [
            models.UniqueConstraint(
                fields=["platform", "outside_number"], condition=~Q(outside_number=""), name="crossing_is_one_for_a_number",
                violation_error_message="对方的这个编号已经对应另一件工单。",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=~Q(state="closed"), name="case_is_on_one_other_platform_at_a_time",
                violation_error_message="这件工单正在另一个平台办理。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.case_id} {self.outside_number}"


class Receipt(Row):
    """收讫: an event of the other platform that was acted on, so that its copy is not."""

    platform = models.ForeignKey(Platform, models.PROTECT, related_name="+", verbose_name="对接平台")
    event = models.CharField("事件编号", max_length=64)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "收讫"
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["platform", "event"], name="receipt_is_one_for_an_event")]

    def __str__(self) -> str:
        return self.event
