"""To say that a place works on a day, or does not, unlike the national calendar; and to take it back."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access import filing
from governance.access.models import Division, User
from governance.audit.log import record
from governance.flow.models import SpecialDay


@transaction.atomic
def add(*, division: Division, day: date, working: bool, name: str, by: User | None) -> SpecialDay:
    """Deadlines given from now on count with it. Raises PermissionDenied, ValidationError by field."""
    row = SpecialDay(division=division, day=day, working=working, name=name.strip())
    filing.require("add", row, by)
    if not -366 <= (day - timezone.localdate()).days <= 3 * 366:
        raise ValidationError({"day": "请填近一年到今后三年之内的日期。"})
    if SpecialDay.objects.standing().filter(division=division, day=day).exists():
        raise ValidationError({"day": "这一天已经登记过，请先撤销原来的再登记。"})
    return filing.file(row, by=by, day=day.isoformat(), working=working)


@transaction.atomic
def withdraw(row: SpecialDay, *, by: User | None) -> SpecialDay:
    row = filing.lock(row)
    filing.require("withdraw", row, by)
    if row.withdrawn_at:
        raise ValidationError("这一天已经撤销。")
    row.withdrawn_at, row.withdrawn_reason = timezone.now(), "撤销"
    row.save()
    record("specialday.withdrawn", row, by=by, day=row.day.isoformat())
    return row
