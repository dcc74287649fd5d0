"""A run shaken: what other choices would have made of its ranks."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from governance.access.models import ScopedModel
from governance.access.scoping import ScopedQuerySet
from indices.models.run import IndexRun


class Trial(ScopedModel):
    """稳健性检验: Monte Carlo draws and Sobol effects over a run's choices at one level. The same seed, the same result."""

    inherited = True

    run = models.ForeignKey(IndexRun, models.PROTECT, related_name="trials", verbose_name="指数计算")
    level = models.CharField("级别", max_length=12)
    seed = models.PositiveBigIntegerField("随机种子")
    draws = models.PositiveIntegerField("抽样次数")
    choices = models.JSONField("变动的选择", default=dict)
    result = models.JSONField("结果", default=dict)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "稳健性检验"
        ordering = ["-recorded_at", "-id"]
        indexes = [models.Index(fields=["division", "recorded_at", "id"], name="trial_division")]

    def __str__(self) -> str:
        return f"{self.run} {self.level}"
