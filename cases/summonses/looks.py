"""How the states of a summons and of an invitation look, and how their steps are called."""

from __future__ import annotations

from cases.summonses.models import Invitation, Summons
from governance.web.looks import Look

S, I = Summons.State, Invitation.State  # noqa: E741

LOOKS = {
    S.RAISED: Look(S.RAISED.label, "inbox"),
    S.RETURNED: Look(S.RETURNED.label, "arrow-return-left", "back"),
    S.SENT: Look(S.SENT.label, "hourglass-split", "run"),
    S.ACCEPTED: Look(S.ACCEPTED.label, "person-walking", "run"),
    S.ON_SITE: Look(S.ON_SITE.label, "geo-alt", "run"),
    S.RESOLVED: Look(S.RESOLVED.label, "star", "check"),
    S.UNRESOLVED: Look(S.UNRESOLVED.label, "star", "check"),
    S.CLOSED: Look(S.CLOSED.label, "check-circle-fill", "done"),
    "unsolved": Look("办结，未解决", "exclamation-octagon-fill", "back"),
    "withdrawn": Look("已撤回", "archive"),
}

INVITATIONS = {
    I.ASKED: Look(I.ASKED.label, "inbox"),
    I.SENT: Look(I.SENT.label, "hourglass-split", "run"),
    I.ACCEPTED: Look(I.ACCEPTED.label, "person-check", "run"),
    I.DECLINED: Look(I.DECLINED.label, "arrow-return-left", "back"),
    I.ARRIVED: Look(I.ARRIVED.label, "geo-alt", "check"),
    I.REPORTED: Look(I.REPORTED.label, "check-circle-fill", "done"),
    "withdrawn": Look("不再约请", "archive"),
}

STEPS: dict[str, tuple[str, str]] = {
    "raise": ("提出约请", "send"), "check": ("核实并发出", "send"), "return": ("退回居委", "arrow-return-left"),
    "resubmit": ("重新提出", "send"), "invite": ("加邀部门", "plus-lg"), "accept": ("应约", "person-check"),
    "decline": ("辞约", "arrow-return-left"), "arrive": ("到场签到", "geo-alt"), "report": ("反馈办理情况", "tools"),
    "resolve": ("确认已解决", "check-circle-fill"), "fail": ("确认未解决", "exclamation-octagon-fill"), "rate": ("评价并办结", "star"),
    "again": ("再次约请", "arrow-repeat"), "escalate": ("提请会商", "people"), "withdraw": ("撤回", "archive"),
    "attach": ("上传照片", "camera"),
}  # fmt: skip
"""Step to its word on buttons and in the story, and its icon."""


def look_key(summons: Summons) -> str:
    if summons.withdrawn_at:
        return "withdrawn"
    closed_in_vain = summons.state == S.CLOSED and summons.result == Summons.Result.UNRESOLVED
    return "unsolved" if closed_in_vain else summons.state


def invitation_key(invitation: Invitation) -> str:
    taken_back = invitation.withdrawn_at and invitation.state != I.DECLINED
    return "withdrawn" if taken_back else invitation.state
