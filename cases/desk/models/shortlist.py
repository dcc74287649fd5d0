"""我的清单: which officer takes care of a case, and in which order."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from cases.models import Case
from governance.access.models import Row, User


class ShortlistQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The own list, without the cases that `user` may no longer see."""
        return self.filter(owner=user.pk, case__in=Case.objects.visible_to(user))

    def inside(self, code: str) -> Self:
        return self.filter(case__in=Case.objects.inside(code))


class ShortlistEntry(Row):
    """清单条目. A working note, not a record: taken off the list it is gone, and the audit tells that it was there."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="shortlisted", verbose_name="工单")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name="谁的清单"
    )
    position = models.PositiveIntegerField("次序")
    added_at = models.DateTimeField("加入时间", default=timezone.now)

    objects: ClassVar = ShortlistQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "清单条目"
        ordering = ["owner", "position", "id"]
        indexes = [models.Index(fields=["owner", "position", "id"], name="shortlist_of_owner")]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.position}"
