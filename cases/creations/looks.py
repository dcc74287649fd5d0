"""How states look: words, icon and tone together."""

from __future__ import annotations

from datetime import date
from typing import Any

from cases.creations.models import Creation, RiverSection
from governance.web.looks import Look

S = Creation.State
DUE, PAST = "due", "past"

CREATIONS = {
    S.APPLIED: Look("已申报", "inbox"), S.CHECKED: Look("已核查", "clipboard-check", "check"), S.NAMED: Look("已命名", "award", "done"),
    S.REFUSED: Look("未通过", "x-circle"), S.REVOKED: Look("已撤销", "slash-circle"),
    DUE: Look("待复核", "clock", "back"), PAST: Look("已过期", "exclamation-circle", "over"),
}  # fmt: skip
RIVERS = {
    "late": Look("逾期未巡", "exclamation-circle", "over"), "covered": Look("已巡", "check-circle-fill", "done"),
    "new": Look("待巡", "clock"),
}  # fmt: skip
STEP_WORDS = {
    "apply": ("申报", "send"), "check": ("核查通过", "clipboard-check"), "name": ("命名", "award"), "recheck": ("复核", "arrow-repeat"),
    "refuse": ("不通过", "x-circle"), "revoke": ("撤销命名", "slash-circle"), "withdraw": ("撤回", "archive"),
}  # fmt: skip


def look_of(row: Creation, today: date) -> str:
    """The key in CREATIONS: the state, or that the name runs out or ran out."""
    return PAST if row.is_past(today) else DUE if row.is_due(today) else row.state


def river_look(row: RiverSection, today: date) -> str:
    """The key in RIVERS, of a row read `with_rounds`."""
    seen: Any = row
    return "late" if seen.due_on < today else "covered" if seen.last_at else "new"
