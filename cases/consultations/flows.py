"""The life of a consultation, and of each duty that its minutes laid down."""

from __future__ import annotations

from cases.consultations.models import Consultation, Duty
from governance.access import codes
from governance.access.models import User
from governance.access.scoping import grants, ranges
from governance.flow.machine import Flow, Step

S, D = Consultation.State, Duty.State


def still_standing(row: Consultation | Duty, user: User) -> str:
    return "已经撤回，不再办理。" if row.withdrawn_at else ""


def own_duty(duty: Duty, user: User) -> str:
    """A department's member fulfils the own department's duties; who answers for the whole district, any."""
    over_it = codes.contains(ranges(user, "consultations.fulfil_duty"), duty.division_id)
    mine = over_it or duty.department_id in {grant.department for grant in grants(user, "consultations.fulfil_duty")}
    return still_standing(duty, user) or ("" if mine else "这项任务不是您的部门的。")


def another_than_the_fulfiller(duty: Duty, user: User) -> str:
    """督察人不能是完成人: nor who fulfilled it before it was sent back."""
    told = duty.consultation.entries.filter(step="fulfil", by=user.pk, department=duty.department_id)
    mine = duty.fulfiller_id == user.pk or told.exists()
    return still_standing(duty, user) or ("这项任务是您完成的，须由别人督察。" if mine else "")


CONSULTATION = Flow(
    "consultation",
    #    step       from             to            needs                                    button
    Step("consult", (S.RAISED,),     S.CONSULTING, "consultations.consult_consultation",   "征询部门意见", still_standing, "send", ("departments",)),
    Step("hold",    (S.CONSULTING,), S.HELD,       "consultations.hold_consultation",      "登记会审", still_standing, "people", ("held_at", "place", "came")),
    Step("minute",  (S.HELD,),       S.MINUTED,    "consultations.minute_consultation",    "出纪要明责", still_standing, "journal-text", ("decision", "duties")),
    Step("close",   (S.MINUTED,),    S.CLOSED,     "consultations.supervise_consultation", "督察办结", still_standing, "check-circle-fill"),
)  # fmt: skip

DUTY = Flow(
    "duty",
    #    step      from            to           needs                          button
    Step("fulfil", (D.ASSIGNED,),  D.FULFILLED, "consultations.fulfil_duty",    "报告完成", own_duty, "tools", ("result",)),
    Step("pass",   (D.FULFILLED,), D.PASSED,    "consultations.supervise_duty", "督察通过", another_than_the_fulfiller, "clipboard-check"),
    Step("return", (D.FULFILLED,), D.ASSIGNED,  "consultations.supervise_duty", "退回再办", another_than_the_fulfiller, "arrow-return-left", ("reason",)),
)  # fmt: skip
