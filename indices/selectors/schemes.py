"""The versions of schemes as pages show them: who locked them when, what they computed, their tree line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from governance.access.models import User
from governance.audit.models import Event
from indices import looks
from indices.engine.scheme import Node
from indices.engine.scheme import Scheme as Engine
from indices.indicators import Indicator, indicator
from indices.models import IndexRun, SchemeVersion
from indices.selectors.sentences import mean_of

TOLD = ("scheme_version.lock", "scheme_version.retire")


@dataclass(frozen=True, slots=True)
class Doing:
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A version with what became of it. `periods` are those it computed, newest first, each with its best state."""

    version: SchemeVersion
    locked: Doing | None
    retired: Doing | None
    periods: tuple[tuple[str, str], ...]


def listed(user: User, versions: Sequence[SchemeVersion]) -> list[Listed]:
    """Two queries, however many versions."""
    doings, periods = _doings(versions), _periods(user, versions)
    return [
        Listed(one, doings.get((one.pk, TOLD[0])), doings.get((one.pk, TOLD[1])), periods.get(one.pk, ()))
        for one in versions
    ]


def _doings(versions: Sequence[SchemeVersion]) -> dict[tuple[Any, str], Doing]:
    by_text = {str(one.pk): one.pk for one in versions}
    told = Event.objects.filter(
        subject_type=SchemeVersion._meta.label_lower, subject_id__in=by_text, verb__in=TOLD
    ).select_related("actor")
    return {
        (by_text[one.subject_id], one.verb): Doing(one.at, one.actor.name if one.actor else "系统")
        for one in told.order_by("at")
    }


def _periods(user: User, versions: Sequence[SchemeVersion]) -> dict[Any, tuple[tuple[str, str], ...]]:
    runs = IndexRun.objects.for_reader(user).filter(scheme_version__in=versions)
    found: dict[Any, dict[str, str]] = {}
    for pk, period, state in runs.order_by("-period", "correction").values_list("scheme_version", "period", "state"):
        found.setdefault(pk, {})[period] = state
    labels = dict(IndexRun.State.choices)
    return {pk: tuple((period, labels[state]) for period, state in states.items()) for pk, states in found.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """A node of the tree. `weight` is its share among its siblings in per cent, `carries` what reaches the root at most."""

    code: str
    name: str
    depth: int
    css: str
    weight: float
    carries: float
    method: str
    node: Node
    known: Indicator | None
    goal: Any
    provisional: bool


def tree(definition: dict[str, Any], provisional: Iterable[str] = ()) -> list[Line]:
    """Every node from the root down, each followed by what is below it."""
    engine = Engine.from_dict(definition)
    names = {node["code"]: node.get("name") or node["code"] for node in definition["nodes"]}
    return list(_lines(engine, engine.root, names, frozenset(provisional), 0, 100.0, ""))


def _lines(
    engine: Engine, node: Node, names: dict[str, str], marked: frozenset[str], depth: int, carries: float, css: str
) -> Iterator[Line]:
    share = share_of(engine, node)
    carries, css = carries * share / 100, looks.DIMENSIONS[node.code].css if node.code in looks.DIMENSIONS else css
    children = engine.children[node.code]
    known = None if children else indicator(node.code)
    yield Line(
        node.code, known.name if known else names[node.code], depth, css, share, carries,
        method_of(engine, node, names) if children else "", node, known,
        None if children else engine.normalisation_of(node), node.code in marked,
    )  # fmt: skip
    for child in children:
        yield from _lines(engine, child, names, marked, depth + 1, carries, css)


def share_of(engine: Engine, node: Node) -> float:
    """The weight among its siblings, in per cent."""
    if node.parent is None:
        return 100.0
    return 100 * node.weight / sum(one.weight for one in engine.children[node.parent])


def method_of(engine: Engine, node: Node, names: dict[str, str]) -> str:
    """How a node is put together, in words: 几何平均，得分不足 1 的按 1 计."""
    said = [mean_of(node.aggregation)]
    if node.floor > float("-inf"):
        said.append(f"下级得分不足 {node.floor:g} 的按 {node.floor:g} 计")
    if node.min_share:
        said.append("缺一项即为空" if node.min_share >= 1 else f"有效权重不到 {100 * node.min_share:.4g}% 为空")
    if limit := node.limit:
        said.append(f"{names[limit.child]}最多比{names[limit.by]}高 {limit.plus:g} 分")
    return "，".join(said)
