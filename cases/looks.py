"""How the states of a case look on every page."""

from __future__ import annotations

from cases.models import Case
from governance.web.looks import Look

S = Case.State

LOOKS = {
    S.RECEIVED: Look(S.RECEIVED.label, "inbox"),
    S.FILED: Look(S.FILED.label, "send", "back"),
    S.DISPATCHED: Look(S.DISPATCHED.label, "hourglass-split", "run"),
    S.HANDLING: Look(S.HANDLING.label, "tools", "run"),
    S.HANDLED: Look(S.HANDLED.label, "clipboard-check", "check"),
    S.CHECKED: Look(S.CHECKED.label, "clipboard-check", "check"),
    S.CLOSED: Look(S.CLOSED.label, "check-circle-fill", "done"),
    "withdrawn": Look("已撤回", "archive"),
}

STEP_ICONS = {
    "open": "person-walking", "file": "folder2-open", "dispatch": "send", "accept": "person-check",
    "refuse": "arrow-return-left", "finish": "tools", "rework": "arrow-repeat", "check": "clipboard-check",
    "close": "check-circle-fill", "reopen": "arrow-return-left", "withdraw": "archive", "answer": "star",
}  # fmt: skip

STEP_WORDS = {
    "open": "登记", "file": "立案", "dispatch": "派遣", "accept": "接单", "refuse": "退单", "finish": "办结反馈",
    "rework": "退回返工", "check": "核查通过", "close": "结案", "reopen": "重新办理", "withdraw": "撤回", "answer": "居民回访",
}  # fmt: skip


def look_key(case: Case) -> str:
    return "withdrawn" if case.withdrawn_at else case.state
