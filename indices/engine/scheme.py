"""A scheme: options and a tree of nodes, checked before anything is computed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from indices.engine.errors import SchemeError
from indices.engine.fields import Fields
from indices.engine.options import Limit, Normalisation, Treatment

AGGREGATIONS = ("arithmetic", "geometric", "harmonic", "copeland")
RESERVED = ("unit", "rank")
_NODE_KEYS = (
    *("code", "name", "parent", "weight", "aggregation", "floor", "limit", "min_share"),
    *("direction", "transform", "normalisation"),
)


@dataclass(frozen=True, slots=True)
class Node:
    """One node: an indicator when nothing names it as parent, otherwise an aggregate of its children."""

    code: str
    parent: str | None
    weight: float = 1.0
    aggregation: str = "arithmetic"
    floor: float = -math.inf
    limit: Limit | None = None
    min_share: float = 0.0
    direction: int = 1
    transform: str = "none"
    normalisation: Normalisation | None = None

    @classmethod
    def read(cls, raw: Any, *, place: int) -> Node:
        """Read the node standing at `place` (from 1) of the list."""
        code = raw.get("code") if isinstance(raw, Mapping) else None
        named = isinstance(code, str) and code and code.isprintable()
        where = f"节点「{code}」" if named else f"第 {place} 个节点"
        fields = Fields(raw, where=where, known=_NODE_KEYS)
        code = fields.text("code")
        if code in RESERVED:
            raise SchemeError(f"{where}的代码与结果表的「{code}」列重名。")
        own = fields.given.get("normalisation")
        direction = fields.number("direction", 1)
        if direction not in (1, -1):
            raise SchemeError(f"{where}的「direction」只能是 1 或 -1。")
        return cls(
            code=code,
            parent=fields.text("parent") if "parent" in fields else None,
            weight=fields.number("weight", 1.0, low=0),
            aggregation=fields.choice("aggregation", AGGREGATIONS, "arithmetic"),
            floor=fields.number("floor") if "floor" in fields else -math.inf,
            limit=Limit.read(fields.given.get("limit"), where=where),
            min_share=fields.number("min_share", 0.0, low=0, high=1),
            direction=int(direction),
            transform=fields.choice("transform", ("none", "ln"), "none"),
            normalisation=None if own is None else Normalisation.read(own, where=where),
        )


@dataclass(frozen=True)
class Scheme:
    """A checked scheme. The nodes' order is that of the result's columns; defaults are COINr's (min-max, 0 to 100)."""

    name: str
    nodes: tuple[Node, ...]
    treatment: Treatment | None = None
    normalisation: Normalisation = field(default_factory=Normalisation)

    @classmethod
    def from_dict(cls, raw: Any) -> Scheme:
        """Read the JSON object of contract.md; raise `SchemeError` naming what is wrong."""
        fields = Fields(raw, where="方案", known=("name", "treatment", "normalisation", "nodes"))
        listed = fields.require("nodes")
        if not isinstance(listed, list) or not listed:
            raise SchemeError("方案的「nodes」应当是一串节点，至少一个。")
        own = fields.given.get("normalisation")
        scheme = cls(
            name=str(fields.given.get("name", "")),
            nodes=tuple(Node.read(node, place=place) for place, node in enumerate(listed, start=1)),
            treatment=Treatment.read(fields.given.get("treatment")),
            normalisation=Normalisation() if own is None else Normalisation.read(own, where="方案"),
        )
        _check_tree(scheme)
        for node in scheme.nodes:
            (_check_aggregate if scheme.children[node.code] else _check_indicator)(scheme, node)
        return scheme

    @cached_property
    def by_code(self) -> Mapping[str, Node]:
        return {node.code: node for node in self.nodes}

    @cached_property
    def children(self) -> Mapping[str, tuple[Node, ...]]:
        """The children of every node, in the scheme's order; none for an indicator."""
        found: dict[str, list[Node]] = {node.code: [] for node in self.nodes}
        for node in self.nodes:
            if node.parent is not None:
                found[node.parent].append(node)
        return {code: tuple(nodes) for code, nodes in found.items()}

    @cached_property
    def root(self) -> Node:
        return next(node for node in self.nodes if node.parent is None)

    @cached_property
    def indicators(self) -> tuple[Node, ...]:
        return tuple(node for node in self.nodes if not self.children[node.code])

    @cached_property
    def bottom_up(self) -> tuple[Node, ...]:
        """Every aggregate, children before their parents."""
        seen = [self.root]
        for node in seen:
            seen.extend(self.children[node.code])
        return tuple(node for node in reversed(seen) if self.children[node.code])

    def normalisation_of(self, node: Node) -> Normalisation:
        return node.normalisation or self.normalisation


def _check_tree(scheme: Scheme) -> None:
    codes: set[str] = set()
    for node in scheme.nodes:
        if node.code in codes:
            raise SchemeError(f"节点「{node.code}」写了两次。")
        codes.add(node.code)
    for node in scheme.nodes:
        if node.parent is not None and node.parent not in codes:
            raise SchemeError(f"节点「{node.code}」的上级「{node.parent}」不存在。")
    _check_cycles(scheme)
    roots = [node.code for node in scheme.nodes if node.parent is None]
    if len(roots) > 1:
        raise SchemeError(f"方案只能有一个根节点，现在有「{'」「'.join(roots)}」。")


def _check_cycles(scheme: Scheme) -> None:
    """Follow each node upwards; with every parent known, a tree without a cycle also has a root."""
    settled: set[str] = set()
    for start in scheme.nodes:
        path: list[str] = []
        code: str | None = start.code
        while code is not None and code not in settled:
            if code in path:
                ring = [*path[path.index(code) :], code]
                raise SchemeError(f"节点「{'」→「'.join(ring)}」的上级成了环。")
            path.append(code)
            code = scheme.by_code[code].parent
        settled.update(path)


def _check_aggregate(scheme: Scheme, node: Node) -> None:
    children = scheme.children[node.code]
    if node.direction != 1 or node.transform != "none" or node.normalisation is not None:
        raise SchemeError(f"节点「{node.code}」有下级，不能再设 direction、transform 或 normalisation。")
    if not 0 < sum(child.weight for child in children) < math.inf:
        raise SchemeError(f"节点「{node.code}」的下级权重之和应当大于 0。")
    for code in _named_by(node.limit):
        if code not in [child.code for child in children]:
            raise SchemeError(f"节点「{node.code}」的限额（limit）提到的「{code}」不是它的下级。")


def _check_indicator(scheme: Scheme, node: Node) -> None:
    normalisation = scheme.normalisation_of(node)
    if node.transform == "ln" and normalisation.method == "goalposts" and normalisation.low <= 0:
        raise SchemeError(f"节点「{node.code}」取对数，目标值低端 {normalisation.low:g} 应当大于 0。")
    if node.limit is not None:
        raise SchemeError(f"节点「{node.code}」没有下级，不能设限额（limit）。")


def _named_by(limit: Limit | None) -> Sequence[str]:
    return () if limit is None else (limit.child, limit.by)
