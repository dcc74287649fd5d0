"""抽查: which reviewed submissions of a month the district looks at again."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models

from governance.access.models import ScopedModel
from governance.access.scoping import ScopedQuerySet


class Draw(ScopedModel):
    """抽查批次 of a district and month: `size` submissions an indicator, drawn by `seed`. The same seed draws the same."""

    inherited = True  # whom it hits may read how it was drawn

    period = models.CharField("期间", max_length=7)
    size = models.PositiveSmallIntegerField("每项抽几份", default=2, validators=[MinValueValidator(1)])
    seed = models.PositiveBigIntegerField("随机种子")
    drawn_from = models.PositiveIntegerField("从多少份中抽取", default=0, editable=False)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "抽查批次"
        ordering = ["-period", "-id"]
        indexes = [models.Index(fields=["division", "period", "id"], name="draw_division")]
        constraints = [
            models.UniqueConstraint(
                fields=["division", "period"],
                name="draw_is_made_once_a_month",
                violation_error_message="这个月已经抽过。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.division_id} {self.period}"
