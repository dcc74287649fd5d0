"""Raising a consultation on cases, asking departments, their answers, taking it back."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions.numbers import number_for
from cases.consultations.actions.telling import locked, step, write
from cases.consultations.models import Consultation, ConsultedCase, Party
from cases.consultations.rules import not_to_withdraw, own_party
from cases.models import Case
from governance.access import codes
from governance.access.models import Department, User
from governance.access.scoping import can_in
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.flow.machine import StepRefused
from governance.vault.texts import allowed, needed

MOST_CASES, MOST_DEPARTMENTS = 50, 20


@transaction.atomic
def raise_consultation(
    *, title: str, cases: Sequence[Case], by: User | None, description: str = "", id: uuid.UUID | None = None
) -> Consultation:
    """提出会商 on cases, in the smallest division that holds them all. Raises PermissionDenied, ValidationError."""
    if not 1 <= len(cases) <= MOST_CASES:
        raise ValidationError({"cases": f"请选 1 到 {MOST_CASES} 件工单。"})
    if gone := [case.number for case in cases if case.withdrawn_at]:
        raise ValidationError({"cases": f"工单 {'、'.join(gone[:5])} 已经撤回。"})
    division = common_division([case.division_id for case in cases])
    if by is not None and not can_in(by, "consultations.add_consultation", division):
        raise PermissionDenied("您不能提出这些工单的会商。跨居委的由街道提出，跨街镇的由区级提出。")
    now = timezone.now()
    consultation = Consultation(
        id=id or uuid7(), number=number_for(now, "HS"), division_id=division, title=needed("title", "议题", title, 80),
        description=allowed("description", "问题说明", description, 2000), raised_at=now, created_by=by,
    )  # fmt: skip
    consultation.full_clean()
    consultation.save(force_insert=True)
    for case in {case.pk: case for case in cases}.values():
        ConsultedCase.objects.create(consultation=consultation, case=case)
    write(consultation, "raise", by=by, at=now)
    record("consultation.raise", consultation, by=by, cases=[str(case.pk) for case in cases])
    return consultation


def common_division(found: Collection[str]) -> str:
    """The full code of the smallest unit that all of these codes lie in. Raises ValidationError beyond a city."""
    for level in ("committee", "subdistrict", "district", "city"):
        above = {codes.at_level(code, level) for code in found}
        if len(above) == 1:
            return above.pop()
    raise ValidationError({"cases": "这些工单不在同一个城市。"})


def consult(
    consultation: Consultation, *, by: User | None, departments: Collection[Department], answer_due_at: datetime
) -> Consultation:
    """前期问题征询: the departments are asked for a written opinion until a time."""
    wanted = {one.pk: one for one in departments}
    if not 1 <= len(wanted) <= MOST_DEPARTMENTS:
        raise ValidationError({"departments": f"请选 1 到 {MOST_DEPARTMENTS} 个部门。"})
    for one in wanted.values():
        check_department(consultation, one, "departments")
    with step("consult", consultation, by=by) as (consultation, now):
        if answer_due_at <= now:
            raise ValidationError({"answer_due_at": "答复时限须晚于现在。"})
        consultation.answer_due_at = answer_due_at
        for one in wanted.values():
            Party.objects.create(consultation=consultation, department=one, asked_at=now)
    return consultation


def check_department(consultation: Consultation, department: Department, field: str) -> None:
    line = [consultation.division_id, *codes.ancestors(consultation.division_id)]
    if not department.active or department.division_id not in line:
        raise ValidationError({field: "请选本区或本街道在用的部门。"})


@transaction.atomic
def answer(consultation: Consultation, *, by: User, opinion: str, department: Department | None = None) -> Consultation:
    """A department's written opinion, once, until the meeting is held."""
    opinion = needed("opinion", "书面意见", opinion, 1000)
    consultation = locked(consultation)
    party = own_party(consultation, by, department)
    if consultation.state != Consultation.State.CONSULTING:
        raise StepRefused(f"现在是“{consultation.get_state_display()}”，不再收书面意见。")
    party.opinion, party.answered_at, party.answered_by = opinion, timezone.now(), by
    party.save()
    write(consultation, "answer", by=by, at=party.answered_at, text=opinion, department=party.department_id)
    record("consultation.answer", consultation, by=by, department=party.department_id)
    return consultation


@transaction.atomic
def withdraw(consultation: Consultation, *, by: User, reason: str) -> Consultation:
    reason = needed("reason", "撤回理由", reason, 200)
    consultation = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    if objection := not_to_withdraw(consultation, by):
        raise objection
    consultation.withdrawn_at, consultation.withdrawn_reason = timezone.now(), reason
    consultation.save()
    write(consultation, "withdraw", by=by, at=consultation.withdrawn_at, text=reason)
    record("consultation.withdraw", consultation, by=by)
    return consultation
