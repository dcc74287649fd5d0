"""督察审核: a department fulfils, somebody else passes it or sends it back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cases.consultations.actions.telling import locked, write
from cases.consultations.flows import DUTY
from cases.consultations.models import Duty
from governance.access.models import User
from governance.vault.texts import needed


def fulfil(duty: Duty, *, by: User | None, result: str) -> Duty:
    result = needed("result", "完成情况", result, 1000)
    with _step("fulfil", duty, by=by, text=result) as (duty, now):
        duty.result, duty.fulfilled_at, duty.fulfiller, duty.supervisor = result, now, by, None
    return duty


def pass_duty(duty: Duty, *, by: User | None) -> Duty:
    with _step("pass", duty, by=by) as (duty, now):
        duty.passed_at, duty.supervisor = now, by
    return duty


def send_back(duty: Duty, *, by: User | None, reason: str) -> Duty:
    """退回再办; the time it was due stays."""
    reason = needed("reason", "退回理由", reason, 200)
    with _step("return", duty, by=by, text=reason) as (duty, _):
        duty.supervisor = by
        duty.returns += 1
    return duty


@contextmanager
def _step(name: str, duty: Duty, *, by: User | None, text: str = "") -> Iterator[tuple[Duty, datetime]]:
    now = timezone.now()
    with transaction.atomic():
        consultation = locked(duty.consultation)
        with DUTY.step(name, duty, by=by) as row:
            yield row, now
        words = f"第 {row.ordinal} 项：{row.task}{'。' if text else ''}{text}"[:1000]
        write(consultation, name, by=by, at=now, text=words, department=row.department_id)
