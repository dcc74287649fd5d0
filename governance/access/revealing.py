"""The look at what is masked: one row, one reason, one event. The event names the category; the words are kept sealed beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from governance.access.models import User
from governance.access.scoping import can
from governance.audit.log import record

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Revealed:
    name: str
    id_number: str
    phone: str


@transaction.atomic
def reveal(row: Any, *, by: User, reason: str) -> Revealed:
    """The values of `row`, a person's register with `reveals`; a reason that is a category's label is filed as such."""
    meta = row._meta
    if not can(by, f"{meta.app_label}.reveal_{meta.model_name}", row):
        raise PermissionDenied("您没有查看完整信息的权限。")
    reason = reason.strip()
    if not 4 <= len(reason) <= 200:
        raise ValidationError({"reason": "请写明查看的理由，4 至 200 个字。"})
    labels = {label: value for value, label in row.reveals.model._meta.get_field("category").choices}
    category = labels.get(reason, OTHER)
    event = record(f"{meta.model_name}.revealed", row, by=by, category=category)
    row.reveals.create(event=event.pk, category=category, reason=reason)
    return Revealed(row.name, row.id_number or "", row.phone or "")
