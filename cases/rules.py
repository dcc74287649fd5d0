"""Who may do what with a case as it stands: the guards of the flow's steps and of the acts beside them.

Each is asked with (case, user) and answers why not: plain words where it lies in the person (403), `Refused` where it
lies in the case (409), "" to go on. The permission itself is asked before. Pages and the API offer what no rule objects to.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from cases.models import Case
from governance.access import codes
from governance.access.models import User
from governance.access.scoping import can, grants, ranges
from governance.flow.machine import Refused

Rule = Callable[[Case, User], str]

S = Case.State
MOST_RETURNS = 2
"""A round in which departments gave a case back so often is dispatched by the district, and not given back again."""
MOST_REOPENINGS = 2
"""So often a street reopens a case; then the district does."""
MOST_EXTENSIONS = 2
REOPEN_WITHIN = timedelta(days=30)
"""Unless the category says otherwise (`Category.reopen_days`)."""
WORKED_ON = (S.FILED, S.DISPATCHED, S.HANDLING)
"""Where more time or a stop may be asked for; before it is filed and once it is handled there is nothing to wait for."""


def rests(case: Case) -> str:
    """Why no step is taken for now. A merged case that was closed with its parent stands on its own again."""
    if case.withdrawn_at:
        return Refused("这件工单已经撤回，不能再办理。")
    if case.parent_id and case.state != S.CLOSED:
        return Refused("这件工单已并入主工单，不能单独办理。要单独办理，请先分开。")
    if case.paused_at:
        return Refused("这件工单正在缓办，不能办理。请先恢复办理。")
    return ""


# Of the steps


def own_department(verb: str) -> Rule:
    """A department's member acts for the department that has the case now, not for one that had it before."""
    permission = f"cases.{verb}_case"

    def guard(case: Case, user: User) -> str:
        over_it = codes.contains(ranges(user, permission), case.division_id)
        mine = over_it or case.department_id in {grant.department for grant in grants(user, permission)}
        return "" if mine else "这件工单现在不在您的部门。"

    guard.__name__ = "own_department"  # docs/flows.md names it
    return guard


def giving_back(verb: str) -> Rule:
    """退单, 退回, 转办: not once the district has said whose it is, unless by the district itself."""

    def guard(case: Case, user: User) -> str:
        if case.assigned and not can(user, "cases.designate_case", case):
            return Refused("承办部门已由区级指定，本轮不能退单或转办。")
        return own_department(verb)(case, user)

    guard.__name__ = "giving_back"
    return guard


def dispatching(case: Case, user: User) -> str:
    if case.returns >= MOST_RETURNS and not can(user, "cases.designate_case", case):
        return f"本轮已退单 {case.returns} 次，须由区级指定承办部门。"
    return ""


def independent(case: Case, user: User) -> str:
    """核查人不能是承办人: whoever accepted or finished a case in this round does not judge it, even if others did so since."""
    mine = case.handler_id == user.pk or user.pk in case.hands
    return "您是这件工单的承办人，须由别人核查结案。" if mine else ""


def reopening(case: Case, user: User) -> str:
    if late := too_late_to_reopen(case, timezone.now()):
        return late
    done = case.newest_round.number - 1 if case.newest_round else 0
    if done >= MOST_REOPENINGS and not can(user, "cases.designate_case", case):
        return f"已重新办理 {done} 次，再次重新办理须由区级决定。"
    return ""


def too_late_to_reopen(case: Case, now: datetime) -> str:
    days = case.category.reopen_days
    late = case.closed_at is not None and now - case.closed_at > timedelta(days=days)
    return Refused(f"结案已超过 {days} 天，不能重新办理，请另开工单。") if late else ""


# Of the acts beside the flow


def withdrawal(case: Case, user: User) -> str:
    """A clerk takes back the own case until it is dispatched; the street any case until it is closed."""
    if why := rests(case) or _parenting(case):
        return why
    if case.state == S.CLOSED:
        return Refused("已结案的工单不能撤回。")
    if can(user, "cases.change_case", case):
        return ""
    if case.created_by_id != user.pk:
        return "只能撤回自己登记的工单。"
    return "" if case.state in (S.RECEIVED, S.FILED) else Refused("工单已经派遣，不能再撤回。请联系街道。")


def answering(case: Case, user: User) -> str:
    """After closing, once a round."""
    if case.withdrawn_at or case.state != S.CLOSED or case.newest_round is None:
        return Refused("结案以后才能登记回访。")
    return Refused("这一轮办理已经登记过回访。") if hasattr(case.newest_round, "answer") else ""


def extending(case: Case, user: User) -> str:
    if case.extensions >= MOST_EXTENSIONS:
        return Refused(f"本轮已延期 {case.extensions} 次，不能再延。")
    return asking(case) or own_department("extend")(case, user)


def pausing(case: Case, user: User) -> str:
    return asking(case) or own_department("pause")(case, user)


def asking(case: Case) -> str:
    """Why nothing may be asked for now: one request at a time, and before the time is up."""
    if why := rests(case):
        return why
    if case.state not in WORKED_ON:
        return Refused("立案以后、办结以前才能申请。")
    if case.asking:
        return Refused(f"已有{case.get_asking_display()}待批准，请等批复。")
    return Refused("工单已经超期，不能再申请。") if case.due_at < timezone.now() else ""


def deciding(case: Case, user: User) -> str:
    """批复: by another than who asked."""
    if why := rests(case):
        return why
    if not case.asking:
        return Refused("没有待批准的申请。")
    return "您是申请人，须由别人批复。" if case.request.created_by_id == user.pk else ""


def approving(case: Case, user: User) -> str:
    late = case.asking == Case.Asking.PAUSE and case.due_at < timezone.now()
    return deciding(case, user) or (Refused("工单已经超期，不能再批准缓办。") if late else "")


def resuming(case: Case, user: User) -> str:
    if case.withdrawn_at or not case.paused_at:
        return Refused("这件工单没有缓办。")
    return own_department("resume")(case, user)


def merging(case: Case, user: User) -> str:
    if why := rests(case):
        return why
    if case.state in (S.RECEIVED, S.CLOSED):
        return Refused("请先立案再并案。" if case.state == S.RECEIVED else "已结案的工单不用并案。")
    if case.asking:
        return Refused(f"{case.get_asking_display()}还没有批复，批复后再并案。")
    return _parenting(case)


def separating(case: Case, user: User) -> str:
    if case.withdrawn_at or not case.parent_id:
        return Refused("这件工单没有并入别的工单。")
    return Refused("已随主工单结案，不用分开。") if case.state == S.CLOSED else ""


def urging(case: Case, user: User) -> str:
    return rests(case) or (
        "" if case.state in (S.DISPATCHED, S.HANDLING) else Refused("工单不在承办部门手里，不用催办。")
    )


def hiding(case: Case, user: User) -> str:
    return _standing(case) or (Refused("这件工单已经设为不公开。") if case.private else "")


def unhiding(case: Case, user: User) -> str:
    return _standing(case) or ("" if case.private else Refused("这件工单没有设为不公开。"))


def publishing(case: Case, user: User) -> str:
    if why := _standing(case):
        return why
    if case.private:
        return Refused("这件工单设为不公开，请先取消。")
    shown = case.published_at or case.entrance in Case.FROM_THE_PUBLIC
    return Refused("这件工单已经公开。") if shown else ""


def unpublishing(case: Case, user: User) -> str:
    return _standing(case) or ("" if case.published_at else Refused("这件工单没有公开。"))


def _standing(case: Case) -> str:
    return Refused("这件工单已经撤回，不能再办理。") if case.withdrawn_at else ""


def _parenting(case: Case) -> str:
    return Refused("有别的工单并入这一件，请先把它们分开。") if case.has_children else ""
