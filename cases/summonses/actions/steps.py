"""The steps of the street and of the committee."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.summonses.actions.clocks import clock_at, dues
from cases.summonses.actions.summonses import ask
from cases.summonses.actions.telling import locked_under_way, step, write
from cases.summonses.flows import INVITATION
from cases.summonses.models import Invitation, Summons
from cases.summonses.rules import too_early
from governance.access.models import Department, User
from governance.access.scoping import can
from governance.audit.log import record
from governance.flow.machine import StepForbidden, StepRefused
from governance.vault.texts import allowed, needed

Ratings = Mapping[int, tuple[int, str]]
"""Department's key to 1..5 and the words."""


def check(summons: Summons, *, by: User | None, departments: Collection[Department] | None = None) -> Summons:
    """核 and send: the clocks begin. The street may change whom the committee asked for; None leaves them."""
    with step("check", summons, by=by) as (summons, now):
        if departments is not None:
            ask(summons, departments, by=by)
        asked = list(summons.invitations.standing().filter(state=Invitation.State.ASKED))
        if not asked:
            raise ValidationError({"departments": "请选要约请的部门。"})
        for invitation in asked:
            _send(invitation, summons, now, by)
        summons.checked_at = now
    return summons


def send_back(summons: Summons, *, by: User | None, reason: str) -> Summons:
    """退回: not a matter for departments, or not told well enough."""
    reason = needed("reason", "退回理由", reason, 200)
    with step("return", summons, by=by, text=reason) as (summons, _):
        pass
    return summons


def resubmit(summons: Summons, *, by: User | None, description: str) -> Summons:
    description = needed("description", "情况说明", description, 2000)
    with step("resubmit", summons, by=by) as (summons, _):
        summons.description = description
    return summons


@transaction.atomic
def invite(summons: Summons, *, by: User, department: Department) -> Summons:
    """加邀: one more department, or once more one that declined, with a clock of its own."""
    summons = locked_under_way(summons)
    if not can(by, "summonses.check_summons", summons):
        raise StepForbidden("您没有“加邀部门”的权限。")
    standing = Department.objects.filter(invitations__in=summons.invitations.standing())
    if department in standing:
        raise ValidationError({"department": "已经约请这个部门。"})
    ask(summons, [*standing, department], by=by)
    now = timezone.now()
    _send(summons.invitations.standing().get(department=department), summons, now, by)
    write(summons, "invite", by=by, at=now, department=department.pk)
    record("summons.invite", summons, by=by, department=department.pk)
    return summons


def resolve(summons: Summons, *, by: User | None) -> Summons:
    return _settle("resolve", summons, Summons.Result.RESOLVED, by)


def fail(summons: Summons, *, by: User | None, reason: str) -> Summons:
    """Not solved on site; or nobody came, once the time is up."""
    reason = needed("reason", "未解决的原因", reason, 200)
    if too_early(summons, timezone.now()):
        raise StepRefused("还没有部门到场，到场时限也没有到，请等到时限以后再确认。")
    return _settle("fail", summons, Summons.Result.UNRESOLVED, by, text=reason)


def rate(summons: Summons, *, by: User | None, ratings: Ratings) -> Summons:
    """The committee's word on each department closes it. Every department that was asked and did not decline is rated."""
    with step("rate", summons, by=by) as (summons, now):
        asked = list(summons.invitations.standing().select_for_update(of=("self",)).select_related("department"))
        if ratings.keys() != {one.department_id for one in asked}:
            names = "、".join(one.department.name for one in asked)
            raise ValidationError({"ratings": f"请给每个部门各评 1 到 5 分：{names}。"})
        for invitation in asked:
            invitation.rating, comment = ratings[invitation.department_id]
            invitation.comment = allowed("ratings", "评价说明", comment, 200)
            invitation.full_clean(
                exclude=["summons", "department", "division", "created_by", "handler"], validate_constraints=False
            )
            invitation.save()
        summons.closed_at = now
    return summons


def _settle(name: str, summons: Summons, result: str, by: User | None, text: str = "") -> Summons:
    with step(name, summons, by=by, text=text) as (summons, now):
        summons.result, summons.confirmed_at = result, now
    return summons


def _send(invitation: Invitation, summons: Summons, now: datetime, by: User | None) -> None:
    due: Any = dues(clock_at(summons.division_id), now, urgent=summons.urgent)
    with INVITATION.step("send", invitation, by=by, department=invitation.department_id) as row:
        row.sent_at, (row.answer_due_at, row.arrive_due_at) = now, due
