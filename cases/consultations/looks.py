"""How the states of a consultation and of a duty look, and how their steps are called."""

from __future__ import annotations

from datetime import datetime

from cases.consultations.models import Consultation, Duty
from governance.web.looks import Look

S, D = Consultation.State, Duty.State

LOOKS = {
    S.RAISED: Look(S.RAISED.label, "inbox"),
    S.CONSULTING: Look(S.CONSULTING.label, "chat-dots", "run"),
    S.HELD: Look(S.HELD.label, "journal-text", "run"),
    S.MINUTED: Look(S.MINUTED.label, "clipboard-check", "check"),
    S.CLOSED: Look(S.CLOSED.label, "check-circle-fill", "done"),
    "withdrawn": Look("已撤回", "archive"),
}

DUTIES = {
    D.ASSIGNED: Look(D.ASSIGNED.label, "tools", "run"),
    D.FULFILLED: Look(D.FULFILLED.label, "clipboard-check", "check"),
    D.PASSED: Look(D.PASSED.label, "check-circle-fill", "done"),
    "overdue": Look("超期未完成", "exclamation-octagon-fill", "over"),
    "withdrawn": Look("已撤回", "archive"),
}

STEPS: dict[str, tuple[str, str]] = {
    "raise": ("提出会商", "people"), "consult": ("征询部门意见", "send"), "answer": ("答复书面意见", "chat-square-text"),
    "hold": ("登记会审", "people"), "minute": ("出纪要明责", "journal-text"), "assign": ("增加任务", "plus-lg"),
    "fulfil": ("报告完成", "tools"), "pass": ("督察通过", "clipboard-check"), "return": ("退回再办", "arrow-return-left"),
    "close": ("督察办结", "check-circle-fill"), "withdraw": ("撤回", "archive"), "attach": ("上传照片", "camera"),
}  # fmt: skip
"""Step to its word on buttons and in the story, and its icon."""


def look_key(consultation: Consultation) -> str:
    return "withdrawn" if consultation.withdrawn_at else consultation.state


def duty_key(duty: Duty, now: datetime) -> str:
    if duty.withdrawn_at:
        return "withdrawn"
    return "overdue" if duty.is_overdue(now) else duty.state
