"""首问接待: who hears a matter first owns it until it is answered, or until somebody who took it over says so."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from governance.access.models import Department, ScopedModel
from governance.access.scoping import ScopedQuerySet
from visits.models.sensitive import SensitiveQuerySet
from visits.models.visit import Visit


class ReceptionQuerySet(SensitiveQuerySet):
    plain = Q(visit__sensitivity="")
    own = "receiver"

    def open(self) -> Self:
        return self.standing().filter(state__in=Reception.OPEN)

    def overdue(self, now: datetime) -> Self:
        return self.open().filter(due_at__lt=now)

    def for_list(self) -> Self:
        return self.select_related("visit__household__address", "visit__partner", "receiver", "division")


class Reception(ScopedModel):
    """首问接待, born of a visit by reception. Its life is drawn in `visits.flows.RECEPTION`."""

    class State(models.TextChoices):
        RECEIVED = "received", "首问人在办"
        ANSWERED = "answered", "已答复"
        HANDED_OVER = "handed_over", "移交待确认"
        CONFIRMED = "confirmed", "已移交"

    OPEN = (State.RECEIVED, State.HANDED_OVER)

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="reception", verbose_name="走访")
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="receptions", db_index=False, verbose_name="首问人"
    )
    state = models.CharField("状态", max_length=12, choices=State, default=State.RECEIVED, editable=False)
    due_at = models.DateTimeField("答复期限")
    answer = models.CharField("答复", max_length=200, blank=True, editable=False)
    settled_at = models.DateTimeField("答复或移交确认时间", null=True, blank=True, editable=False)

    objects: ClassVar = ReceptionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "首问接待"
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(fields=["division", "due_at", "id"], name="reception_division"),
            models.Index(fields=["due_at", "id"], name="reception_by_due"),
            models.Index(
                fields=["receiver", "due_at"], name="reception_receiver",
                condition=Q(state__in=["received", "handed_over"], withdrawn_at=None),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.visit_id} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("visits:reception", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.withdrawn_at is None and self.state in self.OPEN


class HandoverQuerySet(ScopedQuerySet):
    def waiting(self) -> Self:
        return self.standing().filter(state=Handover.State.HANDED)

    def for_list(self) -> Self:
        return self.select_related("division", "department", "taker", "reception__receiver", "reception__division")


class Handover(ScopedModel):
    """首问移交, in the division of who takes over: a person there, a department, or the committee or street itself.

    It tells only `matter`: who takes over need not see the visit.
    """

    class State(models.TextChoices):
        HANDED = "handed", "待确认"
        CONFIRMED = "confirmed", "已接手"
        RETURNED = "returned", "已退回"

    department_path = "pk__in"

    reception = models.ForeignKey(Reception, models.PROTECT, related_name="handovers", verbose_name="首问接待")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="部门"
    )
    taker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="接手人",
    )
    matter = models.CharField("事项", max_length=200)
    state = models.CharField("状态", max_length=10, choices=State, default=State.HANDED, editable=False)
    decided_at = models.DateTimeField("确认时间", null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name="确认人", editable=False,
    )  # fmt: skip
    reason = models.CharField("退回理由", max_length=200, blank=True, editable=False)

    objects: ClassVar = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "首问移交"
        ordering = ["-recorded_at", "-id"]
        indexes = [models.Index(fields=["division", "recorded_at", "id"], name="handover_division")]
        constraints = [
            models.UniqueConstraint(
                fields=["reception"], condition=Q(state="handed", withdrawn_at=None), name="reception_is_handed_to_one",
                violation_error_message="已经移交，正在等对方确认。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.reception_id} {self.state}"

    @classmethod
    def dispatched_to(cls, department: int) -> Any:
        """What was handed to `department`: what its members may see."""
        return cls.objects.filter(department=department).values("pk")

    @property
    def to(self) -> str:
        """Who is to take over, in words."""
        return str(self.taker or self.department or self.division)
