"""`reports`: the figures of a month or a year as they were written, and the two files."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, Value, When
from django.http import FileResponse, Http404
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from governance.api.errors import invalid
from governance.api.rows import computed
from governance.api.viewsets import ScopedViewSet
from governance.audit.log import record
from governance.files.download import open_attachment
from indices.filters import ReportFilter
from indices.models import Report
from indices.selectors.papers import SUFFIXES, files_of
from indices.stretches import PATTERNS, Kind

KIND = Case(
    *(When(period__regex=pattern, then=Value(kind.value)) for kind, pattern in PATTERNS.items()),
    output_field=CharField(),
)


class ReportRow(serializers.ModelSerializer):
    division = serializers.CharField(source="division_id", help_text="12 位区划代码")
    run = serializers.UUIDField(source="run_id", allow_null=True, help_text="所用的指数计算")
    kind = computed(serializers.ChoiceField(choices=Kind.choices, help_text="种类"), KIND)

    class Meta:
        model = Report
        fields = ["id", "division", "kind", "period", "number", "title", "digest", "run", "recorded_at"]


class ReportViewSet(ScopedViewSet):
    """月报、季报、半年报和年报。单条带 `figures`：各节的句子和表，与页面、Word、Excel 同一份数据。"""

    queryset = Report.objects.all()
    serializer_class = ReportRow
    filterset_class = ReportFilter
    ordering_fields = ("recorded_at",)
    ordering = "-recorded_at"

    def detail_fields(self, row: Report) -> dict[str, Any]:
        return {"figures": row.figures}

    @extend_schema(
        filters=False, responses={200: OpenApiTypes.BINARY},
        parameters=[OpenApiParameter("kind", str, required=True, enum=list(SUFFIXES), description="Word 或 Excel 文件")],
    )  # fmt: skip
    @action(detail=True, methods=["get"], url_path="file", pagination_class=None)
    def file(self, request: Any, **kwargs: Any) -> FileResponse:
        """下载文件，留痕。"""
        report, kind = self.get_object(), request.GET.get("kind", "")
        if kind not in SUFFIXES:
            raise invalid("kind", "文件只有 word 和 excel 两种。")
        one = files_of(report).get(kind)
        if one is None:
            raise Http404
        record("report.download", report, by=request.user, kind=kind)
        return open_attachment(one)
