"""`indicators`: the registry over REST, in the shape of every other list."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import orjson
from django.http import Http404, HttpResponse
from rest_framework.viewsets import GenericViewSet

from governance.api.errors import invalid
from governance.api.paging import Keyset
from governance.api.streaming import BOM, TYPES
from governance.api.viewsets import RESERVED, Transacted
from governance.audit.log import record
from indices.api.serializers import IndicatorRow
from indices.indicators import Indicator, indicator, indicators
from indices.models import SchemeVersion


def row_of(one: Indicator) -> dict[str, Any]:
    return {
        "code": one.code, "name": one.name, "kind": one.kind, "dimension": one.dimension, "direction": one.direction, "unit": one.unit,
        "factor": one.factor, "window_days": one.days, "minimum": one.minimum, "additive": one.additive,
        "reported": one.reported,
        "records": one.resource_of("denominator"), "numerator_records": one.resource_of("numerator"), "card": vars(one.card),
    }  # fmt: skip


class IndicatorViewSet(Transacted, GenericViewSet):
    """指标及指标卡。键是代码；指标写在程序里，人人可读。"""

    basename = "indicators"
    queryset = SchemeVersion.objects.none()  # for the description only
    serializer_class = IndicatorRow
    pagination_class = Keyset
    filter_backends = ()
    lookup_field = "code"
    lookup_value_regex = r"[^/]+"
    ordering_fields = ("code",)
    ordering = "code"

    def list(self, request: Any) -> HttpResponse:
        rows = self._asked(request)
        kind = request.GET.get("format", "json")
        if kind in TYPES:
            record("indicators.export", None, by=request.user, format=kind)
            return HttpResponse(_file(rows, kind), content_type=TYPES[kind])
        if kind != "json":
            raise invalid("format", "格式只有 json、csv、ndjson。")
        return _json({"next": None, "previous": None, "results": rows})

    def retrieve(self, request: Any, code: str) -> HttpResponse:
        try:
            return _json(row_of(indicator(code)))
        except KeyError:
            raise Http404 from None

    def _asked(self, request: Any) -> Sequence[dict[str, Any]]:
        names = set(IndicatorRow().fields)
        filters = {"kind", "dimension"}
        if unknown := set(request.GET) - RESERVED - filters:
            raise invalid(min(unknown), f"没有“{min(unknown)[:60]}”这个参数。")
        wanted = set(request.GET.get("fields", ",".join(names)).split(","))
        if not wanted <= names:
            raise invalid("fields", f"没有字段“{'、'.join(sorted(wanted - names))[:100]}”。")
        ordering = request.GET.get("ordering", "code")
        if ordering not in ("code", "-code"):
            raise invalid("ordering", "只能按code排序（前加 - 为倒序）。")
        rows = sorted(map(row_of, indicators()), key=lambda row: row["code"], reverse=ordering.startswith("-"))
        kept = [row for row in rows if all(row[name] == request.GET[name] for name in filters & set(request.GET))]
        return [{name: value for name, value in row.items() if name in wanted} for row in kept]


def _json(body: dict[str, Any]) -> HttpResponse:
    return HttpResponse(orjson.dumps(body), content_type="application/json")


def _file(rows: Sequence[dict[str, Any]], kind: str) -> bytes:
    if kind == "ndjson":
        return b"".join(orjson.dumps(row) + b"\n" for row in rows)
    text = io.StringIO()
    names = list(rows[0]) if rows else []
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(
        {name: orjson.dumps(value).decode() if isinstance(value, dict) else value for name, value in row.items()}
        for row in rows
    )
    return BOM + text.getvalue().encode()
