"""The ledger of confirmed hours."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.access.scoping import ScopedQuerySet
from volunteers.models.service import ServiceRecord
from volunteers.models.units import Unit, Volunteer


class HourEntry(models.Model):
    """时长台账: minutes of one day of one record. Written once; a correction adds the reversal and the new entries.

    Sums over it are hours, by volunteer, unit, division or time, and agree, since they add up the same rows. What was
    entered before a cutoff never changes: so a past figure stands.
    """

    class Kind(models.TextChoices):
        SERVED = "served", "确认"
        REVERSED = "reversed", "冲正"

    scope = "division"
    inherited = False
    holds_people = True

    id = models.BigAutoField(primary_key=True)
    division = models.ForeignKey(
        "access.Division", models.PROTECT, related_name="+", db_index=False, verbose_name="区划"
    )
    record = models.ForeignKey(ServiceRecord, models.PROTECT, related_name="entries", verbose_name="服务记录")
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="entries", db_index=False, verbose_name="志愿者"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="entries", db_index=False, verbose_name="志愿者组织")
    day = models.DateField("服务日期")
    minutes = models.IntegerField("分钟")
    kind = models.CharField("种类", max_length=10, choices=Kind, default=Kind.SERVED)
    recorded_at = models.DateTimeField("入账时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="入账人",
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "时长台账"
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["division", "day"],
                name="hour_entry_of_division",
                include=["volunteer", "minutes", "recorded_at"],
            ),
            models.Index(fields=["volunteer", "day"], name="hour_entry_volunteer", include=["minutes", "recorded_at"]),
            models.Index(fields=["unit", "day"], name="hour_entry_of_unit", include=["minutes"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="served", minutes__gt=0) | Q(kind="reversed", minutes__lt=0),
                name="hour_entry_has_its_sign",
            )
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.record_id} {self.minutes}"
