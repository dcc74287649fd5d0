"""A creation's steps, one verb each. Each writes the state, its words and the event at once."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions.numbers import number_for
from cases.creations.flows import CREATION
from cases.creations.models import Creation, CreationEntry
from governance.access.filing import file, lock, require
from governance.access.models import Division, User
from governance.access.scoping import can
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.flow.machine import StepRefused
from governance.vault.texts import needed

YEARS = 5
"""The longest a name may hold before it is rechecked."""


@transaction.atomic
def apply(
    *, division: Division, kind: str, statement: str, by: User | None, id: uuid.UUID | None = None
) -> Creation:  # fmt: skip
    """申报, by a committee. Raises PermissionDenied, or ValidationError by field."""
    row = Creation(id=id or uuid7(), division=division, kind=kind)
    require("add", row, by)
    if division.level != Division.Level.COMMITTEE or division.valid_until:
        raise ValidationError({"division": "创建由现有的居委申报。"})
    Division.objects.select_for_update(no_key=True).get(
        pk=division.pk
    )  # of two at once the later is told, not broken off
    row.statement = needed("statement", "申报说明", statement, 1000)
    row.number = number_for(row.recorded_at, "CJ", "creations_number")
    file(row, by=by, kind=kind)
    CreationEntry.objects.create(creation=row, at=row.recorded_at, by=by, step="apply", text=row.statement)
    return row


def check(row: Creation, *, by: User | None, note: str) -> Creation:
    note = needed("note", "核查情况", note, 400)
    with _step("check", row, by=by, text=note) as (row, _):
        row.checker = by
    return row


def name(row: Creation, *, by: User | None, valid_until: date) -> Creation:
    with _step("name", row, by=by, text=f"有效期至 {valid_until:%Y-%m-%d}。") as (row, today):
        row.named_on, row.valid_until = today, _end(valid_until, today)
    return row


def recheck(row: Creation, *, by: User | None, note: str, valid_until: date) -> Creation:
    """复核: the name holds on, until another day."""
    note = needed("note", "复核情况", note, 400)
    with _step("recheck", row, by=by, text=f"{note}\n有效期至 {valid_until:%Y-%m-%d}。") as (row, today):
        row.rechecked_on, row.valid_until = today, _end(valid_until, today)
    return row


def refuse(row: Creation, *, by: User | None, reason: str) -> Creation:
    reason = needed("reason", "理由", reason, 200)
    with _step("refuse", row, by=by, text=reason) as (row, _):
        pass
    return row


def revoke(row: Creation, *, by: User | None, reason: str) -> Creation:
    reason = needed("reason", "撤销理由", reason, 200)
    with _step("revoke", row, by=by, text=reason) as (row, _):
        pass
    return row


@transaction.atomic
def withdraw(row: Creation, *, by: User | None, reason: str) -> Creation:
    """The committee takes it back before it is checked."""
    reason = needed("reason", "撤回理由", reason, 200)
    row = lock(row)
    require("withdraw", row, by)
    if row.withdrawn_at or row.state != Creation.State.APPLIED:
        raise StepRefused("已经核查、办结或撤回的创建不能撤回。")
    row.withdrawn_at, row.withdrawn_reason = timezone.now(), reason
    row.save()
    CreationEntry.objects.create(creation=row, at=row.withdrawn_at, by=by, step="withdraw", text=reason)
    record("creation.withdraw", row, by=by)
    return row


def may_withdraw(user: User, row: Creation) -> bool:
    open_ = not row.withdrawn_at and row.state == Creation.State.APPLIED
    return open_ and can(user, "creations.withdraw_creation", row)


def _end(day: date, today: date) -> date:
    """Compared by year, month and day: five years to the day, leap years or not."""
    if not today < day or (day.year - YEARS, day.month, day.day) > (today.year, today.month, today.day):
        raise ValidationError({"valid_until": f"有效期至要晚于今天，最长 {YEARS} 年。"})
    return day


@contextmanager
def _step(step: str, row: Creation, *, by: User | None, text: str) -> Iterator[tuple[Creation, date]]:
    """Take the step, let the caller fill in its fields, then write the entry, all in one transaction."""
    now: datetime = timezone.now()
    with transaction.atomic():
        with CREATION.step(step, row, by=by) as row:
            yield row, timezone.localdate(now)
        CreationEntry.objects.create(creation=row, at=now, by=by, step=step, text=text)
