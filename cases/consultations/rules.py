"""Rules beside the flow: who answers for which department, what must be there before the next step."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError

from cases.consultations.models import Consultation, Duty, Party
from governance.access.models import Department, User
from governance.access.scoping import can, grants
from governance.flow.machine import StepForbidden, StepRefused

S = Consultation.State
ANSWER = "consultations.answer_consultation"


def own_party(consultation: Consultation, by: User, department: Department | None = None) -> Party:
    """The asked department that `by` answers for. Raises StepForbidden, StepRefused, ValidationError where several."""
    if not can(by, ANSWER, consultation):
        raise StepForbidden("您没有答复征询的权限。")
    offices = {grant.department for grant in grants(by, ANSWER)} - {None}
    found = [one for one in consultation.parties.all() if one.asked_at is not None]
    if department is not None:
        found = [one for one in found if one.department_id == department.pk]
    if offices:
        found = [one for one in found if one.department_id in offices]
    if not found:
        raise StepForbidden("没有征询这个部门的意见。")
    waiting = [one for one in found if one.awaited()]
    if not waiting:
        raise StepRefused("已经答复过，不能再改。")
    if len(waiting) > 1:
        raise ValidationError({"department": "征询了几个部门，请写明是哪一个。"})
    return waiting[0]


def not_to_hold(consultation: Consultation, now: datetime) -> str:
    """会审 comes after 征询: who was asked has answered, or had the time to."""
    waiting = sum(one.awaited() for one in consultation.parties.all())
    in_time = consultation.answer_due_at is not None and now < consultation.answer_due_at
    return f"还有 {waiting} 个部门没有答复，答复时限也没有到。" if waiting and in_time else ""


def not_to_close(consultation: Consultation) -> str:
    """督察: every duty has passed."""
    open_still = Duty.objects.filter(consultation=consultation).open().count()
    return f"还有 {open_still} 项任务没有通过督察，不能办结。" if open_still else ""


def not_to_withdraw(consultation: Consultation, by: User) -> Exception | None:
    """Why `by` may not take it back; None if they may: until minutes lay duties on others."""
    if not can(by, "consultations.withdraw_consultation", consultation):
        return StepForbidden("您没有“撤回”的权限。")
    if consultation.withdrawn_at:
        return StepRefused("这件会商已经撤回。")
    if consultation.state in (S.MINUTED, S.CLOSED):
        return StepRefused("已经出纪要，不能再撤回。")
    return None


def works_on(consultation: Consultation, by: User) -> bool:
    """Who arranges it or was asked; not who only looks on."""
    return any(can(by, f"consultations.{verb}_consultation", consultation) for verb in ("hold", "answer"))
