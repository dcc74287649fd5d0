"""`hazards`, `rectifications`, `risk-points`, `risk-kinds` and `violations` over REST."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from cases.hazards.actions import hazards, opening, points, violations
from cases.hazards.api import serializers as asked
from cases.hazards.filters import HazardFilter, KindFilter, PointFilter, RectificationFilter, ViolationFilter
from cases.hazards.flows import HAZARD, VIOLATION
from cases.hazards.models import Hazard, Rectification, RiskKind, RiskPoint, Violation
from cases.hazards.selectors import kind_at
from cases.lookups import category_at, department_at
from governance.api.fields import Nothing, WithReason
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Editable, Steps


def assess(hazard: Hazard, *, by: Any, department: str = "", **given: Any) -> Hazard:
    office = department_at(hazard.division_id, department) if department else None
    return hazards.assess(hazard, by=by, department=office, **given)


def _kind(given: dict[str, Any], division: str) -> dict[str, Any]:
    return given | {"kind": kind_at(division, given["kind"])} if "kind" in given else given


class RiskKindViewSet(ScopedViewSet):
    """风险种类和各阶段的预案。在一个区划之内以代码为键，下级沿用上级的。"""

    queryset = RiskKind.objects.all()
    serializer_class = asked.RiskKindRow
    filterset_class = KindFilter
    lookup_field = "code"
    ordering = "order"
    ordering_fields = ("order", "code")


class RiskPointViewSet(Creatable, Editable, Steps, ScopedViewSet):
    """风险点。"""

    queryset = RiskPoint.objects.standing()
    serializer_class = asked.RiskPointRow
    filterset_class = PointFilter
    ordering_fields = ("recorded_at", "pk")
    ordering = "-recorded_at"
    create_question = asked.NewPoint
    edit_question = asked.PointEdit
    steps: ClassVar[dict[str, Any]] = {"withdraw": (WithReason, points.withdraw)}

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> RiskPoint:
        return points.add_point(id=id, by=by, **_kind(asked, asked["division"].code))

    def change(self, row: RiskPoint, asked: dict[str, Any], *, by: Any) -> RiskPoint:
        return points.change_point(row, by=by, **_kind(asked, row.division_id))


class HazardViewSet(Creatable, Steps, ScopedViewSet):
    """隐患。没有责任部门的由居委整改；复查人不能是整改人。"""

    queryset = Hazard.objects.standing()
    serializer_class = asked.HazardRow
    filterset_class = HazardFilter
    ordering_fields = ("found_at", "pk")
    ordering = "-found_at"
    create_question = asked.NewHazard
    flow = HAZARD
    steps: ClassVar[dict[str, Any]] = {
        "assess": (asked.ToAssess, assess), "begin": (Nothing, hazards.begin), "refuse": (WithReason, hazards.refuse),
        "rectify": (asked.ToRectify, hazards.rectify), "return": (asked.ToReturn, hazards.send_back),
        "clear": (asked.ToClear, hazards.clear), "withdraw": (WithReason, hazards.withdraw),
    }  # fmt: skip

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Hazard:
        return hazards.report(id=id, by=by, **_kind(asked, asked["division"].code))

    def allowed_steps(self, row: Hazard) -> list[str]:
        mine = hazards.may_withdraw(self.request.user, row)
        return [*super().allowed_steps(row), *(["withdraw"] if mine else [])]

    def detail_fields(self, row: Hazard) -> dict[str, Any]:
        entries = row.entries.select_related("by")
        history = [
            {"at": one.at, "step": one.step, "by": str(one.by) if one.by else None, "text": one.text} for one in entries
        ]
        return {"allowed_steps": self.allowed_steps(row), "history": history}

    @extend_schema(request=asked.ToOpen)
    @action(detail=True, methods=["post"], url_path="open-case")
    def open_case(self, request: Any, **kwargs: Any) -> HttpResponse:
        """转工单：一件隐患一件工单。"""
        row = self.get_object()
        category = category_at(row.division_id, self.ask(asked.ToOpen)["category"])
        opening.open_from(row, category=category, by=request.user)
        return self.answer(row)


class RectificationViewSet(ScopedViewSet):
    """整改轮次：按期整改率数的就是它。`ended_at` 不空的已作废，由后一轮代替。"""

    queryset = Rectification.objects.standing()
    serializer_class = asked.RectificationRow
    filterset_class = RectificationFilter


class ViolationViewSet(Creatable, Steps, ScopedViewSet):
    """违法整治：发现、认定、责令、处罚、整治。"""

    queryset = Violation.objects.standing()
    serializer_class = asked.ViolationRow
    filterset_class = ViolationFilter
    ordering_fields = ("found_at", "pk")
    ordering = "-found_at"
    create_question = asked.NewViolation
    flow = VIOLATION
    steps: ClassVar[dict[str, Any]] = {
        "identify": (asked.ToAct, violations.identify), "order": (asked.ToOrder, violations.order),
        "punish": (asked.ToPunish, violations.punish), "restore": (asked.ToAct, violations.restore),
        "withdraw": (WithReason, violations.withdraw),
    }  # fmt: skip

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Violation:
        if code := asked.pop("department", ""):
            asked["department"] = department_at(asked["division"].code, code)
        return violations.report(id=id, by=by, **asked)

    def detail_fields(self, row: Violation) -> dict[str, Any]:
        return {"allowed_steps": self.allowed_steps(row)}
