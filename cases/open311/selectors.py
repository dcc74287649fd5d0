"""Jurisdictions and services: which districts this endpoint serves, and what each lets the public report."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef

from cases.models import Category, Question
from cases.open311.refusals import Wrong
from governance.access import codes
from governance.access.models import Division

CUT = codes.CUTS["district"]


def jurisdiction(asked: str) -> Division | None:
    """The district that `asked` names by its code, cut or full; if only one offers services, it need not be named.

    None where nobody offers anything yet. Raises Wrong: 404 for one that is unknown, 400 where it must be named.
    """
    serving = _serving()
    if asked:
        named = [one for one in serving if asked in (one.code, one.code[:CUT])]
        if not named:
            raise Wrong(404, "没有这个 jurisdiction_id。")
        return named[0]
    if len(serving) > 1:
        listed = "、".join(one.code[:CUT] for one in serving)
        raise Wrong(400, f"缺少 jurisdiction_id，可以是：{listed}。")
    return serving[0] if serving else None


def _serving() -> list[Division]:
    offering = set(Category.objects.in_use().filter(offered=True).values_list("division", flat=True).distinct())
    if not offering:
        return []
    districts = Division.objects.current().filter(level=Division.Level.DISTRICT)
    return [one for one in districts if offering & {one.code, *codes.ancestors(one.code)}]


def services_at(code: str) -> list[Category]:
    """What may be reported in the division `code`: offered, in use, with nothing below; the nearer hides the farther."""
    line = [code, *codes.ancestors(code)]
    below = Category.objects.in_use().filter(parent=OuterRef("pk"))
    asked = Question.objects.filter(category=OuterRef("pk"), active=True)
    found = Category.objects.in_use().filter(division__in=line).select_related("parent")
    found = found.annotate(is_group=Exists(below), asks=Exists(asked))
    nearest = {one.code: one for one in sorted(found, key=lambda one: -line.index(one.division_id))}
    services = [one for one in nearest.values() if one.offered and not one.is_group]
    return sorted(services, key=lambda one: (one.order, one.code))


def service_at(code: str, service_code: str) -> Category:
    """Raises Wrong (404)."""
    for one in services_at(code):
        if one.code == service_code:
            return one
    raise Wrong(404, "没有这个 service_code。")


def service_rows(services: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {
            "service_code": one.code, "service_name": one.name, "description": f"{one.name}，{one.days} 个工作日内办结。",
            "metadata": one.asks, "type": "realtime", "keywords": one.keywords or None,
            "group": one.parent.name if one.parent else None,
        }
        for one in services
    ]  # fmt: skip


def definition(service: Category) -> dict[str, Any]:
    questions = service.questions.filter(active=True).order_by("order", "id")
    return {"service_code": service.code, "attributes": [_attribute(at, one) for at, one in enumerate(questions, 1)]}


def _attribute(order: int, question: Question) -> dict[str, Any]:
    values = [{"key": str(one["key"]), "name": str(one["name"])} for one in question.choices]
    return {
        "variable": True, "code": question.code, "datatype": question.kind, "required": question.required,
        "datatype_description": question.hint or None, "order": order, "description": question.label, "values": values,
    }  # fmt: skip
