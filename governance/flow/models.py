"""Days that a place works, or does not, unlike the national calendar."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from governance.access.models import ScopedModel


class SpecialDay(ScopedModel):
    """特殊日 of a division and all below it: a holiday of its own, or a day made up. The nearest division's word counts.

    Deadlines already given stay as they are.
    """

    inherited = True

    day = models.DateField("日期")
    working = models.BooleanField("上班", default=False)
    name = models.CharField("名称", max_length=30)

    class Meta:
        verbose_name = verbose_name_plural = "特殊日"
        ordering = ["-day", "division"]
        indexes: ClassVar[list] = [models.Index(fields=["division", "day"], name="special_day_division")]
        constraints: ClassVar[list] = [
            models.UniqueConstraint(
                fields=["division", "day"], condition=Q(withdrawn_at=None), name="special_day_is_said_once",
                violation_error_message="这一天已经登记过，请先撤销原来的再登记。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
