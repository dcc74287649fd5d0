"""The life of a crossing: out and back, or in and back. The other platform's word takes most steps; an officer the rest."""

from __future__ import annotations

from cases.bridge.models import Crossing
from governance.flow.machine import Flow, Step

S = Crossing.State
NEEDS = "bridge.change_crossing"

CROSSING = Flow(
    "crossing",
    #    step      from                              to          needs  button
    Step("send",   (S.LOCAL,),                       S.SENT,     NEEDS, "发出", None, "send"),
    Step("accept", (S.LOCAL, S.SENT),                S.ACCEPTED, NEEDS, "受理", None, "person-check"),
    Step("return", (S.LOCAL, S.SENT, S.ACCEPTED),    S.RETURNED, NEEDS, "回转", None, "arrow-return-left"),
    Step("redo",   (S.RETURNED,),                    S.ACCEPTED, NEEDS, "请对方重办", None, "arrow-repeat"),
    Step("close",  (S.RETURNED,),                    S.CLOSED,   NEEDS, "了结", None, "check-circle-fill"),
    Step("recall", (S.LOCAL, S.SENT, S.ACCEPTED),    S.CLOSED,   NEEDS, "撤回转出", None, "archive"),
)  # fmt: skip
