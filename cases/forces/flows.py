"""The lives of a force and of a callout."""

from __future__ import annotations

from typing import Any

from cases.forces.models import Callout, Force
from governance.access.models import User
from governance.access.scoping import can
from governance.flow.machine import Flow, Refused, Step

F, C = Force.State, Callout.State
CHANGE, CALL = "forces.change_force", "forces.add_callout"


def taken_back(row: Any) -> str:
    return "这条记录已经撤回，不能再办理。" if row.withdrawn_at else ""


def staffed(force: Force, user: User) -> str:
    return "" if force.team else Refused("还没有队员，请先在下面加入队员。")


def led(force: Force, user: User) -> str:
    return "" if any(one.lead for one in force.team) else Refused("还没有负责人，请先加入一位负责人。")


def of_the_team(callout: Callout, user: User) -> str:
    """The team answers for itself; who may call it out may do so where none of it can."""
    mine = user.pk in {one.person_id for one in callout.force.team}
    return "" if mine or can(user, CALL, callout) else "您不在这支力量里，请由队员登记。"


FORCE = Flow(
    "force",
    #    step     from                             to         needs   button
    Step("staff", (F.SET,),                        F.STAFFED, CHANGE, "配员完成", staffed, "people"),
    Step("run",   (F.STAFFED,),                    F.RUNNING, CHANGE, "开始运行", led, "play-fill"),
    Step("close", (F.SET, F.STAFFED, F.RUNNING),   F.CLOSED,  CHANGE, "撤并", None, "archive", ("reason",)),
    rests=taken_back,
)  # fmt: skip

CALLOUT = Flow(
    "callout",
    #    step      from          to           needs                  button
    Step("arrive", (C.CALLED,),  C.ARRIVED,   "forces.view_callout", "到场", of_the_team, "geo-alt"),
    Step("finish", (C.ARRIVED,), C.DONE,      "forces.view_callout", "处置完成", of_the_team, "check-circle-fill", ("result",)),
    Step("cancel", (C.CALLED,),  C.CANCELLED, CALL,                  "取消出动", None, "x-circle", ("reason",)),
    rests=taken_back,
)  # fmt: skip
