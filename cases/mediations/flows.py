"""The lives of a mediation and of a consult at the legal desk."""

from __future__ import annotations

from typing import Any

from cases.mediations.models import Consult, Mediation
from governance.access.models import User
from governance.flow.machine import Flow, Step

M, C = Mediation.State, Consult.State


def taken_back(row: Any) -> str:
    return "这条记录已经撤回，不能再办理。" if row.withdrawn_at else ""


def not_by_a_disputant(mediation: Mediation, user: User) -> str:
    """调解员回避: who is a party to the dispute decides nothing in it."""
    names = {one.name for one in mediation.disputants.standing()}
    return "您是这件纠纷的当事人，应当回避，请由别人办理。" if user.name in names else ""


MEDIATION = Flow(
    "mediation",
    #    step        from                       to            needs                          button
    Step("start",    (M.REGISTERED,),           M.MEDIATING,  "mediations.change_mediation", "开始调解", not_by_a_disputant, "people-fill", ("mediator",)),
    Step("reseat",   (M.MEDIATING,),            M.MEDIATING,  "mediations.change_mediation", "更换调解员", not_by_a_disputant, "arrow-left-right", ("mediator",)),
    Step("agree",    (M.MEDIATING,),            M.AGREED,     "mediations.change_mediation", "达成协议", not_by_a_disputant, "file-earmark-text", ("agreement", "fulfil_due_at")),
    Step("fail",     (M.MEDIATING,),            M.FAILED,     "mediations.change_mediation", "调解不成", not_by_a_disputant, "x-circle", ("onward",)),
    Step("fulfil",   (M.AGREED,),               M.FULFILLED,  "mediations.change_mediation", "登记履行", not_by_a_disputant, "check-circle-fill"),
    rests=taken_back,
)  # fmt: skip

CONSULT = Flow(
    "consult",
    #    step      from                     to          needs                       button
    Step("answer", (C.ASKED,),              C.ANSWERED, "mediations.change_consult", "答复", None, "chat-dots", ("answer",)),
    Step("refer",  (C.ANSWERED,),           C.REFERRED, "mediations.change_consult", "转介", None, "box-arrow-up-right", ("referral",)),
    rests=taken_back,
)  # fmt: skip
