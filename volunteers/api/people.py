"""`volunteer-units` and `volunteers` over REST. Personal values are masked but for the one answer of `reveal`."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import Any, ClassVar

import orjson
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from governance.api.fields import Nothing
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Editable, Steps
from neighborhoods.api.serializers import Seen, ToReveal
from volunteers.actions import units, volunteers
from volunteers.api.serializers import (
    NewUnit,
    NewVolunteer,
    ToEndTitle,
    ToJoin,
    ToLeaveUnit,
    ToQuit,
    ToRecognize,
    UnitEdit,
    UnitRow,
    VolunteerEdit,
    VolunteerRow,
)
from volunteers.filters import UnitFilter, VolunteerFilter
from volunteers.flows import UNIT, VOLUNTEER
from volunteers.models import Unit, Volunteer


class UnitViewSet(Creatable, Editable, Steps, ScopedViewSet):
    """志愿者组织，四级：区协会、街道分会、社区志愿者工作站、专业服务队。"""

    queryset = Unit.objects.all()
    serializer_class = UnitRow
    filterset_class = UnitFilter
    create_question, edit_question = NewUnit, UnitEdit
    flow = UNIT
    steps: ClassVar[dict[str, Any]] = {
        "activate": (Nothing, units.activate), "suspend": (Nothing, units.suspend), "close": (Nothing, units.close),
    }  # fmt: skip

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Unit:
        return units.add_unit(asked.pop("division"), by=by, id=id, **asked)

    def change(self, row: Unit, asked: dict[str, Any], *, by: Any) -> Unit:
        return units.change_unit(row, by=by, **asked)

    def detail_fields(self, row: Unit) -> dict[str, Any]:
        return {"allowed_steps": self.allowed_steps(row)}


class VolunteerViewSet(Creatable, Editable, Steps, ScopedViewSet):
    """志愿者。姓名、电话是掩码；退出的只在 `?state=quit` 时列出。"""

    queryset = Volunteer.objects.all()
    serializer_class = VolunteerRow
    filterset_class = VolunteerFilter
    ordering_fields = ("number",)
    ordering = "number"
    create_question, edit_question = NewVolunteer, VolunteerEdit
    flow = VOLUNTEER
    steps: ClassVar[dict[str, Any]] = {
        "verify": (Nothing, volunteers.verify), "activate": (Nothing, volunteers.activate), "quit": (ToQuit, volunteers.quit),
    }  # fmt: skip

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Volunteer:
        return volunteers.register(by=by, id=id, **asked)

    def change(self, row: Volunteer, asked: dict[str, Any], *, by: Any) -> Volunteer:
        return volunteers.change_volunteer(row, by=by, **asked)

    def detail_fields(self, row: Volunteer) -> dict[str, Any]:
        return {"allowed_steps": self.allowed_steps(row)}

    @extend_schema(request=ToReveal, responses=Seen)
    @action(detail=True, methods=["post"])
    def reveal(self, request: Any, **kwargs: Any) -> HttpResponse:
        """看一个人的完整信息：须写理由，留痕。"""
        seen = volunteers.reveal(self.get_object(), by=request.user, **self.ask(ToReveal))
        headers = {"Cache-Control": "no-store"}
        return HttpResponse(orjson.dumps(asdict(seen)), content_type="application/json", headers=headers)

    @extend_schema(request=ToJoin)
    @action(detail=True, methods=["post"])
    def join(self, request: Any, **kwargs: Any) -> HttpResponse:
        """加入一个组织。"""
        row = self.get_object()
        units.join(row, by=request.user, **self.ask(ToJoin))
        return self.answer(row)

    @extend_schema(request=ToLeaveUnit)
    @action(detail=True, methods=["post"])
    def leave(self, request: Any, **kwargs: Any) -> HttpResponse:
        """离开一个组织。"""
        row, asked = self.get_object(), self.ask(ToLeaveUnit)
        span = row.belongings.current().filter(unit=asked.pop("unit")).first()
        if span is None:
            raise ValidationError({"unit": "这位志愿者不在这个组织里。"})
        units.leave(span, by=request.user, **asked)
        return self.answer(row)

    @extend_schema(request=ToRecognize)
    @action(detail=True, methods=["post"])
    def recognize(self, request: Any, **kwargs: Any) -> HttpResponse:
        """命名表彰。"""
        row = self.get_object()
        units.recognize(row, by=request.user, **self.ask(ToRecognize))
        return self.answer(row)

    @extend_schema(request=ToEndTitle)
    @action(detail=True, methods=["post"], url_path="end-recognition")
    def end_recognition(self, request: Any, **kwargs: Any) -> HttpResponse:
        """结束一个称号。"""
        row, asked = self.get_object(), self.ask(ToEndTitle)
        span = row.recognitions.current().filter(title=asked.pop("title")).first()
        if span is None:
            raise ValidationError({"title": "这位志愿者没有这个称号。"})
        units.end_recognition(span, by=request.user, **asked)
        return self.answer(row)
