"""A force called out to a case."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from cases.forces.models.force import Force
from cases.models import Case
from governance.access.models import ScopedModel
from governance.access.scoping import ScopedQuerySet


class CalloutQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.standing().filter(state__in=[Callout.State.CALLED, Callout.State.ARRIVED])

    def for_list(self) -> Self:
        return self.select_related("division", "force", "case")


class Callout(ScopedModel):
    """出动: called, arrived, done or cancelled (`cases.forces.flows.CALLOUT`); at the division of its case."""

    set_once = ("division", "force", "case", "created_by")

    class State(models.TextChoices):
        CALLED = "called", "待到场"
        ARRIVED = "arrived", "已到场"
        DONE = "done", "已处置"
        CANCELLED = "cancelled", "已取消"

    force = models.ForeignKey(Force, models.PROTECT, related_name="callouts", db_index=False, verbose_name="力量")
    case = models.ForeignKey(Case, models.PROTECT, related_name="callouts", verbose_name="工单")
    task = models.CharField("现场要做什么", max_length=200)
    state = models.CharField("状态", max_length=10, choices=State, default=State.CALLED, editable=False)
    called_at = models.DateTimeField("调度时间")
    arrived_at = models.DateTimeField("到场时间", null=True, blank=True, editable=False)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True, editable=False)
    result = models.CharField("处置情况", max_length=400, blank=True, editable=False)

    objects: ClassVar = CalloutQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "出动"
        ordering = ["-called_at", "-id"]
        indexes = [
            models.Index(fields=["division", "called_at", "id"], name="callout_division"),
            models.Index(fields=["called_at", "id"], name="callout_by_time"),
            models.Index(fields=["force", "called_at"], name="callout_force"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["force", "case"], condition=Q(state__in=["called", "arrived"]), name="force_is_called_once",
                violation_error_message="这支力量已经在处置这件工单。",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | (~Q(result="") & Q(ended_at__gte=F("arrived_at"))),
                name="callout_is_done_in_words", violation_error_message="结束须先到场并写明处置情况。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.force_id} {self.case_id}"

    def get_absolute_url(self) -> str:
        return reverse("forces:callout", args=[self.pk])

    @property
    def minutes(self) -> int | None:
        """From the call to arriving."""
        return None if self.arrived_at is None else round((self.arrived_at - self.called_at).total_seconds() / 60)
