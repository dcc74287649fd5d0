"""The sliders of the workbench: every node with its siblings, as it stands and as it stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from indices.engine.scheme import Scheme as Engine
from indices.selectors.schemes import Line, tree
from indices.selectors.starting import JUDGEMENTS, pairs

if TYPE_CHECKING:
    from indices.engine.scheme import Node


@dataclass(frozen=True, slots=True)
class Control:
    """A weight to slide, and the goalposts of a leaf, as texts; `share` among its siblings in per cent."""

    code: str
    name: str
    unit: str
    weight: str
    share: float
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Group:
    """What stands below one node. `css` colours it by its dimension."""

    code: str
    name: str
    css: str
    depth: int
    controls: tuple[Control, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    name: str
    one: str
    other: str
    value: str


@dataclass(frozen=True, slots=True)
class Judging:
    """Who is to be compared: the pairs below the node `of`; `nodes` may be chosen instead."""

    of: str
    pairs: tuple[Pair, ...]
    nodes: tuple[tuple[str, str], ...]
    scale: tuple[str, ...] = JUDGEMENTS


def controls(
    base: dict[str, Any], weights: Mapping[str, float], goals: Mapping[str, Mapping[str, float]]
) -> list[Group]:
    """Every node with several children, from the root down; `weights` and `goals` are what was moved."""
    engine = Engine.from_dict(base)
    lines = {line.code: line for line in tree(base)}
    return [
        Group(code, _path(line, lines), line.css, line.depth, _below(engine.children[code], lines, weights, goals))
        for code, line in lines.items()
        if len(engine.children[code]) > 1
    ]


def _path(line: Line, lines: Mapping[str, Line]) -> str:
    """自治 › 基础性指标: kinds have the same names in every dimension."""
    above = lines.get(line.node.parent or "")
    return f"{above.name} › {line.name}" if above and above.depth else line.name


def _below(
    children: Sequence[Node], lines: Mapping[str, Line], weights: Mapping[str, float], goals: Mapping[str, Mapping[str, float]]
) -> tuple[Control, ...]:  # fmt: skip
    now = {one.code: weights.get(one.code, one.weight) for one in children}
    whole = sum(now.values()) or 1.0
    return tuple(
        _control(lines[one.code], now[one.code], 100 * now[one.code] / whole, goals.get(one.code, {}))
        for one in children
    )


def _control(line: Line, weight: float, share: float, moved: Mapping[str, float]) -> Control:
    low, high = (f"{moved.get(end, getattr(line.goal, end)):.10g}" if line.known else "" for end in ("low", "high"))
    return Control(line.code, line.name, line.known.unit if line.known else "", f"{weight:.10g}", share, low, high)


def judging(base: dict[str, Any], asked: Any) -> Judging:
    engine, names = Engine.from_dict(base), {line.code: line.name for line in tree(base)}
    children = [child.code for child in engine.children[asked.of]]
    found = [
        Pair(f"p-{one}-{other}", names[one], names[other], asked.texts.get(f"p-{one}-{other}", "1"))
        for one, other in pairs(children)
    ]
    several = [(node.code, names[node.code]) for node in engine.nodes if len(engine.children[node.code]) > 1]
    return Judging(asked.of, tuple(found), tuple(several))
