"""`consultations` and `duties` over REST."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar

from cases.consultations.actions import consultations, duties, meetings
from cases.consultations.api import serializers as asked_for
from cases.consultations.filters import ConsultationFilter, DutyFilter
from cases.consultations.flows import CONSULTATION, DUTY
from cases.consultations.models import Consultation, Duty
from cases.consultations.selectors import allowed_steps
from cases.lookups import department_at
from cases.models import Case
from governance.api.fields import Nothing, WithReason
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Steps


def consult(row: Consultation, *, by: Any, departments: list[str], answer_due_at: datetime) -> Consultation:
    offices = [department_at(row.division_id, code) for code in departments]
    return consultations.consult(row, by=by, departments=offices, answer_due_at=answer_due_at)


def answer(row: Consultation, *, by: Any, opinion: str, department: str = "") -> Consultation:
    office = department_at(row.division_id, department) if department else None
    return consultations.answer(row, by=by, opinion=opinion, department=office)


def hold(row: Consultation, *, by: Any, came: list[str] | None = None, **asked: Any) -> Consultation:
    return meetings.hold(row, by=by, came=[department_at(row.division_id, code) for code in came or ()], **asked)


def minute(row: Consultation, *, by: Any, decision: str, duties: list[dict[str, Any]]) -> Consultation:
    return meetings.minute(row, by=by, decision=decision, duties=[_charge(row, one) for one in duties])


def assign(row: Consultation, *, by: Any, **asked: Any) -> Consultation:
    one = _charge(row, asked)
    return meetings.assign(row, by=by, department=one.department, task=one.task, due_on=one.due_on)


def _charge(row: Consultation, asked: dict[str, Any]) -> meetings.Charge:
    return meetings.Charge(department_at(row.division_id, asked["department"]), asked["task"], asked["due_on"])


class ConsultationViewSet(Creatable, Steps, ScopedViewSet):
    """会商。`consult answer` 征询，`hold` 会审，`minute assign` 纪要明责，任务见 `duties`，全部通过督察后 `close`。

    撤回的只在 `?withdrawn=true` 时列出。
    """

    queryset = Consultation.objects.all()
    serializer_class = asked_for.ConsultationRow
    filterset_class = ConsultationFilter
    ordering_fields = ("raised_at",)
    ordering = "-raised_at"
    create_question = asked_for.NewConsultation
    flow = CONSULTATION
    steps: ClassVar[dict[str, Any]] = {
        "consult": (asked_for.ToConsult, consult),
        "answer": (asked_for.ToAnswer, answer),
        "hold": (asked_for.ToHoldMeeting, hold),
        "minute": (asked_for.ToMinute, minute),
        "assign": (asked_for.ACharge, assign),
        "close": (Nothing, meetings.close),
        "withdraw": (WithReason, consultations.withdraw),
    }

    @classmethod
    def may(cls, verb: str) -> str:
        """To add a duty is to minute."""
        return super().may("minute" if verb == "assign" else verb)

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Consultation:
        return consultations.raise_consultation(id=id, by=by, **asked)

    def allowed_steps(self, row: Consultation) -> list[str]:
        return allowed_steps(self.request.user, row)

    def detail_fields(self, row: Consultation) -> dict[str, Any]:
        about = Case.objects.visible_to(self.request.user).filter(consulted__consultation=row)
        parties = row.parties.order_by("asked_at", "id")
        columns = ("department__code", "asked_at", "answered_at", "opinion", "came")
        laid: Any = row.duties.order_by("ordinal").values(
            "id", "ordinal", "department__code", "task", "due_at", "state"
        )
        return {
            "allowed_steps": self.allowed_steps(row),
            "cases": list(about.order_by("number").values_list("pk", flat=True)),
            "parties": [_by_code(one) for one in parties.values(*columns)],
            "duties": [_by_code(one) for one in laid],
            "history": [
                {
                    "at": entry.at, "step": entry.step, "by": str(entry.by) if entry.by else None,
                    "department": entry.department.code if entry.department else None, "text": entry.text,
                }
                for entry in row.entries.select_related("by", "department")
            ],
        }  # fmt: skip


def _by_code(one: dict[str, Any]) -> dict[str, Any]:
    return {"department": one.pop("department__code"), **one}


class DutyViewSet(Steps, ScopedViewSet):
    """会商任务。由纪要产生：部门 `fulfil`，别人督察 `pass` 或 `return`。"""

    queryset = Duty.objects.all()
    serializer_class = asked_for.DutyRow
    filterset_class = DutyFilter
    ordering_fields = ("due_at",)
    ordering = "due_at"
    flow = DUTY
    steps: ClassVar[dict[str, Any]] = {
        "fulfil": (asked_for.WithTheResult, duties.fulfil),
        "pass": (Nothing, duties.pass_duty),
        "return": (WithReason, duties.send_back),
    }

    def detail_fields(self, row: Duty) -> dict[str, Any]:
        return {"allowed_steps": self.allowed_steps(row)}
