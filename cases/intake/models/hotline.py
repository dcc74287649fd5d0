"""Tickets of 12345 as a file brought them, before and after they became cases."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from cases.models import Case, Category
from governance.access.models import Division, Row, ScopedModel
from governance.vault.fields import EncryptedTextField


class HotlineBatch(ScopedModel):
    """热线批次: one uploaded file of a street or district, read and shown before anything is opened."""

    name = models.CharField("文件名", max_length=120)
    rows = models.PositiveIntegerField("行数", default=0)
    wrong = models.PositiveIntegerField("有误", default=0)
    known = models.PositiveIntegerField("已登记过", default=0)
    opened = models.PositiveIntegerField("已开工单", default=0)
    imported_at = models.DateTimeField("导入时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "热线批次"
        ordering = ["-recorded_at"]
        indexes = [models.Index(fields=["division", "-recorded_at"], name="hotline_batch_division")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("intake:batch", args=[self.pk])


class HotlineRowQuerySet(models.QuerySet):
    def right(self) -> Self:
        """Nothing wrong, and no case yet."""
        return self.filter(case=None, problems=[])

    def ready(self) -> Self:
        return self.right().exclude(category=None)

    def undecided(self) -> Self:
        """Nobody has said which category: a suggestion is not yet a choice."""
        return self.right().filter(category=None)


class HotlineRow(Row):
    """热线来件: one line of the file. Who called is kept sealed only until the case has them (`Reporter`)."""

    holds_people = True

    class Placed(models.TextChoices):
        """How the division was found."""

        COLUMN = "column", "表中写明"
        ESTATE = "estate", "按小区"
        COMMITTEE = "committee", "按居委名"
        STREET = "street", "归到街镇"

    batch = models.ForeignKey(
        HotlineBatch, models.PROTECT, related_name="lines", db_index=False, verbose_name="热线批次"
    )
    line = models.PositiveIntegerField("行号")
    number = models.CharField("热线编号", max_length=60, blank=True)
    accepted_at = models.DateTimeField("受理时间", null=True)
    due_at = models.DateTimeField("办结期限", null=True)
    text = models.CharField("诉求", max_length=2000, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="类别"
    )
    suggested = models.ForeignKey(
        Category, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="建议类别"
    )
    probability = models.FloatField("把握", null=True)
    place = models.ForeignKey(
        Division, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="登记到"
    )
    placed = models.CharField("如何认出", max_length=10, choices=Placed, blank=True)
    name = EncryptedTextField("来电人", max_length=40, null=True, blank=True)
    phone = EncryptedTextField("来电号码", max_length=20, null=True, blank=True)
    problems = models.JSONField("问题", default=list)
    known = models.BooleanField("已登记过", default=False)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", verbose_name="工单")

    objects = HotlineRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "热线来件"
        ordering = ["batch", "line"]
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="hotline_line_is_once_in_a_batch")]
        indexes = [
            models.Index(
                fields=["batch"], name="hotline_row_sealed", condition=Q(name__isnull=False) | Q(phone__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.number or str(self.line)
