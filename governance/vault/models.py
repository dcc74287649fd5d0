"""What a register said before: each edit keeps the row's former values, encrypted, to show both versions."""

from __future__ import annotations

import json
from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from governance.audit.ids import uuid7
from governance.audit.models import Event
from governance.vault.fields import BlindIndexField, EncryptedTextField


class RegisterHistoryQuerySet(models.QuerySet):
    def of(self, instance: models.Model) -> Self:
        """The former versions of one row, newest first."""
        return self.filter(subject_type=instance._meta.label_lower, subject_id=str(instance.pk))


class RegisterHistory(models.Model):
    """One former version of one row of a register. Reading it is reading personal data: mask it or record it."""

    holds_people = True

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    subject_type = models.CharField("对象类型", max_length=60)
    subject_id = models.CharField("对象编号", max_length=64)
    division = models.CharField("区划", max_length=12, blank=True, db_collation="C")
    at = models.DateTimeField("时间", default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    event = models.UUIDField("审计事件", null=True, blank=True)
    previous = EncryptedTextField("原内容")

    objects = RegisterHistoryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "登记历史"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "-at"], name="register_history_subject")]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id}"

    @property
    def values(self) -> dict[str, Any]:
        """The former values by field name; dates and ids as text."""
        return json.loads(self.previous)


def keep(instance: models.Model, *, by: models.Model | None, event: Event | None = None) -> RegisterHistory:
    """Keep the row as the database still has it. Call inside the action's transaction, before the save.

    Locks the row, so that no version slips between. Raises the model's DoesNotExist for a row never saved.
    """
    stored = type(instance)._base_manager.select_for_update().get(pk=instance.pk)
    values = {
        field.name: field.value_from_object(stored)
        for field in stored._meta.concrete_fields
        if not isinstance(field, BlindIndexField)
    }
    return RegisterHistory.objects.create(
        subject_type=stored._meta.label_lower,
        subject_id=str(stored.pk),
        division=getattr(stored, "division_id", "") or "",
        by=by,  # type: ignore[misc]
        event=event.pk if event else None,
        previous=json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False),
    )
