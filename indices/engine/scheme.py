"""A scheme: options and a tree of nodes, checked before anything is computed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from indices.engine.checking import check
from indices.engine.errors import SchemeError
from indices.engine.fields import Fields
from indices.engine.options import Denominator, Imputation, Limit, Normalisation, Screening, Treatment

AGGREGATIONS = ("arithmetic", "geometric", "harmonic", "copeland")
RESERVED = ("unit", "rank")
_NODE_KEYS = (
    *("code", "name", "parent", "weight", "weights_sum", "aggregation", "floor", "limit", "min_share"),
    *("denominator", "direction", "transform", "normalisation"),
)
_KEYS = ("name", "screening", "imputation", "treatment", "normalisation", "nodes")


@dataclass(frozen=True, slots=True)
class Node:
    """One node: an indicator when nothing names it as parent, otherwise an aggregate of its children.

    `weights_sum`, where stated, is what the children's weights must sum to; they are renormalised in any case.
    """

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
    denominator: Denominator | None = None
    weights_sum: float | None = None

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
            denominator=Denominator.read(fields.given.get("denominator"), where=where),
            weights_sum=fields.number("weights_sum") if "weights_sum" in fields else None,
        )


@dataclass(frozen=True)
class Scheme:
    """A checked scheme. The nodes' order is that of the result's columns; defaults are COINr's (min-max, 0 to 100)."""

    name: str
    nodes: tuple[Node, ...]
    treatment: Treatment | None = None
    normalisation: Normalisation = field(default_factory=Normalisation)
    screening: Screening | None = None
    imputation: Imputation | None = None

    @classmethod
    def from_dict(cls, raw: Any) -> Scheme:
        """Read the JSON object of contract.md; raise `SchemeError` naming what is wrong."""
        fields = Fields(raw, where="方案", known=_KEYS)
        listed = fields.require("nodes")
        if not isinstance(listed, list) or not listed:
            raise SchemeError("方案的「nodes」应当是一串节点，至少一个。")
        own = fields.given.get("normalisation")
        scheme = cls(
            name=str(fields.given.get("name", "")),
            nodes=tuple(Node.read(node, place=place) for place, node in enumerate(listed, start=1)),
            treatment=Treatment.read(fields.given.get("treatment")),
            normalisation=Normalisation() if own is None else Normalisation.read(own, where="方案"),
            screening=Screening.read(fields.given.get("screening")),
            imputation=Imputation.read(fields.given.get("imputation")),
        )
        check(scheme)
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
    def denominators(self) -> tuple[str, ...]:
        """Columns of the data that some indicator is divided by, without those that are indicators themselves."""
        named = dict.fromkeys(node.denominator.column for node in self.indicators if node.denominator)
        return tuple(name for name in named if name not in self.by_code)

    @cached_property
    def bottom_up(self) -> tuple[Node, ...]:
        """Every aggregate, children before their parents."""
        seen = [self.root]
        for node in seen:
            seen.extend(self.children[node.code])
        return tuple(node for node in reversed(seen) if self.children[node.code])

    def normalisation_of(self, node: Node) -> Normalisation:
        return node.normalisation or self.normalisation
