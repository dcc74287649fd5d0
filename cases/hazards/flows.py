"""The lives of a hazard, a crisis, a watch and a violation."""

from __future__ import annotations

from typing import Any

from cases.hazards.models import Crisis, Hazard, Violation, Watch
from governance.access import codes
from governance.access.models import User
from governance.access.scoping import can, grants, ranges
from governance.flow.machine import Flow, Step

H, C, W, V = Hazard.State, Crisis.State, Watch.State, Violation.State
ASSESS = "hazards.assess_hazard"


def taken_back(row: Any) -> str:
    return "这条记录已经撤回，不能再办理。" if row.withdrawn_at else ""


def responsible(hazard: Hazard, user: User) -> str:
    """A department rectifies what was assigned to it, the committee what was left to it; the street's and district's over both."""
    if codes.contains(ranges(user, ASSESS), hazard.division_id):
        return ""
    mine = {grant.department for grant in grants(user, "hazards.rectify_hazard")}
    return "" if hazard.department_id in mine else "这件隐患不由您这里整改。"


def another_than_who_rectified(hazard: Hazard, user: User) -> str:
    """复查人不能是整改人: whoever began or finished the work of this round does not clear it."""
    return "这件隐患是您整改的，须由别人复查销号。" if user.pk in hands(hazard) else ""


def hands(hazard: Hazard) -> set[Any]:
    """Who began or finished rectifying since it was assessed."""
    found = {hazard.rectifier_id} - {None}
    for entry in hazard.entries.all():  # newest first
        if entry.step == "assess":
            break
        if entry.step in ("begin", "rectify"):
            found.add(entry.by_id)
    return found - {None}


def on_watch(watch: Watch, user: User) -> str:
    """One's own turn; who plans the roster may act for somebody who cannot."""
    mine = watch.person_id == user.pk or can(user, "hazards.change_watch", watch)
    return "" if mine else "这是别人的值班，请由本人上岗和交接。"


def enforcing(violation: Violation, user: User) -> str:
    """A department enforces what names it; the street's and district's people whatever lies below them."""
    mine = {grant.department for grant in grants(user, "hazards.identify_violation")}
    over = codes.contains(ranges(user, "hazards.change_violation"), violation.division_id)
    return "" if over or violation.department_id in mine else "这件事不由您的部门执法。"


HAZARD = Flow(
    "hazard",
    #    step       from               to            needs                     button
    Step("assess",  (H.REPORTED,),     H.ASSESSED,   ASSESS,                   "评估", None, "clipboard-data", ("level", "rectify_due_at", "department")),
    Step("begin",   (H.ASSESSED,),     H.RECTIFYING, "hazards.rectify_hazard", "开始整改", responsible, "tools"),
    Step("refuse",  (H.ASSESSED,),     H.REPORTED,   "hazards.rectify_hazard", "退回重新评估", responsible, "arrow-return-left", ("reason",)),
    Step("rectify", (H.RECTIFYING,),   H.RECTIFIED,  "hazards.rectify_hazard", "整改完成", responsible, "check-lg", ("result",)),
    Step("return",  (H.RECTIFIED,),    H.RECTIFYING, "hazards.clear_hazard",   "退回重新整改", another_than_who_rectified, "arrow-repeat", ("reason",)),
    Step("clear",   (H.RECTIFIED,),    H.CLEARED,    "hazards.clear_hazard",   "复查销号", another_than_who_rectified, "check-circle-fill"),
    rests=taken_back,
)  # fmt: skip

SWITCH = "hazards.change_crisis"
CRISIS = Flow(
    "crisis",
    #    step       from                                to           needs    button
    Step("develop", (C.LATENT,),                        C.GROWING,   SWITCH, "进入发展期", None, "graph-up-arrow", ("reason",)),
    Step("erupt",   (C.LATENT, C.GROWING, C.RECOVERY),  C.OUTBREAK,  SWITCH, "进入爆发期", None, "exclamation-octagon-fill", ("reason",)),
    Step("recover", (C.GROWING, C.OUTBREAK),            C.RECOVERY,  SWITCH, "进入恢复期", None, "arrow-down-right", ("reason",)),
    Step("lift",    (C.LATENT, C.RECOVERY),             C.OVER,      SWITCH, "解除", None, "check-circle-fill", ("reason",)),
    rests=taken_back,
)  # fmt: skip

WATCH = Flow(
    "watch",
    #    step         from           to             needs                 button
    Step("begin",     (W.PLANNED,),  W.ON_DUTY,     "hazards.view_watch", "上岗", on_watch, "person-check"),
    Step("hand_over", (W.ON_DUTY,),  W.HANDED_OVER, "hazards.view_watch", "交接", on_watch, "arrow-left-right", ("handover",)),
    rests=taken_back,
)  # fmt: skip

VIOLATION = Flow(
    "violation",
    #    step        from                       to            needs                        button
    Step("identify", (V.FOUND,),                V.IDENTIFIED, "hazards.identify_violation", "认定", enforcing, "search", ("text",)),
    Step("order",    (V.IDENTIFIED,),           V.ORDERED,    "hazards.order_violation",    "责令改正", enforcing, "file-earmark-text", ("document", "order_due_at")),
    Step("punish",   (V.ORDERED,),              V.PUNISHED,   "hazards.punish_violation",   "处罚", enforcing, "shield-exclamation", ("document",)),
    Step("restore",  (V.ORDERED, V.PUNISHED),   V.RESTORED,   "hazards.restore_violation",  "整治完成", enforcing, "check-circle-fill", ("text",)),
    rests=taken_back,
)  # fmt: skip
