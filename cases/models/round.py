"""What the index counts of a case: rounds of handling as spans, residents' answers as events."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from cases.models.case import Case
from cases.models.category import Category
from governance.access.models import ScopedModel
from governance.access.scoping import ScopedQuerySet


class RoundQuerySet(ScopedQuerySet):
    def with_due(self, cutoff: datetime) -> Self:
        """Annotate `due`: when each round was due as it was known before `cutoff`; null while it was paused then.

        Extensions and pauses only ever move a deadline on, so `due_at` is a lower bound to search by.
        """
        told = Deadline.objects.filter(round=OuterRef("pk"), recorded_at__lt=cutoff).order_by("-recorded_at", "-id")
        pauses: Any = Round._meta.get_field("pauses").related_model
        standing = pauses.objects.filter(
            Q(ended_at=None) | Q(ended_at__gte=cutoff), round=OuterRef("pk"), since__lt=cutoff
        )
        return self.annotate(
            due=models.Case(
                models.When(Exists(standing), then=None),
                default=Coalesce(Subquery(told.values("due_at")[:1]), F("due_at")),
                output_field=models.DateTimeField(null=True),
            )
        )


class Round(ScopedModel):
    """办理轮次: from filing or reopening to closing. Written once; `closed_at` is set once. So past days stay askable.

    `due_at` is the deadline it began with; what moved it later is told by `Deadline`, read through `with_due`.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="rounds", verbose_name="工单")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name="类别")
    number = models.PositiveSmallIntegerField("轮次", default=1)
    started_at = models.DateTimeField("开始时间")
    due_at = models.DateTimeField("到期时间")
    closed_at = models.DateTimeField("结案时间", null=True, blank=True)

    objects: ClassVar = RoundQuerySet.as_manager()

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


class Deadline(ScopedModel):
    """到期变更: an approved extension or the end of a pause moved a round's deadline; `recorded_at` says since when that holds."""

    class Cause(models.TextChoices):
        EXTENSION = "extension", "延期"
        PAUSE = "pause", "缓办"

    round = models.ForeignKey(Round, models.PROTECT, related_name="deadlines", db_index=False, verbose_name="轮次")
    due_at = models.DateTimeField("到期时间")
    cause = models.CharField("原因", max_length=10, choices=Cause)

    class Meta:
        verbose_name = verbose_name_plural = "到期变更"
        ordering = ["round", "recorded_at"]
        indexes = [
            models.Index(fields=["round", "recorded_at"], name="deadline_round"),
            models.Index(fields=["division", "id"], name="deadline_division"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.due_at}"


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
