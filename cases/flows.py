"""The life of a case, from first sight to closing and back."""

from __future__ import annotations

from cases.models import Case
from governance.access import codes
from governance.access.models import User
from governance.access.scoping import grants, ranges
from governance.flow.machine import Flow, Step

S = Case.State


def another_than_the_handler(case: Case, user: User) -> str:
    """核查人不能是承办人: whoever accepted or finished a case in this round does not judge it, even if others did so since."""
    mine = case.handler_id == user.pk or user.pk in case.hands
    return "您是这件工单的承办人，须由别人核查结案。" if mine else ""


def still_standing(case: Case, user: User) -> str:
    return "这件工单已经撤回。" if case.withdrawn_at else ""


def own_department(case: Case, user: User) -> str:
    """A department's member acts for the department that has the case now, not for one that had it before."""
    over_it = codes.contains(ranges(user, "cases.accept_case"), case.division_id)
    mine = over_it or case.department_id in {grant.department for grant in grants(user, "cases.accept_case")}
    return still_standing(case, user) or ("" if mine else "这件工单现在不在您的部门。")


def independent(case: Case, user: User) -> str:
    return still_standing(case, user) or another_than_the_handler(case, user)


CASE = Flow(
    "case",
    #    step        from              to            needs                  button
    Step("file",     (S.RECEIVED,),    S.FILED,      "cases.file_case",     "立案", still_standing, "folder2-open"),
    Step("dispatch", (S.FILED,),       S.DISPATCHED, "cases.dispatch_case", "派遣", still_standing, "send", ("department",)),
    Step("accept",   (S.DISPATCHED,),  S.HANDLING,   "cases.accept_case",   "接单", own_department, "person-check"),
    Step("refuse",   (S.DISPATCHED,),  S.FILED,      "cases.refuse_case",   "退单", own_department, "arrow-return-left", ("reason",)),
    Step("finish",   (S.HANDLING,),    S.HANDLED,    "cases.finish_case",   "办结反馈", own_department, "tools", ("result",)),
    Step("rework",   (S.HANDLED,),     S.HANDLING,   "cases.rework_case",   "退回返工", independent, "arrow-repeat", ("reason",)),
    Step("check",    (S.HANDLED,),     S.CHECKED,    "cases.check_case",    "核查通过", independent, "clipboard-check"),
    Step("close",    (S.CHECKED,),     S.CLOSED,     "cases.close_case",    "结案", independent, "check-circle-fill"),
    Step("reopen",   (S.CLOSED,),      S.FILED,      "cases.reopen_case",   "重新办理", still_standing, "arrow-return-left", ("reason",)),
)  # fmt: skip
