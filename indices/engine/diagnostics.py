"""How the indicators hang together, what each really weighs, and what the ranks would be without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indices.engine.batching import draw_scores
from indices.engine.ranking import rank
from indices.engine.rescoring import root_scores
from indices.engine.scheme import Node, Scheme
from indices.engine.uncertainty import removable

Array = np.ndarray
FEWEST = 3
"""Pairs of values below which no correlation is given."""


@dataclass(frozen=True, slots=True)
class Influence:
    """What an indicator weighs on paper and in effect.

    `nominal` is the product of the weights on the way to the root, each over its siblings' sum; all of them sum to 1
    (COINr `get_eff_weights`). `correlation` is Pearson's with the root; its square, `explained`, the share of the
    root's variance that goes with the indicator alone (Paruolo, Saisana and Saltelli 2013). None without spread.
    """

    code: str
    nominal: float
    correlation: float | None

    @property
    def explained(self) -> float | None:
        return None if self.correlation is None else self.correlation**2


@dataclass(frozen=True, slots=True)
class Removal:
    """Ranks without the indicator: how far they move on average and at most, and how many units move at all."""

    code: str
    mean_shift: float
    largest_shift: int
    moved: int


def correlations(values: Array, method: str = "pearson") -> Array:
    """Correlations (n, n) of columns (units, n), each pair over the units that have both; nan without spread or below
    three pairs. `spearman` is Pearson's of the ranks, ties sharing their mean rank, as pandas `.corr(method)`.
    """
    n = values.shape[1]
    found = np.full((n, n), np.nan)
    for one in range(n):
        for other in range(one, n):
            both = ~np.isnan(values[:, [one, other]]).any(axis=1)
            pair = values[both][:, [one, other]]
            if method == "spearman":
                pair = np.stack([_mean_ranks(column) for column in pair.T], axis=1)
            found[one, other] = found[other, one] = _pearson(pair[:, 0], pair[:, 1])
    return found


def influences(scheme: Scheme, scores: Mapping[str, Array]) -> list[Influence]:
    """Of every indicator, by the `scores` (units,) of all nodes."""
    root, found = scores[scheme.root.code], []
    for node in scheme.indicators:
        both = ~np.isnan(root) & ~np.isnan(scores[node.code])
        with_root = _pearson(scores[node.code][both], root[both])
        found.append(Influence(node.code, _nominal(scheme, node), None if np.isnan(with_root) else with_root))
    return found


def removals(scheme: Scheme, leaves: Mapping[str, Array]) -> list[Removal]:
    """Of every indicator that is not an only child, those that move ranks most first. `leaves` are normalised scores.

    Its weight goes to its siblings, as if it were missing everywhere. A unit empty before or after counts not.
    """
    codes = removable(scheme)
    weights = np.tile([node.weight for node in scheme.nodes], (len(codes), 1))
    place = {node.code: at for at, node in enumerate(scheme.nodes)}
    weights[np.arange(len(codes)), [place[code] for code in codes]] = 0.0
    now = rank(root_scores(scheme, leaves))
    found = [
        _removal(code, rank(scores) - now)
        for code, scores in zip(codes, _without(scheme, leaves, weights), strict=True)
    ]
    return sorted(found, key=lambda one: (-one.mean_shift, one.code))


def below(scheme: Scheme, code: str) -> list[str]:
    """The indicators below a node, in the scheme's order; an indicator is below itself."""
    wanted, waiting = set(), [code]
    while waiting:
        children = scheme.children[waiting[-1]]
        wanted.add(waiting.pop())
        waiting.extend(child.code for child in children)
    return [node.code for node in scheme.indicators if node.code in wanted]


def _without(scheme: Scheme, leaves: Mapping[str, Array], weights: Array) -> Array | Sequence[Array]:
    return draw_scores(scheme, leaves, weights) if len(weights) else []


def _removal(code: str, moves: Array) -> Removal:
    away = np.abs(moves[~np.isnan(moves)])
    if away.size == 0:
        return Removal(code, 0.0, 0, 0)
    return Removal(code, float(away.mean()), int(away.max()), int((away > 0).sum()))


def _nominal(scheme: Scheme, node: Node) -> float:
    share = 1.0
    while node.parent is not None:
        share *= node.weight / sum(sibling.weight for sibling in scheme.children[node.parent])
        node = scheme.by_code[node.parent]
    return share


def _pearson(one: Array, other: Array) -> float:
    if len(one) < FEWEST or one.min() == one.max() or other.min() == other.max():
        return float("nan")
    a, b = one - one.mean(), other - other.mean()
    return float(np.clip((a @ b) / np.sqrt((a @ a) * (b @ b)), -1.0, 1.0))


def _mean_ranks(values: Array) -> Array:
    ordered = np.sort(values)
    left, right = (np.searchsorted(ordered, values, side=side) for side in ("left", "right"))
    return (left + right + 1) / 2
