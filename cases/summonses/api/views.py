"""`summonses` and `invitations` over REST."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from cases.lookups import category_at, department_at
from cases.summonses.actions import answers, steps, summonses
from cases.summonses.api import serializers as asked_for
from cases.summonses.filters import InvitationFilter, SummonsFilter
from cases.summonses.flows import SUMMONS
from cases.summonses.models import Invitation, Summons
from cases.summonses.selectors import allowed_steps
from governance.api.fields import Nothing, WithReason
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Steps


def check(summons: Summons, *, by: Any, departments: list[str] | None = None) -> Summons:
    chosen = None if departments is None else [department_at(summons.division_id, code) for code in departments]
    return steps.check(summons, by=by, departments=chosen)


def invite(summons: Summons, *, by: Any, department: str) -> Summons:
    return steps.invite(summons, by=by, department=department_at(summons.division_id, department))


def _named(act: Any) -> Any:
    """The action with `department` named by its code."""

    def take(summons: Summons, *, by: Any, department: str = "", **asked: Any) -> Summons:
        office = department_at(summons.division_id, department) if department else None
        return act(summons, by=by, department=office, **asked)

    return take


def rate(summons: Summons, *, by: Any, ratings: list[dict[str, Any]]) -> Summons:
    said = {
        department_at(summons.division_id, one["department"]).pk: (one["rating"], one["comment"]) for one in ratings
    }
    return steps.rate(summons, by=by, ratings=said)


def escalate(summons: Summons, *, by: Any, category: str = "") -> Summons:
    chosen = category_at(summons.division_id, category) if category else None
    return summonses.escalate(summons, by=by, category=chosen)


VERBS = {"decline": "accept", "report": "report", "invite": "check", "again": "confirm", "escalate": "confirm"}
"""Steps beside the flow and the permission that each takes."""


class SummonsViewSet(Creatable, Steps, ScopedViewSet):
    """约请。`check` 由街道核实发出；`accept decline arrive report` 由部门办理；`resolve fail rate` 由居委确认和评价。

    `again` 答复的是新的一件约请。撤回的只在 `?withdrawn=true` 时列出。
    """

    queryset = Summons.objects.all()
    serializer_class = asked_for.SummonsRow
    filterset_class = SummonsFilter
    ordering_fields = ("raised_at",)
    ordering = "-raised_at"
    create_question = asked_for.NewSummons
    flow = SUMMONS
    steps: ClassVar[dict[str, Any]] = {
        "check": (asked_for.ToCheck, check),
        "return": (WithReason, steps.send_back),
        "resubmit": (asked_for.ToResubmit, steps.resubmit),
        "invite": (asked_for.ToInvite, invite),
        "accept": (asked_for.ForDepartment, _named(answers.accept)),
        "decline": (asked_for.ToDecline, _named(answers.decline)),
        "arrive": (asked_for.ToArriveOnSite, _named(answers.arrive)),
        "report": (asked_for.ToReport, _named(answers.report)),
        "resolve": (Nothing, steps.resolve),
        "fail": (WithReason, steps.fail),
        "rate": (asked_for.ToRate, rate),
        "again": (asked_for.ToAskAgain, summonses.again),
        "escalate": (asked_for.ToEscalate, escalate),
        "withdraw": (WithReason, summonses.withdraw),
    }

    @classmethod
    def may(cls, verb: str) -> str:
        return super().may(VERBS.get(verb, verb))

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Summons:
        asked["departments"] = [department_at(asked["division"].code, code) for code in asked["departments"]]
        return summonses.raise_summons(id=id, by=by, **asked)

    def allowed_steps(self, row: Summons) -> list[str]:
        return allowed_steps(self.request.user, row)

    def detail_fields(self, row: Summons) -> dict[str, Any]:
        sent = row.invitations.filter(withdrawn_at=None).order_by("sent_at", "id")
        columns = asked_for.InvitationRow.Meta.fields
        shown = sent.values("department__code", *(set(columns) - {"summons", "division", "department"}))
        history = row.entries.select_related("by", "department")
        return {
            "allowed_steps": self.allowed_steps(row),
            "invitations": [{"department": one.pop("department__code"), **one} for one in shown],
            "history": [
                {
                    "at": entry.at, "step": entry.step, "by": str(entry.by) if entry.by else None,
                    "department": entry.department.code if entry.department else None, "text": entry.text,
                }
                for entry in history
            ],
        }  # fmt: skip


class InvitationViewSet(ScopedViewSet):
    """应约。每个部门一条，随约请的步骤变化，只读；按时到场率由它计数。"""

    queryset = Invitation.objects.all()
    serializer_class = asked_for.InvitationRow
    filterset_class = InvitationFilter
    ordering_fields = ("recorded_at",)
    ordering = "-recorded_at"
