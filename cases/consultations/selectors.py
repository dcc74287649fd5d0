"""Questions about consultations and duties that pages and the API ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.db.models.functions import Now
from django.utils import timezone

from cases.consultations.flows import CONSULTATION, DUTY
from cases.consultations.models import Consultation, Duty
from cases.consultations.rules import not_to_close, not_to_hold, not_to_withdraw, own_party
from governance.access.models import User
from governance.access.scoping import can
from governance.flow.machine import StepRefused

S, D = Consultation.State, Duty.State
OPEN = Q(withdrawn_at=None) & ~Q(state=S.CLOSED)


@dataclass(frozen=True, slots=True)
class View:
    """A ready-made question of a list: `key` in the address, `label` on the tab."""

    key: str
    label: str


VIEWS = (
    View("open", "全部未结"), View("raised", "待征询"), View("consulting", "征询意见"), View("held", "待出纪要"),
    View("minuted", "督察跟踪"), View("closed", "已办结"),
)  # fmt: skip
DUTY_VIEWS = (
    View("open", "未完成"), View("overdue", "已超期"), View("fulfilled", "待督察"), View("passed", "督察通过"), View("all", "全部"),
)  # fmt: skip


def view_condition(key: str) -> Q:
    if key == "open":
        return OPEN
    return Q(withdrawn_at=None, state=S(key))


def duty_condition(key: str, now: datetime | Now) -> Q:
    standing = Q(withdrawn_at=None)
    match key:
        case "open":
            return standing & Q(state=D.ASSIGNED)
        case "overdue":
            return standing & Q(state=D.ASSIGNED, due_at__lt=now)
        case "all":
            return standing
    return standing & Q(state=D(key))


def view_counts(user: User) -> dict[str, int]:
    """How many each tab of open ones holds, in one query."""
    counts = {view.key: Count("pk", filter=view_condition(view.key)) for view in VIEWS if view.key != "closed"}
    return Consultation.objects.visible_to(user).filter(OPEN).order_by().aggregate(**counts)


def duty_counts(user: User, now: datetime) -> dict[str, int]:
    asked = [view.key for view in DUTY_VIEWS if view.key not in ("passed", "all")]
    counts = {key: Count("pk", filter=duty_condition(key, now)) for key in asked}
    return Duty.objects.visible_to(user).open().order_by().aggregate(**counts)


def matching(text: str) -> Q:
    return Q(number__contains=text.upper()) | Q(title__contains=text)


def allowed_steps(user: User, consultation: Consultation) -> list[str]:
    """What `user` may do now and would not be refused, by name, the usual first."""
    names = [step.name for step in CONSULTATION.open_to(user, consultation)]
    if "hold" in names and not_to_hold(consultation, timezone.now()):
        names.remove("hold")
    if "close" in names and not_to_close(consultation):
        names.remove("close")
    return [*(["answer"] if may_answer(user, consultation) else []), *names, *_beside(user, consultation)]


def may_answer(user: User, consultation: Consultation) -> bool:
    if consultation.withdrawn_at or consultation.state != S.CONSULTING:
        return False
    try:
        own_party(consultation, user)
    except (PermissionDenied, StepRefused):
        return False
    except ValidationError:  # several, among which one is named
        return True
    return True


def _beside(user: User, consultation: Consultation) -> list[str]:
    """What is no step of the flow."""
    minuted = consultation.state == S.MINUTED and not consultation.withdrawn_at
    names = ["assign"] if minuted and can(user, "consultations.minute_consultation", consultation) else []
    return names if not_to_withdraw(consultation, user) else [*names, "withdraw"]


def duty_steps(user: User, duty: Duty) -> list[str]:
    return [step.name for step in DUTY.open_to(user, duty)]
