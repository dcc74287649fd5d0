"""How crossings and deliveries look on every page."""

from __future__ import annotations

from cases.bridge.models import Crossing
from governance.web.looks import Look

S = Crossing.State

CROSSINGS = {
    S.LOCAL: Look(S.LOCAL.label, "hourglass-split"),
    S.SENT: Look(S.SENT.label, "send", "run"),
    S.ACCEPTED: Look(S.ACCEPTED.label, "tools", "run"),
    S.RETURNED: Look(S.RETURNED.label, "arrow-return-left", "check"),
    S.CLOSED: Look(S.CLOSED.label, "check-circle-fill", "done"),
}
DELIVERIES = {
    "waiting": Look("待发送", "hourglass-split"),
    "delivered": Look("已送达", "check-circle-fill", "done"),
    "failing": Look("发送失败，会再试", "arrow-repeat", "back"),
    "given_up": Look("发送失败，已停止", "exclamation-octagon-fill", "over"),
}
TOPICS = {
    "case": "工单", "progress": "进展", "returned": "回转", "rework": "请重办", "closed": "了结", "withdrawn": "撤回",
    "case.opened": "工单登记", "case.stepped": "工单办理", "case.closed": "工单结案",
}  # fmt: skip
EVENTS = {
    "accepted": "已受理", "progress": "有进展", "returned": "已办理", "refused": "不予办理", "rework": "要求重办", "closed": "了结",
    "withdrawn": "撤回", "note": "补充说明",
}  # fmt: skip
