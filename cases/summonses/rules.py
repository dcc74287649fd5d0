"""Rules beside the flow: whose invitation it is, when it is too early to give up, who may take a summons back."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError

from cases.summonses.models import Invitation, Summons
from governance.access.models import Department, User
from governance.access.scoping import can, grants
from governance.flow.machine import StepForbidden, StepRefused

UNSENT = (Summons.State.RAISED, Summons.State.RETURNED)
AWAITED = (Summons.State.SENT, Summons.State.ACCEPTED)


def own_invitation(summons: Summons, by: User, department: Department | None = None) -> Invitation:
    """The standing invitation of `department`, else of the one that `by` works for. Raises StepForbidden, StepRefused,
    or ValidationError where there are several.
    """
    if not can(by, "summonses.accept_summons", summons):
        raise StepForbidden("您没有办理这件约请的权限。")
    sent = [one for one in summons.invitations.all() if one.state != Invitation.State.ASKED]
    offices = {grant.department for grant in grants(by, "summonses.accept_summons")} - {None}
    if department is not None:
        sent = [one for one in sent if one.department_id == department.pk]
    elif offices:
        sent = [one for one in sent if one.department_id in offices]
    found = [one for one in sent if one.withdrawn_at is None]
    if not found and sent:
        raise StepRefused("已经辞约，或街道不再约请这个部门。")
    if not found:
        raise StepForbidden("这件约请没有发给这个部门。")
    if len(found) > 1:
        raise ValidationError({"department": "约请了几个部门，请写明是哪一个。"})
    return found[0]


def too_early(summons: Summons, now: datetime) -> bool:
    """Is somebody still expected in time, and nobody there yet?"""
    if summons.state not in AWAITED:
        return False
    return summons.invitations.standing().filter(arrive_due_at__gte=now).exists()


def not_to_withdraw(summons: Summons, by: User) -> Exception | None:
    """Why `by` may not take it back now; None if they may. The clerk's own until it is sent, the street's until somebody
    is on site.
    """
    if not can(by, "summonses.withdraw_summons", summons):
        return StepForbidden("您没有“撤回”的权限。")
    if summons.withdrawn_at:
        return StepRefused("这件约请已经撤回。")
    by_street = can(by, "summonses.check_summons", summons)
    if not by_street and summons.created_by_id != by.pk:
        return StepForbidden("只能撤回自己提出的约请。")
    until = (*UNSENT, *AWAITED) if by_street else UNSENT
    return None if summons.state in until else StepRefused(f"现在是“{summons.get_state_display()}”，不能再撤回。")


def unresolved(summons: Summons) -> bool:
    return summons.state == Summons.State.CLOSED and summons.result == Summons.Result.UNRESOLVED


def works_on(summons: Summons, by: User) -> bool:
    """The committee that raised it, the street, a department it was sent to; not who only looks on."""
    return any(can(by, f"summonses.{verb}_summons", summons) for verb in ("add", "check", "accept"))
