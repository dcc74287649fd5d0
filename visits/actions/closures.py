"""Closing a sensitive visit: the visitor asks, another approves; its needs close with it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access import codes
from governance.access.models import User
from governance.access.roles import roles_granting
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.jobs.inbox import notify
from governance.vault.texts import allowed, needed
from visits.flows import CLOSURE
from visits.models import Closure, Visit

APPROVE = "visits.approve_closure"


@transaction.atomic
def ask(visit: Visit, *, by: User, conclusion: str) -> Closure:
    """Only the visitor asks. Whoever may approve in the street is told that something waits, not what."""
    if visit.visitor_id != by.pk:
        raise PermissionDenied("敏感走访由走访人申请结案。")
    visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    if not visit.sensitivity or visit.withdrawn_at:
        raise ValidationError("这次走访不是敏感走访，或已经撤回，不用申请结案。")
    closure = Closure(
        id=uuid7(), visit=visit, division_id=visit.division_id, created_by=by,
        conclusion=needed("conclusion", "处置情况", conclusion, 400),
    )  # fmt: skip
    closure.full_clean()
    closure.save(force_insert=True)
    record("closure.ask", closure, by=by)
    notify(_approvers(visit), "有一件敏感走访申请结案，请审批。", url=visit.get_absolute_url(), kind="closure")
    return closure


def approve(closure: Closure, *, by: User, reason: str = "") -> Closure:
    """Its needs that wait for the committee are met with it; those with a case follow their case."""
    with CLOSURE.step("approve", closure, by=by) as taken:
        _decide(taken, by, allowed("reason", "审批意见", reason, 200))
        for need in taken.visit.needs.followed_by_committee().select_for_update(of=("self",)):
            need.resolved_at, need.resolved_by, need.follow_up_on = taken.decided_at, by, None
            need.outcome = "经批准结案"
            need.save()
            record("need.resolve", need, by=by)
    _tell(taken, "已批准结案。")
    return taken


def give_back(closure: Closure, *, by: User, reason: str) -> Closure:
    """The visitor goes on with it, and may ask again."""
    with CLOSURE.step("return", closure, by=by) as taken:
        _decide(taken, by, needed("reason", "退回理由", reason, 200))
    _tell(taken, "结案申请被退回，请看意见。")
    return taken


def _decide(closure: Closure, by: User, reason: str) -> None:
    closure.decided_at, closure.decided_by, closure.reason = timezone.now(), by, reason


def _tell(closure: Closure, words: str) -> None:
    notify(
        filter(None, [closure.created_by]), f"敏感走访：{words}", url=closure.visit.get_absolute_url(), kind="closure"
    )


def _approvers(visit: Visit) -> list[User]:
    """Those of the street; where there is none, those of the district."""
    roles = roles_granting(APPROVE)
    for code in codes.ancestors(visit.division_id):
        held = {"memberships__until": None, "memberships__role__in": roles, "memberships__division": code}
        if people := list(User.objects.filter(is_active=True, **held).exclude(pk=visit.visitor_id).distinct()):
            return people
    return []
