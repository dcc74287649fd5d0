"""`index-scores`: a score, how it came about, and the rows behind each of its numbers."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action

from governance.api import rows
from governance.api.errors import invalid
from governance.api.paging import Order
from governance.api.registry import resources
from governance.api.streaming import TYPES
from governance.api.viewsets import RESERVED, ScopedViewSet
from indices.api.records import OWN_ROWS
from indices.api.serializers import Explained, ScoreRow
from indices.filters import ScoreFilter
from indices.indicators import SIDES, Indicator, indicator
from indices.models import Observation, Score
from indices.selectors import explaining
from indices.selectors import records as behind_a_number


class IndexScoreViewSet(ScopedViewSet):
    """得分。已发布的人人可读；还没有发布的，只在自己辖区内可读。"""

    queryset = Score.objects.all()
    serializer_class = ScoreRow
    filterset_class = ScoreFilter
    ordering_fields = ("id", "division")
    ordering = "id"

    def get_queryset(self) -> Any:
        return Score.objects.for_reader(self.request.user)

    @extend_schema(responses=Explained, parameters=[], filters=False)
    @action(detail=True, methods=["get"], url_path="explain", pagination_class=None)
    def explain(self, request: Any, **kwargs: Any) -> HttpResponse:
        """从得分到每项指标的分子和分母；每个数字都有一个 `records` 地址，恰好列出计入的记录。"""
        score = self._score()
        run = score.run
        body = {
            "id": str(score.pk), "division": score.division_id, "period": run.period, "scheme": run.scheme_version.scheme.code,
            "scheme_hash": run.scheme_version.hash, "observations_hash": run.observations_hash,
            "tree": _node(explaining.tree(score, request.user), _address(request, score)),
        }  # fmt: skip
        return HttpResponse(orjson.dumps(body), content_type="application/json")

    @extend_schema(
        responses={200: {"type": "object"}},
        filters=False,
        parameters=[
            OpenApiParameter("indicator", str, required=True, description="指标代码"),
            OpenApiParameter("side", str, required=True, enum=list(SIDES), description="分子、分母，或没有计入分子的"),
        ],
    )
    @action(detail=True, methods=["get"], url_path="records")
    def records(self, request: Any, **kwargs: Any) -> HttpResponseBase:
        """一个数字背后的记录，格式同该类记录的列表；分页、csv、ndjson 都可用。只列出您有权查看的。"""
        score, one, side = self._score(), _indicator(request), request.GET.get("side", "")
        if side not in SIDES or (side == "rest" and not one.parted):
            raise invalid("side", f"side 只能是 {'、'.join(SIDES if one.parted else SIDES[:2])}。")
        if unknown := set(request.GET) - RESERVED - {"indicator", "side"}:
            raise invalid(min(unknown), f"没有“{min(unknown)[:60]}”这个参数。")
        if not Observation.objects.for_reader(request.user).filter(run=score.run_id, indicator=one.code).exists():
            raise invalid("indicator", f"这个方案没有用到指标“{one.code}”。")
        found = behind_a_number.behind(request.user, one, score.run, side, score.division_id)
        return self._listed(request, found, one.resource_of(side))

    def _listed(self, request: Any, found: Any, resource: str) -> HttpResponseBase:
        kind = request.GET.get("format", "json")
        if kind not in ("json", *TYPES):
            raise invalid("format", "格式只有 json、csv、ndjson。")
        shared = resources().get(resource)
        self.serializer_class = shared.serializer_class if shared else OWN_ROWS[resource]
        columns = rows.chosen(self.serializer_class, request.GET.get("fields"))
        if kind != "json":
            return self._export(found, columns, kind)
        return self._page(found, columns, Order.parse(request.GET.get("ordering", "id"), ("id",)))

    def _score(self) -> Score:
        score = self.get_object()
        return (
            Score.objects.for_reader(self.request.user)
            .select_related("division", "run__scheme_version__scheme")
            .get(pk=score.pk)
        )


def _indicator(request: Any) -> Indicator:
    try:
        return indicator(request.GET.get("indicator", ""))
    except KeyError:
        raise invalid("indicator", "没有这项指标。") from None


def _address(request: HttpRequest, score: Score) -> str:
    return request.build_absolute_uri(request.path.removesuffix("explain/") + "records/")


def _node(line: explaining.Line, address: str) -> dict[str, Any]:
    node = {
        "code": line.code, "name": line.name, "score": line.score, "weight": line.weight,
        "effective_weight": line.effective, "contribution": line.contribution,
    }  # fmt: skip
    if line.figure is None:
        return node | {"aggregation": line.aggregation, "children": [_node(child, address) for child in line.children]}
    return node | _figure(line.figure, f"{address}?indicator={line.code}&side=")


def _figure(figure: explaining.Figure, address: str) -> dict[str, Any]:
    card = figure.indicator.card
    above, below = (None, None) if figure.hidden else (_number(figure.numerator), _number(figure.denominator))
    return {
        "value": figure.value, "status": figure.status, "shrunk": figure.shrunk,
        "goalposts": None if figure.low is None else [figure.low, figure.high],
        "numerator": {"label": card.numerator, "count": above, "records": f"{address}numerator"},
        "denominator": {"label": card.denominator, "count": below, "records": f"{address}denominator"},
    }  # fmt: skip


def _number(value: Any) -> float | int | None:
    return None if value is None else int(value) if value == int(value) else float(value)
