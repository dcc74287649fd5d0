"""What the minutes lay upon a department: a task with a date, supervised until it passes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from cases.consultations.models.consultation import Consultation
from governance.access.models import Department, ScopedModel
from governance.access.scoping import ScopedQuerySet


class DutyQuerySet(ScopedQuerySet):
    def open(self) -> Self:
        return self.exclude(state=Duty.State.PASSED).filter(withdrawn_at=None)

    def overdue(self, now: datetime) -> Self:
        """Not fulfilled when it was due; one that waits for the supervisor is not late."""
        return self.filter(state=Duty.State.ASSIGNED, due_at__lt=now, withdrawn_at=None)

    def for_list(self) -> Self:
        return self.select_related("division", "department", "consultation")


class Duty(ScopedModel):
    """会商任务. `passed_at` is written once; `due_at` never changes, so that past figures stand."""

    class State(models.TextChoices):
        ASSIGNED = "assigned", "办理中"
        FULFILLED = "fulfilled", "待督察"
        PASSED = "passed", "督察通过"

    department_path = "pk__in"

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="duties", verbose_name="会商")
    ordinal = models.PositiveSmallIntegerField("序号", editable=False)
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="duties", db_index=False, verbose_name="责任部门"
    )
    task = models.CharField("任务", max_length=300)
    due_at = models.DateTimeField("完成时限")
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASSIGNED, editable=False)
    fulfilled_at = models.DateTimeField("完成时间", null=True, blank=True, editable=False)
    fulfiller = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name="完成人", editable=False,
    )  # fmt: skip
    result = models.CharField("完成情况", max_length=1000, blank=True, editable=False)
    returns = models.PositiveSmallIntegerField("退回次数", default=0, editable=False)
    passed_at = models.DateTimeField("督察通过时间", null=True, blank=True, editable=False)
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name="督察人", editable=False,
    )  # fmt: skip

    objects: ClassVar = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会商任务"
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(fields=["division", "due_at", "id"], name="duty_board"),
            models.Index(fields=["department", "state", "due_at"], name="duty_department"),
            models.Index(fields=["due_at", "id"], name="duty_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "ordinal"], name="duty_ordinal_is_unique"),
            models.CheckConstraint(
                condition=Q(supervisor=None) | Q(fulfiller=None) | ~Q(supervisor=models.F("fulfiller")),
                name="duty_supervisor_is_not_the_fulfiller", violation_error_message="督察人不能是完成人。",
            ),
            models.CheckConstraint(
                condition=(Q(state="passed") & Q(passed_at__isnull=False)) | (~Q(state="passed") & Q(passed_at=None)),
                name="duty_passed_at_goes_with_passed",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.ordinal}"

    def get_absolute_url(self) -> str:
        return f"{self.consultation.get_absolute_url()}#duty-{self.pk}"

    @classmethod
    def dispatched_to(cls, department: int) -> Any:
        return cls.objects.filter(department=department).values("pk")

    def is_overdue(self, now: datetime) -> bool:
        return self.state == self.State.ASSIGNED and self.due_at < now and self.withdrawn_at is None
