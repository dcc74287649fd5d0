"""综合整治: 发现, 认定, 责令, 处罚, 整治, each with its document, its number and its day."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions.numbers import number_for
from cases.hazards.actions import places
from cases.hazards.actions.hazards import at_hand
from cases.hazards.flows import VIOLATION
from cases.hazards.models import Violation, ViolationAct
from governance.access.filing import file, lock, require
from governance.access.models import Department, Division, User
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.flow.machine import StepRefused
from governance.vault.texts import allowed, needed


@transaction.atomic
def report(
    *, division: Division, kind: str, must: str, title: str, address: str, by: User | None, description: str = "",
    department: Department | None = None, found_at: datetime | None = None, id: uuid.UUID | None = None,
) -> Violation:  # fmt: skip
    """发现. `department` enforces it; without one the street does. Raises PermissionDenied, or ValidationError by field."""
    at = found_at or timezone.now()
    row = Violation(
        id=id or uuid7(), division=division, kind=kind, must=must, department=department, found_at=at, number=number_for(at, "WF", "hazards_number")
    )  # fmt: skip
    require("add", row, by)
    wrong = places.faults(division, at=at)
    if department is not None and not at_hand(department, division.code):
        wrong["department"] = "请选本区或本街道在用的部门。"
    if wrong:
        raise ValidationError(wrong)
    row.title = needed("title", "事项", title, 80)
    row.address = needed("address", "地点", address, 120)
    row.description = allowed("description", "情况", description, 1000)
    return file(row, by=by, kind=kind)


def identify(row: Violation, *, by: User | None, text: str, document: str = "", on: date | None = None) -> Violation:
    with _step("identify", row, by=by, text=text, document=document, on=on) as row:
        pass
    return row


def order(
    row: Violation,
    *,
    by: User | None,
    document: str,
    order_due_at: datetime,
    text: str = "责令限期改正",
    on: date | None = None,
) -> Violation:
    """责令改正 with the notice's number and the day by which."""
    document = needed("document", "文书编号", document, 60)
    if order_due_at <= timezone.now():
        raise ValidationError({"order_due_at": "责令期限要晚于现在。"})
    with _step("order", row, by=by, text=text, document=document, on=on) as row:
        row.order_due_at = order_due_at
    return row


def punish(
    row: Violation, *, by: User | None, document: str, text: str = "作出行政处罚", on: date | None = None
) -> Violation:
    document = needed("document", "文书编号", document, 60)
    with _step("punish", row, by=by, text=text, document=document, on=on) as row:
        pass
    return row


def restore(row: Violation, *, by: User | None, text: str, document: str = "", on: date | None = None) -> Violation:
    """整治完成."""
    with _step("restore", row, by=by, text=text, document=document, on=on) as row:
        row.restored_at = timezone.now()
    return row


@transaction.atomic
def withdraw(row: Violation, *, by: User | None, reason: str) -> Violation:
    """不成立: looked into and found to be none, or filed by mistake; until it is ordered."""
    reason = needed("reason", "撤回理由", reason, 200)
    row = lock(row)
    require("withdraw", row, by)
    if row.withdrawn_at or row.state not in (Violation.State.FOUND, Violation.State.IDENTIFIED):
        raise StepRefused("已经责令或撤回的不能撤回。")
    row.withdrawn_at, row.withdrawn_reason = timezone.now(), reason
    row.save()
    record("violation.withdraw", row, by=by)
    return row


@contextmanager
def _step(
    name: str, row: Violation, *, by: User | None, text: str, document: str, on: date | None
) -> Iterator[Violation]:
    text = needed("text", "内容", text, 400)
    document = allowed("document", "文书编号", document, 60)
    day = on or timezone.localdate()
    with transaction.atomic():
        with VIOLATION.step(name, row, by=by) as row:
            if not timezone.localdate(row.found_at) <= day <= timezone.localdate():
                raise ValidationError({"on": "文书日期不能早于发现，也不能晚于今天。"})
            yield row
        ViolationAct.objects.create(
            violation=row, step=name, document=document, on=day, text=text, at=timezone.now(), by=by
        )
