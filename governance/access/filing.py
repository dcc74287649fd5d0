"""What every register entry has in common: the permission, the check, the row, the event."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from governance.access.models import ScopedModel, User
from governance.access.scoping import can_in
from governance.audit.log import record
from governance.vault.models import keep

Entry = TypeVar("Entry", bound=ScopedModel)


def require(verb: str, row: ScopedModel, by: User | None) -> None:
    """Raises PermissionDenied. `by=None` is the portal itself."""
    meta = row._meta
    if by is not None and not can_in(by, f"{meta.app_label}.{verb}_{meta.model_name}", row.division_id):
        raise PermissionDenied(f"您没有{'登记' if verb == 'add' else '修改'}{meta.verbose_name}的权限。")


def file(row: Entry, *, by: User | None, **details: Any) -> Entry:
    require("add", row, by)
    row.created_by = by
    row.full_clean()
    row.save(force_insert=True)
    record(f"{row._meta.model_name}.added", row, by=by, **details)
    return row


def lock(row: Entry) -> Entry:
    return type(row)._base_manager.select_for_update(of=("self",)).get(pk=row.pk)


def amend(row: Entry, *, by: User | None, verb: str = "changed", **changes: Any) -> list[str]:
    """Set `changes` on a locked row; the event names the fields, the register's history keeps their former values.

    Returns the names of what really changed.
    """
    changed = [name for name, value in changes.items() if getattr(row, name) != value]
    if not changed:
        return []
    for name in changed:
        setattr(row, name, changes[name])
    row.full_clean()
    event = record(f"{row._meta.model_name}.{verb}", row, by=by, fields=changed)
    keep(row, by=by, event=event)
    row.save()
    return changed


def only(changes: dict[str, Any], *known: str) -> dict[str, Any]:
    """Raises TypeError for a field that cannot be changed: a fault of the caller, not of the person."""
    if unknown := changes.keys() - set(known):
        raise TypeError(f"cannot change {sorted(unknown)}")
    return changes


def last_day(on: date | None, *, since: date) -> date:
    """The day a span ends, today unless said otherwise."""
    on = on or timezone.localdate()
    if not since <= on <= timezone.localdate():
        raise ValidationError({"on": "日期不能晚于今天，也不能早于开始的日期。"})
    return on
