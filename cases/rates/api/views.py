"""`case-rates`: every number of the page, one row a line and rate."""

from __future__ import annotations

import csv
import io
from typing import Any

import orjson
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.viewsets import GenericViewSet

from cases.models import Case
from cases.rates.asked import BY, Asked, asked_of
from cases.rates.definitions import PAUSES, RATES
from cases.rates.pages import address
from cases.rates.selectors import Line, table
from governance.access import codes
from governance.api.errors import invalid
from governance.api.paging import Keyset
from governance.api.streaming import BOM, TYPES
from governance.api.viewsets import RESERVED, Transacted
from governance.audit.log import record

MONTH = {"type": "string", "pattern": r"^20\d\d-(0[1-9]|1[0-2])$"}


class CaseRateRow(serializers.Serializer):
    key = serializers.CharField(help_text="区划、部门、类别的代码或月份，由 by 决定；合计是空的", allow_blank=True)
    name = serializers.CharField()
    rate = serializers.ChoiceField(choices=[(rate.code, rate.name) for rate in RATES.values()])
    label = serializers.CharField(help_text="比率的名称")  # type: ignore[assignment]  # a column
    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField()
    value = serializers.FloatField(allow_null=True, help_text="分母是 0 时为空")
    counted = serializers.CharField(help_text="列出分子每一条的页面")
    all = serializers.CharField(help_text="列出分母每一条的页面")


def _query(name: str, kind: Any, text: str, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, kind, OpenApiParameter.QUERY, description=text, **more)


PARAMETERS = [
    _query("since", MONTH, "起始月份，含；默认本月。"),
    _query("until", MONTH, "结束月份，含。"),
    _query("within", str, "区划代码，可截短。"),
    _query("by", str, "怎么分。", enum=list(BY), default="division"),
    _query("department", str, "只计这个承办部门（代码）。"),
    _query("category", str, "只计这个类别（代码）。"),
    _query("pauses", str, "缓办过的计入还是扣除。", enum=list(PAUSES), default="count"),
]


class CaseRateViewSet(Transacted, GenericViewSet):
    """办理质效。每个比率带分子、分母和列出每一条的页面；与页面同一次统计。"""

    basename = "case-rates"
    queryset = Case.objects.none()  # for the description only
    serializer_class = CaseRateRow
    filter_backends = ()
    pagination_class = Keyset
    ordering_fields = ("key",)
    ordering = "key"

    @extend_schema(parameters=PARAMETERS, filters=False)
    def list(self, request: Any) -> HttpResponse:
        """先合计，后各行，一次给全；期间按上海时间，起止两月都含。"""
        kind, fields, backward = _form(request)
        now = timezone.now()
        asked = asked_of(request.GET, request.user, now)
        found = table(request.user, asked, now)
        lines = (found.total, *(reversed(found.lines) if backward else found.lines))
        rows = [{name: row[name] for name in fields} for line in lines for row in _rows(asked, line)]
        if kind == "json":
            body = {"next": None, "previous": None, "results": rows}
            return HttpResponse(orjson.dumps(body), content_type="application/json")
        where = codes.full(asked.within) if asked.within else ""
        record("rates.export", None, by=request.user, format=kind, where=where, asked=asked.query)
        return HttpResponse(_file(rows, fields, kind), content_type=TYPES[kind])


def _form(request: Any) -> tuple[str, list[str], bool]:
    """The format, the fields, and whether the lines come in reverse. Raises 400 for what is none of the description."""
    query = request.GET
    if unknown := set(query) - {one.name for one in PARAMETERS} - RESERVED:
        raise invalid(min(unknown), f"没有“{min(unknown)[:60]}”这个参数。")
    kind, ordering, names = query.get("format", "json"), query.get("ordering", "key"), list(CaseRateRow().fields)
    if kind not in ("json", *TYPES):
        raise invalid("format", "格式只有 json、csv、ndjson。")
    if ordering not in ("key", "-key"):
        raise invalid("ordering", "只能按key排序（前加 - 为倒序）。")
    wanted = {name.strip() for name in query["fields"].split(",")} if "fields" in query else set(names)
    if unknown := wanted - set(names):
        raise invalid("fields", f"没有字段“{'、'.join(sorted(unknown))[:100]}”。")
    return kind, [name for name in names if name in wanted], ordering.startswith("-")


def _rows(asked: Asked, line: Line) -> list[dict[str, Any]]:
    base = asked.query | ({"key": line.key} if line.name != "合计" else {})
    return [
        {
            "key": line.key, "name": line.name, "rate": rate.code, "label": rate.name, "numerator": number.counted,
            "denominator": number.of, "value": number.share, "counted": address(base, rate, "counted"),
            "all": address(base, rate, "all"),
        }
        for rate in RATES.values() for number in [line.number(rate.code)]
    ]  # fmt: skip


def _file(rows: list[dict[str, Any]], fields: list[str], kind: str) -> bytes:
    if kind == "ndjson":
        return b"".join(orjson.dumps(row) + b"\n" for row in rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, fields, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return BOM + text.getvalue().encode()
