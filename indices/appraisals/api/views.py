"""`appraisals`, `appraisal-rows` and `external-assessments` over REST."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from governance.access.scoping import can
from governance.api.fields import Nothing, WithReason
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Steps
from governance.flow.machine import StepForbidden
from indices.appraisals.actions import appraisals, external, rows
from indices.appraisals.api import serializers as asked
from indices.appraisals.filters import AppraisalFilter, AppraisalRowFilter, ExternalFilter
from indices.appraisals.flows import APPRAISAL, APPRAISAL_ROW, EXTERNAL, is_appraiser
from indices.appraisals.models import Appraisal, AppraisalRow, ExternalAssessment
from indices.appraisals.selectors.beside import compare


class AppraisalViewSet(Creatable, Steps, ScopedViewSet):
    """考核：区考街镇、街镇考居村，得分取自已发布的睦邻指数。"""

    queryset = Appraisal.objects.standing()
    serializer_class = asked.AppraisalOut
    filterset_class = AppraisalFilter
    ordering_fields = ("recorded_at", "pk")
    ordering = "-recorded_at"
    create_question = asked.NewAppraisal
    flow = APPRAISAL
    steps: ClassVar[dict[str, Any]] = {
        "issue": (asked.ToIssue, appraisals.issue), "collect": (Nothing, appraisals.collect),
        "settle": (asked.ToSettle, appraisals.settle), "publish": (Nothing, appraisals.publish),
        "withdraw": (WithReason, appraisals.withdraw),
    }  # fmt: skip

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Appraisal:
        return appraisals.create(id=id, by=by, **asked)

    def detail_fields(self, row: Appraisal) -> dict[str, Any]:
        return {"allowed_steps": self.allowed_steps(row)}

    @extend_schema(request=asked.ToTarget)
    @action(detail=True, methods=["post"])
    def targets(self, request: Any, **kwargs: Any) -> HttpResponse:
        """填各单位的目标值。"""
        row = self._mine()
        appraisals.set_targets(row, by=request.user, **self.ask(asked.ToTarget))
        return self.answer(row)

    @extend_schema(request=asked.ToGate)
    @action(detail=True, methods=["post"], url_path="add-gate")
    def add_gate(self, request: Any, **kwargs: Any) -> HttpResponse:
        """加一条门槛。"""
        return self.answer(appraisals.add_gate(self._mine(), by=request.user, **self.ask(asked.ToGate)))

    def _mine(self) -> Appraisal:
        row = self.get_object()
        if not can(self.request.user, "appraisals.change_appraisal", row):
            raise StepForbidden("您没有修改这次考核的权限。")
        return row


class AppraisalRowViewSet(Steps, ScopedViewSet):
    """考核对象：一个单位在一次考核里的目标、自评、核验、申诉和结果。"""

    queryset = AppraisalRow.objects.standing()
    serializer_class = asked.AppraisalRowOut
    filterset_class = AppraisalRowFilter
    flow = APPRAISAL_ROW
    steps: ClassVar[dict[str, Any]] = {
        "assess": (asked.ToAssessSelf, rows.assess), "verify": (asked.ToVerify, rows.verify), "appeal": (asked.ToAppeal, rows.appeal),
        "uphold": (asked.ToUphold, rows.uphold), "reject": (asked.ToReject, rows.reject),
    }  # fmt: skip

    def detail_fields(self, row: AppraisalRow) -> dict[str, Any]:
        given = row.adjustments.filter(withdrawn_at=None).order_by("at", "id")
        fields = ("id", "kind", "points", "gate", "reason", "evidence", "at")
        return {"allowed_steps": self.allowed_steps(row), "adjustments": list(given.values(*fields))}

    @extend_schema(request=asked.ToAdjust)
    @action(detail=True, methods=["post"])
    def adjust(self, request: Any, **kwargs: Any) -> HttpResponse:
        """登记加分、扣分或门槛事件。"""
        row = self.get_object()
        if not is_appraiser(row, request.user):
            raise StepForbidden("加减分由考核单位登记。")
        rows.adjust(row, by=request.user, **self.ask(asked.ToAdjust))
        return self.answer(row)


class ExternalAssessmentViewSet(Creatable, Steps, ScopedViewSet):
    """第三方评估。验收并公开的，人人可读。"""

    queryset = ExternalAssessment.objects.standing()
    serializer_class = asked.ExternalOut
    filterset_class = ExternalFilter
    ordering_fields = ("recorded_at", "pk")
    ordering = "-recorded_at"
    create_question = asked.NewExternal
    flow = EXTERNAL
    labels: ClassVar[dict[str, str]] = {"publish": "公开"}
    steps: ClassVar[dict[str, Any]] = {
        "deliver": (asked.ToDeliver, external.deliver), "return": (asked.ToReturnDelivery, external.send_back),
        "accept": (asked.ToAccept, external.accept), "publish": (Nothing, external.publish), "withdraw": (WithReason, external.withdraw),
    }  # fmt: skip

    def get_queryset(self) -> Any:
        return ExternalAssessment.objects.for_reader(self.request.user).standing()

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> ExternalAssessment:
        return external.commission(id=id, by=by, **asked)

    def detail_fields(self, row: ExternalAssessment) -> dict[str, Any]:
        if row.state == ExternalAssessment.State.COMMISSIONED:
            return {"allowed_steps": self.allowed_steps(row), "scores": [], "correlation": None}
        both = compare(row)
        scores = [
            {"division": one.unit.code, "score": one.theirs, "rank": one.their_rank, "index": one.ours, "index_rank": one.our_rank,
             "parts": dict(zip(row.dimensions, one.parts, strict=True))} for one in both.pairs
        ]  # fmt: skip
        return {"allowed_steps": self.allowed_steps(row), "scores": scores, "correlation": both.correlation}
