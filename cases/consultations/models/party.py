"""A department that takes part: what it was asked and answered, and whether it came."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from cases.consultations.models.consultation import Consultation
from governance.access.models import Department, Row


class Party(Row):
    """参与部门. `came` is None until the meeting is held."""

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="parties", db_index=False, verbose_name="会商"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, related_name="consulted", db_index=False, verbose_name="部门"
    )
    asked_at = models.DateTimeField("征询时间", null=True, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name="答复人",
    )  # fmt: skip
    opinion = models.CharField("书面意见", max_length=1000, blank=True)
    came = models.BooleanField("到会", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "参与部门"
        ordering = ["consultation", "id"]
        indexes = [models.Index(fields=["department", "consultation"], name="party_department")]
        constraints = [models.UniqueConstraint(fields=["consultation", "department"], name="party_takes_part_once")]

    def __str__(self) -> str:
        return f"{self.consultation_id} {self.department_id}"

    def awaited(self) -> bool:
        return self.asked_at is not None and self.answered_at is None
