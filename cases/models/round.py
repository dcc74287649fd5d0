"""What the index counts of a case: rounds of handling as spans, residents' answers as events."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from cases.models.case import Case
from cases.models.category import Category
from governance.access.models import ScopedModel


class Round(ScopedModel):
    """办理轮次: from filing or reopening to closing. Written once; `closed_at` is set once. So past days stay askable."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="rounds", verbose_name="工单")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name="类别")
    number = models.PositiveSmallIntegerField("轮次", default=1)
    started_at = models.DateTimeField("开始时间")
    due_at = models.DateTimeField("到期时间")
    closed_at = models.DateTimeField("结案时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "办理轮次"
        ordering = ["case", "number"]
        indexes = [
            models.Index(fields=["due_at", "division"], name="round_due"),
            models.Index(fields=["division", "id"], name="round_division"),
        ]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="round_number_is_unique_in_a_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"


class Answer(ScopedModel):
    """回访: the resident's word after closing, on whether it is solved and how satisfied they are (1 to 5)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="answers", verbose_name="工单")
    round = models.OneToOneField(Round, models.PROTECT, related_name="answer", verbose_name="轮次")
    answered_at = models.DateTimeField("回访时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name="回访人"
    )
    resolved = models.BooleanField("确已解决")
    satisfaction = models.PositiveSmallIntegerField("满意度", validators=[MinValueValidator(1), MaxValueValidator(5)])
    comment = models.CharField("居民的话", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "回访"
        ordering = ["-answered_at", "id"]
        indexes = [
            models.Index(fields=["answered_at", "division"], name="answer_at"),
            models.Index(fields=["division", "id"], name="answer_division"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.satisfaction}"
