"""Where to begin: weights worked out equally, from judgements, or from what the units' own scores tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from indices.engine.errors import ScoringError
from indices.engine.scheme import Node
from indices.engine.scheme import Scheme as Engine
from indices.engine.weighting import Ahp, ahp, entropy, equal, pca

Array = np.ndarray
STARTS = {"own": "方案原有", "equal": "等权", "entropy": "熵权法", "pca": "主成分法", "ahp": "层次分析法"}
SCOPES = {"root": "各维度之间", "below": "各类指标之内", "all": "所有层级"}
JUDGEMENTS = tuple(f"1/{n}" for n in range(9, 1, -1)) + tuple(str(n) for n in range(1, 10))
"""Saaty's scale, as it is chosen on the page."""


@dataclass(frozen=True, slots=True)
class Start:
    """`weights` in per cent, for the children of the nodes asked for; `said` why a node keeps its own."""

    weights: Mapping[str, float] = field(default_factory=dict)
    said: tuple[str, ...] = ()
    ahp: Ahp | None = None


def start(engine: Engine, scores: Mapping[str, Array], method: str, scope: str) -> Start:
    """Weights by `method` (equal, entropy, pca) from the scores (units,) of the children of each node in `scope`."""
    weights: dict[str, float] = {}
    said: list[str] = []
    for node in nodes_in(engine, scope):
        children = [one.code for one in engine.children[node.code]]
        try:
            shares = _shares(method, children, scores)
        except ScoringError as error:
            said.append(f"「{node.code}」保留原权重：{error}")
            continue
        weights |= dict(zip(children, hundredths(shares), strict=True))
    return Start(weights, tuple(said))


def _shares(method: str, children: Sequence[str], scores: Mapping[str, Array]) -> Sequence[float]:
    if method == "equal":
        return list(equal(children).values())
    table = np.stack([scores[code] for code in children], axis=1)
    return (entropy if method == "entropy" else pca)(table, children).tolist()


def judged(engine: Engine, node: Node, judgements: Mapping[tuple[str, str], float]) -> Start:
    """Weights of the children of `node` from paired judgements; a pair that nobody judged weighs the same."""
    children = [one.code for one in engine.children[node.code]]
    matrix = np.ones((len(children), len(children)))
    for row, column in pairs(children):
        value = judgements.get((row, column), 1.0)
        at, to = children.index(row), children.index(column)
        matrix[at, to], matrix[to, at] = value, 1 / value
    found = ahp(matrix)
    return Start(dict(zip(children, hundredths(found.weights.tolist()), strict=True)), (), found)


def pairs(children: Sequence[str]) -> list[tuple[str, str]]:
    return [(one, other) for at, one in enumerate(children) for other in children[at + 1 :]]


def nodes_in(engine: Engine, scope: str) -> list[Node]:
    """Nodes with at least two children: the root, those right above indicators, or all."""
    several = [node for node in engine.nodes if len(engine.children[node.code]) > 1]
    if scope == "root":
        return [node for node in several if node is engine.root]
    if scope == "below":
        return [node for node in several if all(not engine.children[one.code] for one in engine.children[node.code])]
    return several


def hundredths(weights: Sequence[float]) -> list[float]:
    """Per cents of two decimals that sum to 100 exactly: the largest remainders are rounded up."""
    total = sum(weights)
    exact = [10_000 * weight / total for weight in weights]
    shares = [int(share) for share in exact]
    by_rest = sorted(range(len(shares)), key=lambda at: (shares[at] - exact[at], at))
    for at in by_rest[: 10_000 - sum(shares)]:
        shares[at] += 1
    return [share / 100 for share in shares]
