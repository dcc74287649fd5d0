"""培训: courses and their sessions."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access.filing import amend, file, lock, only, require
from governance.access.models import Division, User
from governance.audit.ids import uuid7
from governance.flow.machine import StepRefused
from workers.flows import TRAINING
from workers.models import Attendance, Session, Training

FIELDS = ("title", "kind", "topic", "teacher")
SLOT = ("starts_at", "ends_at", "hours", "place", "capacity")
OVER = (Training.State.FINISHED, Training.State.CANCELLED)


def add_training(division: Division, *, by: User | None, id: uuid.UUID | None = None, **values: Any) -> Training:
    """`title kind topic teacher`."""
    return file(Training(id=id or uuid7(), division=division, **only(values, *FIELDS)), by=by)


@transaction.atomic
def change_training(training: Training, *, by: User | None, **changes: Any) -> Training:
    training = lock(training)
    require("change", training, by)
    amend(training, by=by, **only(changes, *FIELDS))
    return training


@transaction.atomic
def add_session(
    training: Training, *, by: User | None, starts_at: datetime, ends_at: datetime, hours: Decimal,
    id: uuid.UUID | None = None, **values: Any,
) -> Session:  # fmt: skip
    """`place capacity`. Hours are class hours, which need not be hours of the clock."""
    training = lock(training)
    given = {"starts_at": starts_at, "ends_at": ends_at, "hours": hours} | values
    session = Session(id=id or uuid7(), training=training, division_id=training.division_id, **only(given, *SLOT))
    require("add", session, by)
    if training.state in OVER:
        raise StepRefused(f"培训{training.get_state_display()}，不能再加场次。")
    return file(session, by=by, training=training.pk)


@transaction.atomic
def change_session(session: Session, *, by: User | None, **changes: Any) -> Session:
    """Only while nobody's attendance is noted: credited hours do not change afterwards."""
    session = lock(session)
    require("change", session, by)
    if session.attendances.filter(attended__isnull=False).exists():
        raise StepRefused("这一场已经签到，不能再改时间、课时和名额。")
    if (places := changes.get("capacity")) and places < session.attendances.filter(withdrawn_at=None).count():
        raise ValidationError({"capacity": "名额不能少于已报名的人数。"})
    amend(session, by=by, **only(changes, *SLOT))
    return session


def open_training(training: Training, *, by: User) -> Training:
    with TRAINING.step("open", training, by=by) as training:
        if not training.sessions.exists():
            raise ValidationError("还没有场次，先加场次再开始报名。")
    return training


def finish(training: Training, *, by: User) -> Training:
    with TRAINING.step("finish", training, by=by) as training:
        if training.sessions.filter(ends_at__gt=timezone.now()).exists():
            raise ValidationError("还有没上完的场次，不能结束。")
    return training


def cancel(training: Training, *, by: User) -> Training:
    with TRAINING.step("cancel", training, by=by) as training:
        if Attendance.objects.filter(session__training=training, withdrawn_at=None, attended=True).exists():
            raise ValidationError("已有人上过课，不能取消，请办结束。")
    return training
