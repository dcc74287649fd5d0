"""会审, 纪要明责 and the end: what was seen on site, what was decided, who must do what until when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.consultations.actions.consultations import check_department
from cases.consultations.actions.telling import locked, step, write
from cases.consultations.models import Consultation, Duty, Party
from cases.consultations.rules import not_to_close, not_to_hold
from governance.access.models import Department, User
from governance.access.scoping import can
from governance.audit.log import record
from governance.flow.machine import StepForbidden, StepRefused
from governance.flow.workdays import CLOSING
from governance.vault.texts import allowed, needed

AHEAD = timedelta(minutes=5)  # how far a tablet's clock may be off
MOST_DUTIES = 50


@dataclass(frozen=True, slots=True)
class Charge:
    """A duty as the minutes name it: due at the close of business of `due_on`."""

    department: Department
    task: str
    due_on: date


def hold(
    consultation: Consultation, *, by: User | None, held_at: datetime, place: str, came: Collection[Department],
    on_site: bool = False, others: str = "", proceedings: str = "",
) -> Consultation:  # fmt: skip
    """登记会审: where and when, who came, what was said. `on_site` is 一线工作法."""
    place, others = needed("place", "会审地点", place, 120), allowed("others", "其他到会单位", others, 200)
    proceedings = allowed("proceedings", "会审情况", proceedings, 4000)
    with step("hold", consultation, by=by) as (row, now):
        if objection := not_to_hold(row, now):
            raise StepRefused(objection)
        if not row.raised_at - AHEAD <= held_at <= now + AHEAD:
            raise ValidationError({"held_at": "会审时间须在提出会商以后，不能晚于现在。"})
        row.held_at, row.place, row.on_site, row.others, row.proceedings = held_at, place, on_site, others, proceedings
        _note_who_came(row, came)
    return row


def minute(consultation: Consultation, *, by: User | None, decision: str, duties: Sequence[Charge]) -> Consultation:
    """会议纪要明责: the decision, and at least one duty, each of which becomes a task of its department."""
    decision = needed("decision", "会议纪要", decision, 4000)
    if not 1 <= len(duties) <= MOST_DUTIES:
        raise ValidationError({"duties": f"纪要须明确责任：请写 1 到 {MOST_DUTIES} 项任务，各有部门和时限。"})
    with step("minute", consultation, by=by) as (row, now):
        row.decision, row.minuted_at = decision, now
        for charge in duties:
            _lay_down(row, charge, by)
    return row


@transaction.atomic
def assign(consultation: Consultation, *, by: User, department: Department, task: str, due_on: date) -> Consultation:
    """One more duty after the minutes."""
    consultation = locked(consultation)
    if not can(by, "consultations.minute_consultation", consultation):
        raise StepForbidden("您没有“增加任务”的权限。")
    if consultation.state != Consultation.State.MINUTED:
        raise StepRefused(f"现在是“{consultation.get_state_display()}”，不能增加任务。")
    if consultation.duties.count() >= MOST_DUTIES:
        raise StepRefused(f"一件会商最多 {MOST_DUTIES} 项任务。")
    duty = _lay_down(consultation, Charge(department, task, due_on), by)
    write(consultation, "assign", by=by, at=timezone.now(), text=duty.task, department=department.pk)
    record("consultation.assign", consultation, by=by, duty=str(duty.pk))
    return consultation


def close(consultation: Consultation, *, by: User | None) -> Consultation:
    with step("close", consultation, by=by) as (row, now):
        if objection := not_to_close(row):
            raise StepRefused(objection)
        row.closed_at = now
    return row


def _note_who_came(row: Consultation, came: Collection[Department]) -> None:
    """Who was asked and stayed away is noted as such; who came unasked takes part from now on."""
    wanted = {one.pk: one for one in came}
    for one in wanted.values():
        check_department(row, one, "came")
    for party in row.parties.all():
        party.came = wanted.pop(party.department_id, None) is not None
        party.save()
    for one in wanted.values():
        Party.objects.create(consultation=row, department=one, came=True)


def _lay_down(row: Consultation, charge: Charge, by: User | None) -> Duty:
    """A department that was not there before may read the consultation from now on."""
    check_department(row, charge.department, "duties")
    if charge.due_on < timezone.localdate():
        raise ValidationError({"duties": "任务的完成时限不能早于今天。"})
    Party.objects.get_or_create(consultation=row, department=charge.department)
    last = row.duties.order_by("-ordinal").values_list("ordinal", flat=True).first() or 0
    duty = Duty(
        consultation=row, division_id=row.division_id, ordinal=last + 1, department=charge.department, created_by=by,
        task=needed("duties", "任务", charge.task, 300), due_at=timezone.make_aware(datetime.combine(charge.due_on, CLOSING)),
    )  # fmt: skip
    duty.save(force_insert=True)
    record("duty.assign", duty, by=by, department=charge.department.pk)
    return duty
