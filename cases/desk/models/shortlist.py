"""我的清单: which officer takes care of a case, and in which order."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.models import Case
from governance.access.models import Row


class ShortlistEntry(Row):
    """清单条目. A working note, not a record: taken off the list it is gone, and the audit tells that it was there."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="shortlisted", verbose_name="工单")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name="谁的清单"
    )
    position = models.PositiveIntegerField("次序")
    added_at = models.DateTimeField("加入时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "清单条目"
        ordering = ["owner", "position", "id"]
        indexes = [models.Index(fields=["owner", "position", "id"], name="shortlist_of_owner")]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.position}"
