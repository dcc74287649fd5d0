"""培训签到: a place in a session, and who came. The last place is given once; hours are the session's."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access.filing import amend, file, lock, require
from governance.access.models import User
from governance.access.scoping import holds
from governance.audit.ids import uuid7
from governance.flow.machine import StepRefused
from workers.lookups import posting_on
from workers.models import Attendance, Session, Training, Worker


@transaction.atomic
def enrol(session: Session, worker: Worker, *, by: User | None, id: uuid.UUID | None = None) -> Attendance:
    """Take a place for `worker`; of two who take the last one, one is told that it is gone."""
    session, now = lock(session), timezone.now()
    division = _posted(worker, session)
    row = Attendance(id=id or uuid7(), session=session, worker=worker, division_id=division, enrolled_at=now)
    require("add", row, by)
    _check_open(session)
    return file(row, by=by, session=session.pk, worker=worker.pk)


@transaction.atomic
def give_up(attendance: Attendance, *, by: User | None, reason: str = "取消报名") -> Attendance:
    """The place is free again."""
    attendance = lock(attendance)
    require("withdraw", attendance, by)
    if attendance.withdrawn_at is not None or attendance.attended is not None:
        raise StepRefused("已经签到或取消的，不能再取消报名。")
    amend(attendance, by=by, verb="withdrawn", withdrawn_at=timezone.now(), withdrawn_reason=reason)
    return attendance


@transaction.atomic
def note(session: Session, *, present: Collection[uuid.UUID], by: User) -> int:
    """Who of those `by` may answer for was there: `present` are ids of attendances, the others did not come.

    Returns how many came. Noted once, a correction withdraws the row and enters it anew, so past figures stand.
    """
    if not holds(by, "workers.change_attendance"):
        raise PermissionDenied("您没有签到的权限。")
    session, now = lock(session), timezone.now()
    if session.training.state == Training.State.CANCELLED:
        raise StepRefused("培训已取消，不能签到。")
    if session.starts_at > now:
        raise StepRefused("还没有开始上课，不能签到。")
    mine = Attendance.objects.visible_to(by, "workers.change_attendance").filter(session=session, withdrawn_at=None)
    rows = list(mine.select_related("worker").select_for_update(of=("self",)))
    if not rows:
        raise ValidationError("没有由您签到的人，请先报名。")
    for row in rows:
        _note(row, session, came=row.pk in present, now=now, by=by)
    return sum(row.pk in present for row in rows)


def _note(row: Attendance, session: Session, *, came: bool, now: datetime, by: User) -> None:
    if row.attended is came:
        return
    told = {
        "attended": came, "hours": session.hours if came else 0, "held_at": session.starts_at, "noted_at": now,
        "division_id": _posted(row.worker, session, row.division_id),
    }  # fmt: skip
    if row.attended is None:
        amend(row, by=by, verb="noted", **told)
        return
    amend(row, by=by, verb="withdrawn", withdrawn_at=now, withdrawn_reason="签到更正")
    again = Attendance(session=session, worker=row.worker, enrolled_at=row.enrolled_at, recorded_at=now, **told)
    file(again, by=by, session=session.pk, worker=row.worker_id)


def _posted(worker: Worker, session: Session, otherwise: str = "") -> str:
    """Where the worker is posted on the day of the session."""
    posting = posting_on(worker, timezone.localdate(session.starts_at))
    if posting is None and not otherwise:
        raise ValidationError({"worker": "这位社区工作者在上课那天没有任职，不能报名。"})
    return posting.division_id if posting else otherwise


def _check_open(session: Session) -> None:
    if session.training.state != Training.State.ENROLLING:
        raise StepRefused(f"培训{session.training.get_state_display()}，现在不能报名。")
    if session.attendances.filter(withdrawn_at=None).count() >= session.capacity:
        raise StepRefused(f"这一场的 {session.capacity} 个名额已满。")
