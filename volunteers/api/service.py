"""`service-projects`, `shifts` and `service-records` over REST."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from governance.api.fields import Nothing, WithReason
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Editable, Steps
from volunteers.actions import hours, projects, records
from volunteers.api.serializers import (
    NewProject,
    NewRecord,
    NewShift,
    ProjectEdit,
    ProjectRow,
    RecordRow,
    ShiftRow,
    ToCheckIn,
    ToCheckOut,
    ToRetime,
)
from volunteers.filters import ProjectFilter, ServiceRecordFilter, ShiftFilter
from volunteers.flows import PROJECT, SERVICE_RECORD
from volunteers.models import Project, ServiceRecord, Shift


class ProjectViewSet(Creatable, Editable, Steps, ScopedViewSet):
    """志愿服务项目。下级区划都看得到。"""

    queryset = Project.objects.all()
    serializer_class = ProjectRow
    filterset_class = ProjectFilter
    create_question, edit_question = NewProject, ProjectEdit
    flow = PROJECT
    steps: ClassVar[dict[str, Any]] = {
        "open": (Nothing, projects.open_project), "close": (Nothing, projects.close_project),
    }  # fmt: skip

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Project:
        return projects.add_project(asked.pop("unit"), by=by, id=id, **asked)

    def change(self, row: Project, asked: dict[str, Any], *, by: Any) -> Project:
        return projects.change_project(row, by=by, **asked)

    def detail_fields(self, row: Project) -> dict[str, Any]:
        return {"allowed_steps": self.allowed_steps(row)}


class ShiftViewSet(Creatable, Steps, ScopedViewSet):
    """班次。`cancel` 取消一个还没有人签到的班次。"""

    queryset = Shift.objects.all()
    serializer_class = ShiftRow
    filterset_class = ShiftFilter
    ordering_fields = ("starts_at",)
    ordering = "starts_at"
    create_question = NewShift
    steps: ClassVar[dict[str, Any]] = {"cancel": (Nothing, projects.cancel_shift)}

    @classmethod
    def may(cls, verb: str) -> str:
        """To cancel is to change: the role table has no word of its own for it."""
        return super().may("change" if verb == "cancel" else verb)

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Shift:
        return projects.add_shift(asked.pop("project"), by=by, id=id, **asked)


class ServiceRecordViewSet(Creatable, Steps, ScopedViewSet):
    """服务记录。`PUT` 或 `POST` 就是报名；时长由计时以外的人确认。"""

    queryset = ServiceRecord.objects.all()
    serializer_class = RecordRow
    filterset_class = ServiceRecordFilter
    ordering_fields = ("signed_up_at",)
    ordering = "-signed_up_at"
    create_question = NewRecord
    flow = SERVICE_RECORD
    steps: ClassVar[dict[str, Any]] = {
        "arrive": (ToCheckIn, records.arrive),
        "leave": (ToCheckOut, records.leave),
        "retime": (ToRetime, records.retime),
        "confirm": (Nothing, hours.confirm),
        "dispute": (WithReason, records.dispute),
        "miss": (Nothing, records.miss),
        "cancel": (Nothing, records.cancel),
    }

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> ServiceRecord:
        return records.sign_up(asked.pop("shift"), by=by, id=id, **asked)

    def detail_fields(self, row: ServiceRecord) -> dict[str, Any]:
        entries = row.entries.order_by("id").values("day", "minutes", "kind", "recorded_at")
        return {"allowed_steps": self.allowed_steps(row), "entries": list(entries)}
