"""Rules beside the flow: taking a case back, recording the resident's answer, and how long one may be reopened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.models import Case, Round
from governance.access.models import User
from governance.access.scoping import can
from governance.flow.machine import StepForbidden, StepRefused

S = Case.State
REOPEN_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Objection:
    """Why not: `forbidden` to this person (403), or `refused` as things stand (409). Neither: go on."""

    forbidden: str = ""
    refused: str = ""

    def __bool__(self) -> bool:
        return bool(self.forbidden or self.refused)

    def enforce(self) -> None:
        if self.forbidden:
            raise StepForbidden(self.forbidden)
        if self.refused:
            raise StepRefused(self.refused)


def withdrawal(case: Case, user: User) -> Objection:
    """A clerk takes back the own case until it is dispatched; the street any case until it is closed."""
    if not can(user, "cases.withdraw_case", case):
        return Objection(forbidden="您没有“撤回”的权限。")
    if case.withdrawn_at:
        return Objection(refused="这件工单已经撤回。")
    if case.state == S.CLOSED:
        return Objection(refused="已结案的工单不能撤回。")
    if can(user, "cases.change_case", case):
        return Objection()
    if case.created_by_id != user.pk:
        return Objection(forbidden="只能撤回自己登记的工单。")
    if case.state not in (S.RECEIVED, S.FILED):
        return Objection(refused="工单已经派遣，不能再撤回。请联系街道。")
    return Objection()


def answering(case: Case, user: User, last: Round | None) -> Objection:
    """After closing, once a round (`last` is the newest, with its answer loaded or not)."""
    if not can(user, "cases.answer_case", case):
        return Objection(forbidden="您没有“登记回访”的权限。")
    if case.withdrawn_at or case.state != S.CLOSED or last is None:
        return Objection(refused="结案以后才能登记回访。")
    if hasattr(last, "answer"):
        return Objection(refused="这一轮办理已经登记过回访。")
    return Objection()


def last_round(case: Case) -> Round | None:
    return case.rounds.select_related("answer").order_by("-number").first()


def too_late_to_reopen(case: Case, now: datetime) -> bool:
    return case.closed_at is not None and now - case.closed_at > REOPEN_WITHIN
