"""What the other platform says about a case, whether in its answer or in an event of its own, and what follows here."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.actions import steps
from cases.bridge.actions.crossings import end, tell_story
from cases.bridge.flows import CROSSING
from cases.bridge.models import Crossing
from cases.models import Case
from governance.access import codes
from governance.access.models import User
from governance.access.roles import Role
from governance.jobs.inbox import notify

S, C = Crossing.State, Case.State
STREET = (Role.STAFF, Role.SUBDISTRICT_ADMIN)


def learn(crossing: Crossing, raw: bytes) -> str:
    """Read the answer to a case that was sent: its number there, and perhaps that it is taken on. Returns a complaint."""
    try:
        said = json.loads(raw)
        number = str(said["number"]).strip()
    except (ValueError, KeyError, TypeError):
        return "对方收下了，但没有答复编号。"
    if not 0 < len(number) <= 40 or "\0" in number:
        return "对方答复的编号太长，或是空的。"
    if Crossing.objects.filter(platform=crossing.platform_id, outside_number=number).exclude(pk=crossing.pk).exists():
        return "对方答复的编号已经对应另一件工单。"
    crossing = _sent(crossing, number)
    word = str(said.get("state") or said.get("event") or "")
    if crossing.state == S.SENT and crossing.platform.states.get(word, word) == "accepted":
        accepted(crossing)
    return ""


def _sent(crossing: Crossing, number: str) -> Crossing:
    """An event may have come before the answer that it belongs to was recorded: then only the number is new."""
    crossing.refresh_from_db()
    if crossing.state == S.LOCAL:
        with CROSSING.step("send", crossing, by=None) as crossing:
            crossing.outside_number, crossing.sent_at = number, timezone.now()
    elif not crossing.outside_number:
        crossing.outside_number = number
        crossing.save()
    return crossing


def accepted(crossing: Crossing, text: str = "", outcome: str = "") -> None:
    if crossing.state == S.ACCEPTED:
        return
    with CROSSING.step("accept", crossing, by=None) as crossing:
        crossing.accepted_at = timezone.now()
    tell_story(crossing.case, f"{crossing.platform}已受理，编号 {crossing.outside_number}。{text}")
    _begin_there(crossing)


def returned(crossing: Crossing, text: str, outcome: str = "") -> None:
    """Done, or not to be done there. Nothing of ours is finished by it: an officer reads it and takes the step."""
    outcome = outcome or Crossing.Outcome.DONE
    if outcome not in (Crossing.Outcome.DONE, Crossing.Outcome.REFUSED):
        raise ValidationError({"outcome": "outcome 只有 done、refused。"})
    with CROSSING.step("return", crossing, by=None, outcome=outcome) as crossing:
        crossing.outcome, crossing.result, crossing.returned_at = outcome, text, timezone.now()
    word = "回转办理结果" if outcome == Crossing.Outcome.DONE else "不予办理"
    tell_story(crossing.case, f"{crossing.platform}{word}：{text}")
    if outcome == Crossing.Outcome.DONE:
        _begin_there(crossing)
    _tell_street(crossing, f"{word}，请核实后办理。")


def over(crossing: Crossing, text: str, outcome: str = "") -> None:
    """Closed there, told after the result or instead of it."""
    (noted if crossing.state == S.RETURNED else returned)(crossing, text, outcome)


def refused(crossing: Crossing, text: str, outcome: str = "") -> None:
    returned(crossing, text, Crossing.Outcome.REFUSED)


def noted(crossing: Crossing, text: str, outcome: str = "") -> None:
    tell_story(crossing.case, f"{crossing.platform}：{text}" if text else f"{crossing.platform}有新进展。")


def asked_again(crossing: Crossing, text: str, outcome: str = "") -> None:
    """The other platform is not content with what we returned."""
    steps.reopen(crossing.case, by=None, reason=text or "对方平台要求重办。")
    with CROSSING.step("redo", crossing, by=None) as crossing:
        crossing.outcome, crossing.result, crossing.returned_at = "", "", None
    _tell_street(crossing, "对方平台要求重办。")


def closed(crossing: Crossing, text: str, outcome: str = "") -> None:
    end(crossing, by=None)


def withdrawn(crossing: Crossing, text: str, outcome: str = "") -> None:
    end(crossing, by=None)
    tell_story(crossing.case, f"{crossing.platform}撤回了这件工单。{text}")
    _tell_street(crossing, "对方平台撤回了这件工单，请决定是否还办。")


FROM_WHERE_WE_SENT = {
    "accepted": accepted, "progress": noted, "note": noted, "returned": returned, "refused": refused, "closed": over,
}  # fmt: skip
FROM_WHERE_IT_CAME = {"note": noted, "progress": noted, "rework": asked_again, "closed": closed, "withdrawn": withdrawn}


def act_on(crossing: Crossing, event: str, *, text: str, outcome: str) -> None:
    """Raises ValidationError for an event that makes no sense here, StepRefused for one that comes at the wrong time."""
    out = crossing.direction == Crossing.Direction.OUT
    act: Any = (FROM_WHERE_WE_SENT if out else FROM_WHERE_IT_CAME).get(event)
    if act is None:
        known = "、".join(FROM_WHERE_WE_SENT if out else FROM_WHERE_IT_CAME)
        raise ValidationError({"event": f"这件工单上没有“{event[:20]}”这种事件，可以是：{known}。"})
    act(crossing, text, outcome)


def _begin_there(crossing: Crossing) -> None:
    """Work goes on there: the case is taken on in the name of the department that stands for the platform."""
    if crossing.case.state == C.DISPATCHED:
        steps.accept(crossing.case, by=None)


def _tell_street(crossing: Crossing, words: str) -> None:
    case = crossing.case
    street = codes.at_level(case.division_id, "subdistrict")
    people = User.objects.filter(
        is_active=True, memberships__until=None, memberships__role__in=STREET, memberships__division=street
    ).distinct()
    mine = [crossing.created_by] if crossing.created_by else []
    notify([*mine, *people], f"{case.number} {case.title}：{words}", url=case.get_absolute_url(), kind="case")
