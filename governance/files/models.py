"""Attachments of any row. Whoever may see the row may see its attachments: scope the row, then ask `of(row)`."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone

from governance.audit.ids import uuid7


class AttachmentQuerySet(models.QuerySet):
    def of(self, subject: models.Model) -> Self:
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk), withdrawn_at=None)


class Attachment(models.Model):
    """A stored file: `name` is what people see, `key` the random name in the storage."""

    holds_people = True

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    subject_type = models.CharField("对象类型", max_length=60)
    subject_id = models.CharField("对象编号", max_length=64)
    division = models.CharField("区划", max_length=12, db_collation="C")
    name = models.CharField("文件名", max_length=120)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("字节数", validators=[MinValueValidator(1)])
    sha256 = models.CharField("摘要", max_length=64)
    key = models.CharField("存储位置", max_length=80, unique=True, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上传人"
    )
    created = models.DateTimeField("上传时间", default=timezone.now)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤回原因", max_length=200, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["created", "id"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "created"], name="attachment_subject")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | ~models.Q(withdrawn_reason=""),
                name="attachment_withdrawn_with_a_reason",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def division_id(self) -> str:
        """The name under which audit looks for a row's division."""
        return self.division
