"""How the states of a case look on every page."""

from __future__ import annotations

from typing import Any

from cases.acts import ACTS
from cases.flows import CASE
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
    "paused": Look("缓办中", "pause-circle"),
    "merged": Look("已并案", "diagram-3-fill"),
}

STEPS: tuple[Any, ...] = (*CASE.steps.values(), *ACTS.values())
STEP_ICONS = {"open": "person-walking"} | {step.name: step.icon for step in STEPS}
STEP_WORDS = {"open": "登记"} | {step.name: step.label for step in STEPS}


def look_key(case: Case) -> str:
    if case.withdrawn_at:
        return "withdrawn"
    if case.parent_id and case.state != S.CLOSED:
        return "merged"
    return "paused" if case.paused_at else case.state
