"""What is done with a case beside its flow: each with its permission, its rule and its words. The flow's steps are in `flows`."""

from __future__ import annotations

from dataclasses import dataclass

from cases import rules
from cases.flows import CASE
from cases.models import Case
from governance.access.models import User
from governance.access.scoping import can
from governance.flow.machine import StepForbidden, enforce, permitted


@dataclass(frozen=True, slots=True)
class Act:
    """`label` is the button and the word in the story, `icon` its drawing, `rule` says why not."""

    name: str
    label: str
    icon: str
    rule: rules.Rule

    @property
    def permission(self) -> str:
        return f"cases.{self.name}_case"


ACTS = {
    act.name: act
    for act in (
        Act("withdraw",  "撤回",       "archive",         rules.withdrawal),
        Act("answer",    "居民回访",   "star",            rules.answering),
        Act("extend",    "申请延期",   "calendar-week",   rules.extending),
        Act("pause",     "申请缓办",   "pause-circle",    rules.pausing),
        Act("approve",   "批准",       "check-lg",        rules.approving),
        Act("reject",    "不批准",     "x-lg",            rules.deciding),
        Act("resume",    "恢复办理",   "play-fill",       rules.resuming),
        Act("merge",     "并案",       "diagram-3-fill",  rules.merging),
        Act("separate",  "分开办理",   "diagram-3-fill",  rules.separating),
        Act("urge",      "催办",       "bell",            rules.urging),
        Act("hide",      "设为不公开", "lock",            rules.hiding),
        Act("unhide",    "取消不公开", "unlock",          rules.unhiding),
        Act("publish",   "公开",       "eye",             rules.publishing),
        Act("unpublish", "撤下公开",   "x-circle",        rules.unpublishing),
    )
}  # fmt: skip


def require(name: str, case: Case, by: User | None) -> None:
    """Raises StepForbidden or StepRefused. `by=None` is the portal itself, which asks for no permission."""
    act = ACTS[name]
    if by is not None and not can(by, act.permission, case):
        raise StepForbidden(f"您没有“{act.label}”的权限。")
    if by is not None:
        enforce(act.rule(case, by))


def allowed(user: User, case: Case) -> list[str]:
    """Every step and act that `user` may take on `case` now, by name: exactly what would be accepted."""
    wanted = [*(step.permission for step in CASE.steps.values()), *(act.permission for act in ACTS.values())]
    held = permitted(user, dict.fromkeys(wanted), case)
    steps = [step.name for step in CASE.open_to(user, case, held)]
    return steps + [act.name for act in ACTS.values() if act.permission in held and not act.rule(case, user)]
