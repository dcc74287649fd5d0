"""A scheme version: what it counts, with which goalposts and weights."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from indices import looks
from indices.engine.scheme import Node
from indices.engine.scheme import Scheme as Engine
from indices.indicators import indicator
from indices.models import SchemeVersion


@require_GET
def scheme(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    version = get_object_or_404(
        SchemeVersion.objects.for_reader(request.user).select_related("scheme", "division"), pk=pk
    )
    return render(request, "indices/scheme.html", {"version": version, "parts": parts(version.definition)})


def parts(definition: dict[str, Any]) -> list[dict[str, Any]]:
    """Each dimension with its kinds and their indicators, as tables show them."""
    engine = Engine.from_dict(definition)
    names = {node["code"]: node.get("name") or node["code"] for node in definition["nodes"]}
    return [
        {
            "code": top.code, "name": names[top.code], "look": looks.DIMENSIONS.get(top.code, looks.NO_DIMENSION), "weight": _share(engine, top),
            "kinds": [_kind(engine, kind, names) for kind in engine.children[top.code]],
        }
        for top in engine.children[engine.root.code]
    ]  # fmt: skip


def _kind(engine: Engine, kind: Node, names: dict[str, str]) -> dict[str, Any]:
    leaves = engine.children[kind.code] or (kind,)
    rows = [
        {"known": indicator(one.code), "weight": _share(engine, one), "goal": engine.normalisation_of(one)}
        for one in leaves
    ]
    return {"name": names[kind.code], "weight": _share(engine, kind), "rows": rows}


def _share(engine: Engine, node: Node) -> float:
    """The weight among siblings, in per cent."""
    return 100 * node.weight / sum(one.weight for one in engine.children[node.parent or ""])
