"""Events and the seals that chain them. Written once, never changed: by privilege, by trigger, by hash."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.expressions import Func
from django.utils import timezone

from governance.audit.ids import uuid7


class CurrentTransaction(Func):
    """The 64-bit id of the running transaction: what tells the sealer which events can still be overtaken."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()


class Event(models.Model):
    """One fact about one row: who did what, when. Holds ids, never personal values."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField("时间", default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    verb = models.CharField("事件", max_length=80)
    subject_type = models.CharField("对象类型", max_length=60, blank=True)
    subject_id = models.CharField("对象编号", max_length=64, blank=True)
    division = models.CharField("区划", max_length=12, blank=True, db_collation="C")
    address = models.GenericIPAddressField("来源地址", null=True, blank=True)
    details = models.JSONField("详情", default=dict)
    transaction = models.BigIntegerField("事务", db_default=CurrentTransaction(), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "审计事件"
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="audit_event_subject"),
            models.Index(fields=["-at", "-id"], name="audit_event_at"),
            models.Index(fields=["verb", "-at"], name="audit_event_verb"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_id}"


class Seal(models.Model):
    """One link of the chain: `hash` = SHA-256 of the previous hash and the event's canonical form."""

    seq = models.BigIntegerField("序号", primary_key=True)
    event = models.OneToOneField(Event, models.PROTECT, related_name="seal", verbose_name="事件")
    previous = models.CharField("前一摘要", max_length=64)
    hash = models.CharField("摘要", max_length=64, unique=True)
    sealed_at = models.DateTimeField("封存时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "审计封存"
        ordering = ["seq"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.seq} {self.hash[:12]}"
