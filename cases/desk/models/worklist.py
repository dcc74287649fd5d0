"""How one person likes the work list: questions kept under a name, and which columns."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from governance.access.models import Row


class SavedView(Row):
    """存下的视图: the filters of the work list under a name of the user's own. `query` is the address after the `?`."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name="谁的"
    )
    name = models.CharField("名称", max_length=12)
    query = models.CharField("筛选", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "存下的视图"
        ordering = ["user", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"], name="saved_view_name_is_unique_for_a_user",
                violation_error_message="您已有同名的视图，请换个名称。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class ColumnChoice(Row):
    """列选择: the columns a person wants to see unless the address says otherwise."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁的")
    columns = models.JSONField("列", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "列选择"

    def __str__(self) -> str:
        return "、".join(self.columns)
