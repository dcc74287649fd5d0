"""The life of a summons, and of each department's invitation in it."""

from __future__ import annotations

from cases.summonses.models import Invitation, Summons
from governance.access import codes
from governance.access.models import User
from governance.access.scoping import grants, ranges
from governance.flow.machine import Flow, Step

S, I = Summons.State, Invitation.State  # noqa: E741  one letter a model, as in the tables below
UNDER_WAY = (S.SENT, S.ACCEPTED, S.ON_SITE)
OF_DEPARTMENTS = ("accept", "decline", "arrive", "report")


def still_standing(summons: Summons, user: User) -> str:
    return "这件约请已经撤回。" if summons.withdrawn_at else ""


def not_by_those_who_came(summons: Summons, user: User) -> str:
    """The committee says what came of it: never somebody who handled it for a department, even if others did so since."""
    mine = summons.entries.filter(step__in=OF_DEPARTMENTS, by=user.pk).exists()
    return still_standing(summons, user) or ("您是到场部门的经办人，结果须由居委确认。" if mine else "")


def own_department(invitation: Invitation, user: User) -> str:
    """A department's member acts for the own department; who answers for the whole district, for any."""
    permission = "summonses.accept_invitation"
    over_it = codes.contains(ranges(user, permission), invitation.division_id)
    mine = over_it or invitation.department_id in {grant.department for grant in grants(user, permission)}
    return "" if mine else "这件约请不是发给您的部门的。"


SUMMONS = Flow(
    "summons",
    #    step        from                        to            needs                       button
    Step("check",    (S.RAISED,),                S.SENT,       "summonses.check_summons",   "核实并发出", still_standing, "send", ("departments",)),
    Step("return",   (S.RAISED,),                S.RETURNED,   "summonses.check_summons",   "退回居委", still_standing, "arrow-return-left", ("reason",)),
    Step("resubmit", (S.RETURNED,),              S.RAISED,     "summonses.add_summons",     "重新提出", still_standing, "send", ("description",)),
    Step("accept",   (S.SENT,),                  S.ACCEPTED,   "summonses.accept_summons",  "应约", still_standing, "person-check"),
    Step("bounce",   (S.SENT,),                  S.RAISED,     "summonses.accept_summons",  "全部辞约", still_standing, "arrow-return-left"),
    Step("arrive",   (S.SENT, S.ACCEPTED),       S.ON_SITE,    "summonses.arrive_summons",  "到场签到", still_standing, "geo-alt"),
    Step("resolve",  (S.ON_SITE,),               S.RESOLVED,   "summonses.confirm_summons", "确认已解决", not_by_those_who_came, "check-circle-fill"),
    Step("fail",     UNDER_WAY,                  S.UNRESOLVED, "summonses.confirm_summons", "确认未解决", not_by_those_who_came, "x-circle", ("reason",)),
    Step("rate",     (S.RESOLVED, S.UNRESOLVED), S.CLOSED,     "summonses.confirm_summons", "评价并办结", not_by_those_who_came, "star", ("ratings",)),
)  # fmt: skip

INVITATION = Flow(
    "invitation",
    #    step       from                   to          needs                            button
    Step("send",    (I.ASKED,),            I.SENT,     "summonses.check_invitation",    "发出", None, "send"),
    Step("accept",  (I.SENT,),             I.ACCEPTED, "summonses.accept_invitation",   "应约", own_department, "person-check"),
    Step("decline", (I.SENT,),             I.DECLINED, "summonses.accept_invitation",   "辞约", own_department, "arrow-return-left", ("reason",)),
    Step("arrive",  (I.SENT, I.ACCEPTED),  I.ARRIVED,  "summonses.arrive_invitation",   "到场签到", own_department, "geo-alt"),
    Step("report",  (I.ARRIVED,),          I.REPORTED, "summonses.report_invitation",   "反馈办理情况", own_department, "tools", ("report",)),
)  # fmt: skip
