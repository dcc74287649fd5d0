"""结案审批 of a sensitive visit."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.access.models import ScopedModel
from governance.vault.fields import EncryptedTextField
from visits.models.sensitive import SensitiveQuerySet
from visits.models.visit import Visit


class ClosureQuerySet(SensitiveQuerySet):
    def waiting(self) -> Self:
        return self.filter(state=Closure.State.ASKED, withdrawn_at=None)

    def for_list(self) -> Self:
        return self.select_related("visit__household__address", "visit__partner", "created_by", "division")


class Closure(ScopedModel):
    """敏感结案: the visitor asks to close a sensitive visit and its needs; another, who may, approves or returns it."""

    class State(models.TextChoices):
        ASKED = "asked", "待批准"
        APPROVED = "approved", "已批准"
        RETURNED = "returned", "已退回"

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="closures", verbose_name="走访")
    conclusion = EncryptedTextField("处置情况", max_length=400)
    state = models.CharField("状态", max_length=10, choices=State, default=State.ASKED, editable=False)
    decided_at = models.DateTimeField("审批时间", null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name="审批人", editable=False,
    )  # fmt: skip
    reason = EncryptedTextField("审批意见", max_length=200, null=True, blank=True, editable=False)

    objects: ClassVar = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "敏感结案"
        ordering = ["-recorded_at", "-id"]
        indexes = [models.Index(fields=["division", "state", "id"], name="closure_division")]
        constraints = [
            models.UniqueConstraint(
                fields=["visit"], condition=Q(state__in=["asked", "approved"]), name="visit_is_closed_once",
                violation_error_message="这次走访已经申请过结案。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.visit_id} {self.state}"
