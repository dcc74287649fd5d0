"""What is on its way out: kept until it arrived, tried again with growing pauses, the same id each time."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cases.bridge.models.crossing import Crossing
from cases.bridge.models.peers import Platform, Webhook
from governance.access.models import ScopedModel
from governance.access.scoping import ScopedQuerySet


class DeliveryQuerySet(ScopedQuerySet):
    def waiting(self) -> Self:
        return self.filter(delivered_at=None, given_up_at=None)

    def stuck(self) -> Self:
        """Tried without success: what an officer should know of."""
        return self.filter(delivered_at=None, attempts__gt=0)

    def due(self, now: datetime) -> Self:
        """Waiting ones whose pause is over, and that nothing of the same crossing holds back."""
        earlier = Delivery.objects.waiting().filter(crossing=OuterRef("crossing"), id__lt=OuterRef("id"))
        return self.waiting().filter(Q(crossing=None) | ~Exists(earlier), next_try_at__lte=now).order_by("id")


class Delivery(ScopedModel):
    """送达: one message to a platform or a webhook. Its id is the `Idempotency-Key`; `seq` is the sealed event it tells."""

    platform = models.ForeignKey(
        Platform, models.PROTECT, null=True, blank=True, related_name="deliveries", verbose_name="对接平台"
    )
    crossing = models.ForeignKey(
        Crossing, models.PROTECT, null=True, blank=True, related_name="deliveries", verbose_name="平台互转"
    )
    webhook = models.ForeignKey(
        Webhook, models.PROTECT, null=True, blank=True, related_name="deliveries", verbose_name="推送地址"
    )
    topic = models.CharField("事件", max_length=20)
    seq = models.BigIntegerField("封存序号", null=True, blank=True)
    body: Any = models.JSONField("内容", default=dict, blank=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0, editable=False)
    status = models.PositiveSmallIntegerField("状态码", null=True, blank=True, editable=False)
    error = models.CharField("失败原因", max_length=200, blank=True, editable=False)
    next_try_at = models.DateTimeField("下次发送", default=timezone.now, editable=False)
    delivered_at = models.DateTimeField("送达时间", null=True, blank=True, editable=False)
    given_up_at = models.DateTimeField("停止重试时间", null=True, blank=True, editable=False)

    objects: ClassVar = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "送达"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["division", "-recorded_at"], name="delivery_division"),
            models.Index(
                fields=["next_try_at"], name="delivery_waiting", condition=Q(delivered_at=None, given_up_at=None)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(platform=None, crossing=None, webhook__isnull=False)
                | Q(platform__isnull=False, crossing__isnull=False, webhook=None),
                name="delivery_goes_to_one_place",
            ),
            models.UniqueConstraint(fields=["webhook", "seq"], name="delivery_is_one_for_a_webhook_and_event"),
            models.UniqueConstraint(fields=["crossing", "seq"], name="delivery_is_one_for_a_crossing_and_event"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.pk}"

    @property
    def look(self) -> str:
        if self.delivered_at:
            return "delivered"
        return "given_up" if self.given_up_at else "failing" if self.attempts else "waiting"


class Bookmark(models.Model):
    """书签: up to which sealed event a follower has read."""

    name = models.CharField("名称", max_length=40, primary_key=True)
    seq = models.BigIntegerField("序号")

    class Meta:
        verbose_name = verbose_name_plural = "书签"
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} {self.seq}"
