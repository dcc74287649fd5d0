"""What changed between two versions of a scheme: indicators, shares, goalposts, methods, what is provisional."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from indices.engine.scheme import Node
from indices.engine.scheme import Scheme as Engine
from indices.indicators import Indicator, indicator
from indices.looks import DIMENSIONS, Dimension
from indices.models import SchemeVersion
from indices.selectors.sentences import mean_of


@dataclass(frozen=True, slots=True)
class Placed:
    """An indicator as a version has it: in which kind, with which share of it in per cent, between which goalposts."""

    kind: str
    weight: float
    low: float | None
    high: float | None
    method: str
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """An indicator in both versions, or in one. `said` names what differs; empty where nothing does."""

    known: Indicator
    before: Placed | None
    after: Placed | None
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    look: Dimension
    rows: list[Change]


def changes(before: SchemeVersion, after: SchemeVersion) -> list[Part]:
    """Every indicator of either version, by dimension; the changed ones of a dimension first."""
    was, now = (placed(one.definition, one.provisional) for one in (before, after))
    found = [_change(code, was.get(code), now.get(code)) for code in {**now, **was}]
    found.sort(key=lambda one: (not one.said, one.known.code))
    return [Part(look, [one for one in found if one.known.code[:2] == code]) for code, look in DIMENSIONS.items()]


def placed(definition: Mapping[str, Any], provisional: Iterable[str] = ()) -> dict[str, Placed]:
    engine = Engine.from_dict(definition)
    names = {node["code"]: node.get("name") or node["code"] for node in definition["nodes"]}
    marked = frozenset(provisional)
    return {node.code: _placed(engine, node, names, node.code in marked) for node in engine.indicators}


def _placed(engine: Engine, node: Node, names: Mapping[str, str], provisional: bool) -> Placed:
    goal = engine.normalisation_of(node)
    fixed = goal.method == "goalposts"
    share = 100 * node.weight / sum(one.weight for one in engine.children[node.parent or ""])
    method = " ".join((goal.method, node.transform, str(node.direction)))
    low, high = (goal.low, goal.high) if fixed else (None, None)
    return Placed(names[node.parent or ""], share, low, high, method, provisional)


def _change(code: str, before: Placed | None, after: Placed | None) -> Change:
    return Change(indicator(code), before, after, tuple(_said(before, after)))


def _said(before: Placed | None, after: Placed | None) -> Iterable[str]:
    if before is None or after is None:
        yield "新增" if before is None else "删去"
        return
    if before.kind != after.kind:
        yield f"改为{after.kind}"
    if abs(before.weight - after.weight) > 1e-9:
        yield "权重"
    if (before.low, before.high) != (after.low, after.high):
        yield "目标区间"
    if before.method != after.method:
        yield "算法"
    if before.provisional != after.provisional:
        yield "目标值暂定" if after.provisional else "目标值不再暂定"


def methods(before: SchemeVersion, after: SchemeVersion) -> list[tuple[str, str, str]]:
    """(what, how it was, how it is) where that differs; what only one version has shows a dash."""
    was, now = _methods(before.definition), _methods(after.definition)
    return [(name, was.get(name, "—"), now.get(name, "—")) for name in {**now, **was} if was.get(name) != now.get(name)]


def _methods(definition: Mapping[str, Any]) -> dict[str, str]:
    """Of every node with something below it: what it is put together from, and its rules, each by its name."""
    engine = Engine.from_dict(definition)
    names = {node["code"]: node.get("name") or node["code"] for node in definition["nodes"]}
    found: dict[str, str] = {}
    for node in reversed(engine.bottom_up):
        above = engine.by_code.get(node.parent or "")
        name = f"{names[above.code]} › {names[node.code]}" if above and above is not engine.root else names[node.code]
        found[name] = _method(engine, node, names)
        if node.floor > float("-inf"):
            found[f"{name}：下级最低分"] = f"{node.floor:g}"
        if node.min_share:
            found[f"{name}：有效份额"] = f"{node.min_share:g}"
    if engine.treatment:
        found["极端值处理"] = (
            f"偏度 {engine.treatment.skewness:g}、峰度 {engine.treatment.kurtosis:g}，最多 {engine.treatment.max_points:g} 个"
        )
    return found


def _method(engine: Engine, node: Node, names: Mapping[str, str]) -> str:
    if all(not engine.children[one.code] for one in engine.children[node.code]):
        return mean_of(node.aggregation)  # the shares of indicators have a table of their own
    whole = sum(one.weight for one in engine.children[node.code])
    parts = "、".join(f"{names[one.code]} {100 * one.weight / whole:g}%" for one in engine.children[node.code])
    limit = node.limit
    held = f"；{names[limit.child]}最多比{names[limit.by]}高 {limit.plus:g} 分" if limit else ""
    return f"{mean_of(node.aggregation)}：{parts}{held}"
