"""What every filed row has: an id of its own, a division that never moves, two times, a version, no deletion."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from governance.access.models.division import Division
from governance.access.scoping import ScopedQuerySet
from governance.audit.ids import uuid7


class Row(models.Model):
    """Id and version. `version` rises with each save and is the ETag of `If-Match`."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField("版本", default=0, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.version += 1
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "version"}
        super().save(*args, **kwargs)


class ScopedModel(Row):
    """A row of one division, set when it is written and never re-pointed. Nothing filed is deleted: it is withdrawn.

    A model brings its own index that begins with `division`, in the order of its lists.
    """

    scope = "division"
    inherited = False
    department_path = ""  # how a department reaches the row; empty: not at all
    set_once: tuple[str, ...] = ()  # not asked again: a later step saves queries, and a department may not see them
    constraints_by_table = False  # asking for the constraints beforehand would double a step's queries

    division = models.ForeignKey(Division, models.PROTECT, related_name="+", db_index=False, verbose_name="区划")
    created_by = models.ForeignKey(
        "access.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="登记人",
        editable=False,
    )
    recorded_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField("撤回理由", max_length=200, blank=True, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    def full_clean(
        self, exclude: Iterable[str] | None = None, validate_unique: bool = True, validate_constraints: bool | None = None
    ) -> None:  # fmt: skip
        """Beside what is set once, a number is not asked for either: it is drawn while the row is first saved."""
        skipped = {"number"}.intersection(self.set_once) if self._state.adding else self.set_once
        asked = not self.constraints_by_table if validate_constraints is None else validate_constraints
        super().full_clean({*(exclude or ()), *skipped}, validate_unique, asked)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise ValidationError("已登记的记录不能删除，请撤回并写明理由。")
