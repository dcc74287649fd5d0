"""随手拍: what people report without signing in, and what they say of it later."""

from __future__ import annotations

from django.db import models

from cases.models import Case, Round
from governance.access.models import ScopedModel


class Snapshot(ScopedModel):
    """随手拍. Who holds the link's secret is the reporter; only its digest is kept, and of the sender only a keyed hash."""

    holds_people = True

    case = models.OneToOneField(Case, models.PROTECT, related_name="snapshot", verbose_name="工单")
    digest = models.CharField("链接摘要", max_length=64, unique=True, editable=False)
    sender = models.BinaryField("来源摘要", editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "随手拍"
        ordering = ["-recorded_at"]
        indexes = [
            models.Index(fields=["division", "-recorded_at"], name="snapshot_division"),
            models.Index(fields=["sender", "recorded_at"], name="snapshot_sender"),
            models.Index(fields=["recorded_at"], name="snapshot_recorded"),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class Support(ScopedModel):
    """我也遇到: somebody who met the same thing and opened no second case. Once for each sender."""

    holds_people = True

    case = models.ForeignKey(Case, models.PROTECT, related_name="supports", db_index=False, verbose_name="工单")
    sender = models.BinaryField("来源摘要", editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "我也遇到"
        ordering = ["-recorded_at"]
        indexes = [
            models.Index(fields=["division", "id"], name="support_division"),
            models.Index(fields=["sender", "recorded_at"], name="support_sender"),
        ]
        constraints = [models.UniqueConstraint(fields=["case", "sender"], name="support_is_once_for_a_sender")]

    def __str__(self) -> str:
        return str(self.case_id)


class ReporterWord(ScopedModel):
    """报告人的话: solved or not, said by link after closing. It is no 回访: a clerk reads it and records that."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="words", db_index=False, verbose_name="工单")
    round = models.OneToOneField(Round, models.PROTECT, related_name="word", verbose_name="轮次")
    resolved = models.BooleanField("已解决")
    comment = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "报告人的话"
        ordering = ["-recorded_at"]
        indexes = [
            models.Index(fields=["division", "-recorded_at"], name="reporter_word_division"),
            models.Index(fields=["case"], name="reporter_word_case"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.resolved}"
