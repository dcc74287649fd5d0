"""What was written for a month, a quarter, half a year or a year: the figures as they stood, and beside them the Word and Excel files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse

from governance.access.models import ScopedModel
from governance.access.scoping import ScopedQuerySet
from indices.models.run import IndexRun


class ReportQuerySet(ScopedQuerySet):
    def for_list(self) -> ReportQuerySet:
        return self.select_related("division", "run", "created_by").defer("figures")


class Report(ScopedModel):
    """月报, 季报, 半年报 or 年报 of a unit. Written once; asked for again, it gets the next number. Files hang on it as attachments."""

    period = models.CharField("期间", max_length=7)
    number = models.PositiveSmallIntegerField("第几次", default=1)
    run = models.ForeignKey(
        IndexRun, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name="指数计算"
    )
    title = models.CharField("标题", max_length=100)
    figures = models.JSONField("数据")
    digest = models.CharField("数据摘要", max_length=64)

    objects: ClassVar = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报告"
        ordering = ["-recorded_at", "-id"]
        indexes = [
            models.Index(fields=["division", "recorded_at", "id"], name="report_division"),
            models.Index(fields=["recorded_at", "id"], name="report_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["division", "period", "number"], name="report_is_numbered_in_its_period")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("indices:report", args=[self.pk])
