"""延期 and 缓办: asked by the department or the street, decided by another; and the deadline that moves with them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions.clocks import later
from cases.actions.story import lock, tell
from cases.acts import require
from cases.flows import EXTENSION, PAUSE
from cases.models import Case, Deadline, Extension, Pause
from governance.access.models import User
from governance.access.scoping import can
from governance.audit.log import record
from governance.flow.workdays import Calendar, calendar_of
from governance.jobs import inbox, outbox
from governance.vault.texts import allowed, needed

LONGEST_PAUSE = 90  # days


@transaction.atomic
def extend(case: Case, *, by: User | None, days: int, reason: str) -> Extension:
    """申请延期: at most as many working days as the category gives for the whole."""
    reason = needed("reason", "延期理由", reason, 200)
    case = lock(case)
    require("extend", case, by)
    if not 1 <= days <= case.category.days:
        raise ValidationError({"days": f"可延长 1 至 {case.category.days} 个工作日。"})
    asked = Extension(case=case, days=days, **_asked(case, by, reason))
    _ask(case, asked, Case.Asking.EXTENSION, by, f"{days} 个工作日：{reason}", days=days)
    return asked


@transaction.atomic
def pause(case: Case, *, by: User | None, until: date, reason: str) -> Pause:
    """申请缓办 until a day; approved, the clock stands still."""
    reason = needed("reason", "缓办理由", reason, 200)
    case = lock(case)
    require("pause", case, by)
    if not 0 < (until - timezone.localdate()).days <= LONGEST_PAUSE:
        raise ValidationError({"until": f"请选明天起 {LONGEST_PAUSE} 天以内的日期。"})
    asked = Pause(case=case, until=until, **_asked(case, by, reason))
    _ask(case, asked, Case.Asking.PAUSE, by, f"至 {until:%Y-%m-%d}：{reason}", until=until.isoformat())
    return asked


@transaction.atomic
def approve(case: Case, *, by: User | None, note: str = "") -> Case:
    """批准 what is asked: an extension moves the deadline at once, a pause stops the clock from now."""
    note = allowed("note", "批复意见", note, 200)
    case = lock(case)
    require("approve", case, by)
    now, asked = timezone.now(), case.request
    flow = EXTENSION if isinstance(asked, Extension) else PAUSE
    with flow.step("approve", asked, by=by, case=str(case.pk)) as row:
        row.decided_at, row.decided_by, row.note = now, by, note
        if isinstance(row, Pause):
            row.since = case.paused_at = now
    if isinstance(asked, Extension):
        case.extensions += 1
        _move(case, asked.days, Deadline.Cause.EXTENSION, by, calendar_of(case.division_id))
    _decided(case, "approve", now, by, row, note)
    return case


@transaction.atomic
def reject(case: Case, *, by: User | None, reason: str) -> Case:
    reason = needed("reason", "不批准的理由", reason, 200)
    case = lock(case)
    require("reject", case, by)
    now, asked = timezone.now(), case.request
    flow = EXTENSION if isinstance(asked, Extension) else PAUSE
    with flow.step("reject", asked, by=by, case=str(case.pk)) as row:
        row.decided_at, row.decided_by, row.note = now, by, reason
    _decided(case, "reject", now, by, row, reason)
    return case


@transaction.atomic
def resume(case: Case, *, by: User | None, reason: str = "") -> Case:
    """恢复办理: the deadlines move on by the working days that the clock stood still."""
    reason = allowed("reason", "说明", reason, 200)
    case = lock(case)
    require("resume", case, by)
    now, calendar = timezone.now(), calendar_of(case.division_id)
    with PAUSE.step("resume", case.pauses.get(state=Pause.State.RUNNING), by=by, case=str(case.pk)) as row:
        row.ended_at = now
    days = calendar.between(timezone.localdate(row.since), timezone.localdate(now))
    case.paused_at, was = None, case.step_due_at
    _move(case, days, Deadline.Cause.PAUSE, by, calendar)
    if was and case.state != Case.State.HANDLING:
        case.step_due_at = later(was, days, calendar)
    case.save()
    tell(case, "resume", at=now, by=by, text=reason or f"缓办 {days} 个工作日，期限顺延。")
    record("case.resume", case, by=by, days=days)
    return case


def resume_overdue(today: date) -> int:
    """Work goes on where the day asked for is over. Returns how many."""
    over = Case.objects.filter(pauses__state=Pause.State.RUNNING, pauses__until__lt=today, withdrawn_at=None)
    return sum(resume(case, by=None, reason="缓办期满，自动恢复。").paused_at is None for case in over)


def lapse(case: Case) -> None:
    """What is asked falls away with a step that makes it needless. The caller saves `case`."""
    if case.asking:
        flow = EXTENSION if case.asking == Case.Asking.EXTENSION else PAUSE
        flow.take("lapse", case.request, by=None, case=str(case.pk))
        case.asking = ""


def _asked(case: Case, by: User | None, reason: str) -> dict[str, object]:
    return {"round": case.newest_round, "division_id": case.division_id, "created_by": by, "reason": reason}


def _ask(case: Case, asked: Extension | Pause, kind: str, by: User | None, words: str, **details: Any) -> None:
    asked.full_clean(exclude=["case", "round", "division", "created_by"], validate_constraints=False)
    asked.save(force_insert=True)
    case.asking = kind
    case.save()
    step = "extend" if kind == Case.Asking.EXTENSION else "pause"
    tell(case, step, at=asked.recorded_at, by=by, text=words, department=case.department_id)
    record(f"case.{step}", case, by=by, **details)
    outbox.tell("case.asked", key=str(case.pk), case=str(case.pk))


def _decided(case: Case, step: str, now: datetime, by: User | None, asked: Extension | Pause, words: str) -> None:
    case.asking = ""
    case.save()
    named = "延期" if isinstance(asked, Extension) else "缓办"
    until = (
        f"，全案到期改为 {timezone.localtime(case.due_at):%Y-%m-%d %H:%M}"
        if step == "approve" and named == "延期"
        else ""
    )
    tell(case, step, at=now, by=by, text=f"{named}{until}。{words}")
    record(f"case.{step}", case, by=by, request=asked._meta.model_name)
    person = asked.created_by
    if person and can(person, "cases.view_case", case):
        word = f"{case.number} {case.title}：{named}申请{'已批准' if step == 'approve' else '没有批准'}。"
        inbox.notify([person], word, url=case.get_absolute_url(), kind="case")


def _move(case: Case, days: int, cause: str, by: User | None, calendar: Calendar) -> None:
    """The whole deadline moves on; what was known of it before stays known, by the day it was (`Round.with_due`)."""
    case.due_at = later(case.due_at, days, calendar)
    if case.state == Case.State.HANDLING:
        case.step_due_at = case.due_at
    case.warned = Case.Warned.NOT_YET
    Deadline.objects.create(
        round=case.newest_round, division_id=case.division_id, due_at=case.due_at, cause=cause, created_by=by
    )
