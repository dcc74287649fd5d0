"""督导标准 of a district: adopting the sample, adding a line, retiring one."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from governance.access.filing import amend, file, lock, require
from governance.access.models import Division, User
from governance.audit.ids import uuid7
from governance.flow.machine import StepRefused
from governance.vault.texts import needed
from indices.plans.models import StandardItem
from indices.plans.ready_made import STANDARD


@transaction.atomic
def adopt_standard(division: Division, *, by: User | None) -> list[StandardItem]:
    """Give a district the lines of the sample that it does not have yet, whether in use or retired."""
    known = set(StandardItem.objects.filter(division=division).values_list("text", flat=True))
    return [add_item(division, by=by, topic=topic, text=text) for topic, text in STANDARD if text not in known]


@transaction.atomic
def add_item(
    division: Division, *, by: User | None, topic: str, text: str, number: int | None = None, id: uuid.UUID | None = None
) -> StandardItem:  # fmt: skip
    """`number` orders them; without one it comes last. Raises PermissionDenied, or ValidationError by field."""
    item = StandardItem(id=id or uuid7(), division=division, number=number or 0)
    require("add", item, by)
    if division.level != Division.Level.DISTRICT:
        raise ValidationError({"division": "督导标准由区里制定，请选择现有的区。"})
    item.topic, item.text = needed("topic", "类别", topic, 20), needed("text", "标准", text, 200)
    item.number = number or _last(division) + 1
    return file(item, by=by)


@transaction.atomic
def retire(item: StandardItem, *, by: User | None) -> StandardItem:
    """Inspections to come leave it out; those that had it keep it."""
    item = lock(item)
    require("change", item, by)
    if not item.active:
        raise StepRefused("这一条已经停用。")
    amend(item, by=by, verb="retired", active=False)
    return item


def _last(division: Division) -> int:
    return StandardItem.objects.filter(division=division).aggregate(last=Max("number"))["last"] or 0
