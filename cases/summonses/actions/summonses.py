"""Raising a summons, asking once more, taking it back, and handing it on to a consultation."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions.cases import open_case
from cases.actions.numbers import number_for
from cases.models import Case, Category
from cases.summonses.actions.telling import locked, write
from cases.summonses.models import Invitation, Summons
from cases.summonses.rules import not_to_withdraw, unresolved
from governance.access import codes
from governance.access.models import Department, Division, User
from governance.access.scoping import can, can_in
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.flow.machine import StepForbidden, StepRefused
from governance.vault.texts import allowed, needed

MOST = 10  # departments of one summons


@transaction.atomic
def raise_summons(
    *, division: Division, title: str, place: str, departments: Collection[Department], by: User | None, description: str = "",
    kind: str = Summons.Kind.SUMMONS, inviter: str = "", urgent: bool = False, case: Case | None = None,
    id: uuid.UUID | None = None, follows: Summons | None = None,
) -> Summons:  # fmt: skip
    """提出约请 of the committee `division`, waiting for the street. Raises PermissionDenied, ValidationError by field."""
    if by is not None and not can_in(by, "summonses.add_summons", division.code):
        raise PermissionDenied("您不能在这里提出约请。")
    _check_place(division, case, kind, inviter)
    now = timezone.now()
    summons = Summons(
        id=id or uuid7(), number=number_for(now, "YQ"), division=division, case=case, kind=kind, urgent=urgent, follows=follows,
        title=needed("title", "事项", title, 80), description=allowed("description", "情况说明", description, 2000),
        place=needed("place", "到场地点", place, 120), inviter=allowed("inviter", "邀约方", inviter, 60),
        raised_at=now, created_by=by,
    )  # fmt: skip
    summons.full_clean()
    summons.save(force_insert=True)
    ask(summons, departments, by=by)
    write(summons, "raise", by=by, at=now, text=summons.inviter and f"应{summons.inviter}之请。")
    record("summons.raise", summons, by=by, kind=kind, case=str(case.pk) if case else "")
    return summons


@transaction.atomic
def again(summons: Summons, *, by: User, description: str = "") -> Summons:
    """再次约请 after one that did not help: the same departments, a new row, so that the first result stands."""
    summons = _unresolved(summons, by)
    if Summons.objects.filter(follows=summons).exists():
        raise StepRefused("已经再次约请过，请打开新的那一件办理。")
    asked = Department.objects.filter(invitations__summons=summons, invitations__withdrawn_at=None)
    same: dict[str, Any] = {
        name: getattr(summons, name) for name in ("division", "title", "place", "kind", "inviter", "urgent", "case")
    }
    return raise_summons(
        by=by, departments=list(asked), follows=summons, description=description or summons.description, **same
    )


@transaction.atomic
def escalate(summons: Summons, *, by: User, category: Category | None = None) -> Summons:
    """提请会商: marks it for the street. A consultation is about a case: without one, a case of `category` is opened."""
    summons = _unresolved(summons, by)
    if summons.escalated_at:
        raise StepRefused("已经提请会商。")
    now = timezone.now()
    if summons.case is None:
        if category is None:
            raise ValidationError({"category": "请选类别：会商须有工单，将同时登记一件。"})
        summons.case = open_case(
            division=summons.division, category=category, title=summons.title, by=by, opened_at=now,
            source=Case.Source.ACTIVE, description=summons.description, address=summons.place,
        )  # fmt: skip
    summons.escalated_at = now
    summons.save()
    write(summons, "escalate", by=by, at=now)
    record("summons.escalate", summons, by=by, case=str(summons.case_id))
    return summons


@transaction.atomic
def withdraw(summons: Summons, *, by: User, reason: str) -> Summons:
    """The clerk's own until it is sent, the street's until somebody is on site."""
    reason = needed("reason", "撤回理由", reason, 200)
    summons = locked(summons)
    if forbidden := not_to_withdraw(summons, by):
        raise forbidden
    summons.withdrawn_at, summons.withdrawn_reason = timezone.now(), reason
    summons.save()
    summons.invitations.filter(withdrawn_at=None).update(withdrawn_at=summons.withdrawn_at, withdrawn_reason=reason)
    write(summons, "withdraw", by=by, at=summons.withdrawn_at, text=reason)
    record("summons.withdraw", summons, by=by)
    return summons


def ask(summons: Summons, departments: Collection[Department], *, by: User | None) -> None:
    """Make these the departments of a summons that is not sent; who no longer is asked is withdrawn."""
    wanted = {one.pk: one for one in departments}
    line = [summons.division_id, *codes.ancestors(summons.division_id)]
    if not 1 <= len(wanted) <= MOST:
        raise ValidationError({"departments": f"请选 1 到 {MOST} 个部门。"})
    if any(not one.active or one.division_id not in line for one in wanted.values()):
        raise ValidationError({"departments": "请选本区或本街道在用的部门。"})
    kept = set()
    for invitation in summons.invitations.filter(withdrawn_at=None):
        if invitation.department_id in wanted:
            kept.add(invitation.department_id)
        else:
            invitation.withdrawn_at, invitation.withdrawn_reason = timezone.now(), "街道核实后改请别的部门。"
            invitation.save()
    for pk in wanted.keys() - kept:
        Invitation.objects.create(summons=summons, division=summons.division, department=wanted[pk], created_by=by)


def _unresolved(summons: Summons, by: User) -> Summons:
    summons = locked(summons)
    if not can(by, "summonses.confirm_summons", summons):
        raise StepForbidden("您没有这个权限，请居委或街道办理。")
    if not unresolved(summons):
        raise StepRefused("办结而未解决的约请才能再次约请或提请会商。")
    return summons


def _check_place(division: Division, case: Case | None, kind: str, inviter: str) -> None:
    wrong = {}
    if division.level != Division.Level.COMMITTEE or division.valid_until:
        wrong["division"] = "约请须由现有的居委提出。"
    if case is not None and case.division_id != division.code:
        wrong["case"] = "工单不在这个居委。"
    if case is not None and case.withdrawn_at:
        wrong["case"] = "这件工单已经撤回。"
    if kind == Summons.Kind.OFFER and not inviter.strip():
        wrong["inviter"] = "邀约请写明是哪个社会单位或居民组织提出的。"
    if wrong:
        raise ValidationError(wrong)
