"""Whom the portal talks to: other platforms that take and send cases, and addresses that are told what happens."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.urls import reverse

from cases.models import Category
from governance.access.models import Department, ScopedModel
from governance.access.scoping import ScopedQuerySet
from governance.vault.fields import EncryptedTextField


class Peer(ScopedModel):
    """A program elsewhere with a shared secret; the former one is good for a day after it was changed."""

    name = models.CharField("名称", max_length=60)
    url = models.CharField("地址", max_length=300)
    secret = EncryptedTextField("密钥", max_length=200)
    former_secret = EncryptedTextField("原密钥", max_length=200, null=True, blank=True)
    former_until = models.DateTimeField("原密钥有效至", null=True, blank=True, editable=False)
    active = models.BooleanField("启用", default=True)
    failing_since = models.DateTimeField("连续失败自", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def secrets_at(self, now: datetime) -> list[str]:
        """The newest first."""
        former = self.former_secret if self.former_until and self.former_until > now else None
        return [self.secret, former] if former else [self.secret]


class PlatformQuerySet(ScopedQuerySet):
    def for_sender(self, pk: uuid.UUID) -> Any:
        """The platform that says it sends; its signature is what lets it in."""
        return self.filter(pk=pk, active=True).select_related("division", "fallback").first()


class Platform(Peer):
    """对接平台: cases cross to it and come from it, under both numbers."""

    inherited = True  # a district's platforms serve its streets

    class Direction(models.TextChoices):
        BOTH = "both", "双向"
        OUT = "out", "只转出"
        IN = "in", "只转入"

    code = models.SlugField("代码", max_length=16, unique=True, error_messages={"unique": "这个代码已经用过。"})
    direction = models.CharField("方向", max_length=4, choices=Direction, default=Direction.BOTH)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="对应的承办部门"
    )  # what a case that goes out is dispatched to
    fallback = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="对不上时的类别"
    )
    categories = models.JSONField("类别对照", default=dict, blank=True)  # our code -> theirs
    states = models.JSONField("状态对照", default=dict, blank=True)  # their word -> one of EVENTS

    objects: ClassVar = PlatformQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "对接平台"
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["division", "name"], name="platform_division")]

    def get_absolute_url(self) -> str:
        return reverse("bridge:peer", args=["platforms", self.pk])

    @property
    def sends(self) -> bool:
        return self.active and self.direction in (self.Direction.BOTH, self.Direction.IN)

    @property
    def takes(self) -> bool:
        return self.active and self.direction in (self.Direction.BOTH, self.Direction.OUT)

    def our_category(self, theirs: str) -> str:
        return {their: ours for ours, their in self.categories.items()}.get(theirs, theirs)


class Webhook(Peer):
    """推送地址: told of each step of the cases in its division, by ids and states only."""

    class Topic(models.TextChoices):
        OPENED = "case.opened", "工单登记"
        STEPPED = "case.stepped", "工单办理"
        CLOSED = "case.closed", "工单结案"

    topics = models.JSONField("事件", default=list)
    stopped_at = models.DateTimeField("自动停用时间", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "推送地址"
        ordering = ["name", "id"]
        indexes = [models.Index(fields=["division", "name"], name="webhook_division")]

    def get_absolute_url(self) -> str:
        return reverse("bridge:peer", args=["webhooks", self.pk])

    @property
    def topic_labels(self) -> list[str]:
        return [self.Topic(topic).label for topic in self.topics]
