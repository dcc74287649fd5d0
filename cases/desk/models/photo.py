"""照片 of a case: what an attached picture shows, whether anyone may see it, and what it was drawn from."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from cases.models import Case
from governance.access.models import ScopedModel
from governance.access.scoping import ScopedQuerySet
from governance.files.models import Attachment


def random_name() -> str:
    return secrets.token_hex(16)


class PhotoQuerySet(ScopedQuerySet):
    def public(self) -> Self:
        """Published by an officer, of a case that anyone may read, and not taken back since."""
        shown = self.filter(published_at__isnull=False, attachment__withdrawn_at=None, withdrawn_at=None)
        return shown.filter(case__in=Case.objects.public())


class Photo(ScopedModel):
    """工单照片: what is known of a picture attached to a case. `public_name` is its random name for everybody.

    A picture that came with the case (随手拍, Open311) gets its row when an officer first decides about it.
    """

    class Kind(models.TextChoices):
        BEFORE = "before", "发现时"
        AFTER = "after", "处理后"

    department_path = "case__in"

    case = models.ForeignKey(Case, models.PROTECT, related_name="photos", verbose_name="工单")
    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="+", verbose_name="附件")
    kind = models.CharField("拍摄时", max_length=8, choices=Kind, default=Kind.BEFORE)
    caption = models.CharField("说明", max_length=60, blank=True)
    published_at = models.DateTimeField("公开时间", null=True, blank=True, editable=False)
    public_name = models.CharField("公开名", max_length=32, unique=True, default=random_name, editable=False)
    drawn_from = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="遮挡自",
        editable=False,
    )  # fmt: skip

    objects: ClassVar = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工单照片"
        ordering = ["recorded_at", "id"]
        indexes = [
            models.Index(fields=["division", "id"], name="photo_division"),
            models.Index(fields=["case", "id"], name="photo_published", condition=Q(published_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.caption or self.get_kind_display()

    @classmethod
    def dispatched_to(cls, department: int) -> Any:
        return Case.dispatched_to(department)
