"""What a community objects to before its score is published, and the district's answer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from governance.access.models import ScopedModel
from governance.access.scoping import ScopedQuerySet
from indices.models.run import IndexRun


class ObjectionQuerySet(ScopedQuerySet):
    def for_list(self) -> ObjectionQuerySet:
        return self.select_related("division", "run", "created_by", "answered_by")

    def open(self) -> ObjectionQuerySet:
        return self.filter(state=Objection.State.RAISED, withdrawn_at=None)


class Objection(ScopedModel):
    """异议 of a unit against a figure of its own (`indicator`, or empty for the whole score) of a run under review."""

    class State(models.TextChoices):
        RAISED = "raised", "待答复"
        UPHELD = "upheld", "成立"
        REJECTED = "rejected", "不成立"

    run = models.ForeignKey(IndexRun, models.PROTECT, related_name="objections", verbose_name="指数计算")
    indicator = models.CharField("指标", max_length=12, blank=True)
    text = models.TextField("异议内容", max_length=1000)
    answer = models.TextField("答复", max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人", editable=False
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True, editable=False)
    state = models.CharField("状态", max_length=8, choices=State, default=State.RAISED, editable=False)

    objects: ClassVar = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "异议"
        ordering = ["-recorded_at", "-id"]
        indexes = [
            models.Index(fields=["division", "recorded_at", "id"], name="objection_division"),
            models.Index(fields=["run", "state"], name="objection_run"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="raised") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="objection_is_answered_in_words",
            )
        ]

    def __str__(self) -> str:
        return f"{self.division_id} {self.indicator}"

    def get_absolute_url(self) -> str:
        return reverse("indices:objection", args=[self.pk])
