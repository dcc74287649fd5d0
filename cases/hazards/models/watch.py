"""Who is on duty where, from when to when (常驻 + 轮值)."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from cases.hazards.models.crisis import Crisis, Times
from governance.access.models import ScopedModel
from governance.access.scoping import ScopedQuerySet


class WatchQuerySet(ScopedQuerySet):
    def now(self, now: datetime) -> Self:
        """Who has taken over and not yet handed over, and whose turn it is though they have not yet begun."""
        turn = Q(state=Watch.State.PLANNED, starts_at__lte=now, ends_at__gt=now)
        return self.standing().filter(Q(state=Watch.State.ON_DUTY) | turn)

    def for_list(self) -> Self:
        return self.select_related("division", "person", "crisis")


class Watch(ScopedModel):
    """值班: one person's turn. Its life is drawn in `cases.hazards.flows.WATCH`. Known to all below its division."""

    set_once = ("division", "person", "crisis", "created_by")

    class State(models.TextChoices):
        PLANNED = "planned", "待上岗"
        ON_DUTY = "on_duty", "在岗"
        HANDED_OVER = "handed_over", "已交接"

    class Kind(models.TextChoices):
        STANDING = "standing", "常驻"
        ROTATING = "rotating", "轮值"

    inherited = True

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="watches", db_index=False, verbose_name="值班人"
    )
    kind = models.CharField("方式", max_length=10, choices=Kind, default=Kind.ROTATING)
    place = models.CharField("值班地点", max_length=60)
    phone = models.CharField("值班电话", max_length=20, blank=True)
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    crisis = models.ForeignKey(
        Crisis, models.PROTECT, null=True, blank=True, related_name="watches", verbose_name="公共危机"
    )
    state = models.CharField("状态", max_length=12, choices=State, default=State.PLANNED, editable=False)
    began_at = models.DateTimeField("上岗时间", null=True, blank=True, editable=False)
    handed_over_at = models.DateTimeField("交接时间", null=True, blank=True, editable=False)
    handover = models.CharField("交接记录", max_length=1000, blank=True, editable=False)

    objects: ClassVar = WatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "值班"
        ordering = ["-starts_at", "-id"]
        indexes = [
            models.Index(fields=["division", "starts_at", "id"], name="watch_division"),
            models.Index(fields=["starts_at", "id"], name="watch_by_time"),
        ]
        constraints = [
            ExclusionConstraint(
                name="person_keeps_one_watch_at_a_time",
                expressions=[("person", RangeOperators.EQUAL), (Times(F("starts_at"), F("ends_at")), RangeOperators.OVERLAPS)],
                condition=Q(withdrawn_at=None), violation_error_message="这个人这段时间已经排了值班，请换人或改时间。",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="watch_ends_after_it_starts",
                violation_error_message="值班的结束要晚于开始。",
            ),
            models.CheckConstraint(
                condition=~Q(state="handed_over") | (~Q(handover="") & Q(handed_over_at__isnull=False)),
                name="watch_is_handed_over_in_words", violation_error_message="交接须写明交接记录。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.place} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("hazards:watch", args=[self.pk])
