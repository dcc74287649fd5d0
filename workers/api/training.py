"""`trainings`, `sessions` and `attendances` over REST."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from governance.api.fields import Nothing
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Editable, Steps
from workers.actions import attendances, trainings
from workers.api.serializers import (
    AttendanceRow,
    NewAttendance,
    NewSession,
    NewTraining,
    SessionEdit,
    SessionRow,
    ToNote,
    TrainingEdit,
    TrainingRow,
)
from workers.filters import AttendanceFilter, SessionFilter, TrainingFilter
from workers.flows import TRAINING
from workers.models import Attendance, Session, Training


def give_up(attendance: Attendance, *, by: Any) -> Attendance:
    return attendances.give_up(attendance, by=by)


class TrainingViewSet(Creatable, Editable, Steps, ScopedViewSet):
    """培训。上级办的，下级都看得到。"""

    queryset = Training.objects.standing()
    serializer_class = TrainingRow
    filterset_class = TrainingFilter
    create_question, edit_question = NewTraining, TrainingEdit
    flow = TRAINING
    steps: ClassVar[dict[str, Any]] = {
        "open": (Nothing, trainings.open_training), "finish": (Nothing, trainings.finish), "cancel": (Nothing, trainings.cancel),
    }  # fmt: skip

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Training:
        return trainings.add_training(asked.pop("division"), by=by, id=id, **asked)

    def change(self, row: Training, asked: dict[str, Any], *, by: Any) -> Training:
        return trainings.change_training(row, by=by, **asked)

    def detail_fields(self, row: Training) -> dict[str, Any]:
        return {"allowed_steps": self.allowed_steps(row)}


class SessionViewSet(Creatable, Editable, ScopedViewSet):
    """培训场次。"""

    queryset = Session.objects.standing()
    serializer_class = SessionRow
    filterset_class = SessionFilter
    ordering_fields = ("starts_at", "pk")
    ordering = "starts_at"
    create_question, edit_question = NewSession, SessionEdit

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Session:
        return trainings.add_session(asked.pop("training"), by=by, id=id, **asked)

    def change(self, row: Session, asked: dict[str, Any], *, by: Any) -> Session:
        return trainings.change_session(row, by=by, **asked)

    @extend_schema(request=ToNote)
    @action(detail=True, methods=["post"])
    def note(self, request: Any, **kwargs: Any) -> HttpResponse:
        """签到：列出到场的，其余由您签到的人记为未到。"""
        row = self.get_object()
        attendances.note(row, by=request.user, **self.ask(ToNote))
        return self.answer(row)


class AttendanceViewSet(Creatable, Steps, ScopedViewSet):
    """培训签到。新建是报名；`withdraw` 取消报名。在上课那天任职的区划里。"""

    queryset = Attendance.objects.standing()
    serializer_class = AttendanceRow
    filterset_class = AttendanceFilter
    create_question = NewAttendance
    steps: ClassVar[dict[str, Any]] = {"withdraw": (Nothing, give_up)}

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Attendance:
        return attendances.enrol(asked["session"], asked["worker"], by=by, id=id)
