"""The choices behind a rank, and what each combination of them makes of the ranks.

Saisana, Saltelli and Tarantola 2005 (doi:10.1111/j.1467-985X.2005.00350.x). A draw is a row of uniform numbers in
[0, 1): one for each choice, then one for each weight; so that Monte Carlo and Sobol's design share one road.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from indices.engine.batching import draw_scores
from indices.engine.errors import DataError
from indices.engine.normalisation import indicator_scores
from indices.engine.options import Normalisation, Treatment
from indices.engine.preparation import prepared
from indices.engine.ranking import rank
from indices.engine.rescoring import root_scores
from indices.engine.scheme import Node, Scheme

Array = np.ndarray
Told = Callable[[int, int], None]
OWN = "own"
FACTORS = ("treatment", "normalisation", "aggregation", "left_out", "weights")
_CELLS = 300_000  # draws times units in one batch: a few MB a node
_MOST = 100  # draws in one batch, so that progress is told often enough


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be drawn; `own` is the scheme's, `aggregations` are the root's.

    Alternatives live on the indicator's own range, so that floor and limit keep their sense: of 0 to 100, a percentile
    rank is taken times 100, a z-score as 50 + 10 z.
    """

    treatments: tuple[str, ...] = (OWN, "winsorise")
    normalisations: tuple[str, ...] = (OWN, "min-max", "percentile-rank")
    aggregations: tuple[str, ...] = (OWN, "arithmetic")
    spread: float = 0.25
    leave_out: bool = True

    @classmethod
    def of(cls, scheme: Scheme) -> Choices:
        """The alternatives that differ from what the scheme does anyway, and that its own scores allow."""
        mean = "geometric" if _never_negative(scheme) else "copeland"
        return cls(
            treatments=(OWN, "none" if scheme.treatment else "winsorise"),
            aggregations=(OWN, mean if scheme.root.aggregation == "arithmetic" else "arithmetic"),
        )


@dataclass(frozen=True, slots=True)
class Drawn:
    """Each (draws,): an index into the choices' own lists; `left_out` 0 for none, else into `removable`, from 1."""

    treatment: Array
    normalisation: Array
    aggregation: Array
    left_out: Array


class Uncertainty:
    """A scheme and a table, ready for any draw. `kept` names, by alternative, indicators it cannot score: they keep
    the scheme's own normalisation (a column without spread has no min-max)."""

    def __init__(self, scheme: Scheme, columns: Mapping[str, Array], choices: Choices | None = None) -> None:
        count = len(next(iter(columns.values()), ()))
        self.units = [f"第 {place} 个" for place in range(1, count + 1)]
        self.scheme, self.choices = scheme, choices or Choices.of(scheme)
        self.columns = prepared(scheme, columns, self.units)
        self.removable = removable(scheme)
        self.kept: dict[str, list[str]] = {}
        self._leaves: dict[tuple[str, str], dict[str, Array]] = {}
        self.ranks_now = rank(root_scores(scheme, self.leaves(OWN, OWN)))

    @property
    def width(self) -> int:
        return len(FACTORS) - 1 + len(self.scheme.nodes)

    @property
    def groups(self) -> list[list[int]]:
        """Which numbers of a draw belong to which of `FACTORS`: the weights are moved together."""
        last = len(FACTORS) - 1
        return [*([at] for at in range(last)), list(range(last, self.width))]

    def drawn(self, uniforms: Array) -> Drawn:
        lists = (self.choices.treatments, self.choices.normalisations, self.choices.aggregations)
        sizes = [*(len(one) for one in lists), len(self.removable) + 1 if self.choices.leave_out else 1]
        return Drawn(*((uniforms[:, at] * size).astype(int) for at, size in enumerate(sizes)))

    def weights(self, uniforms: Array, drawn: Drawn) -> Array:
        """(draws, nodes): each weight times a uniform 1 ± spread, that of the indicator left out 0."""
        shaken = 1 + self.choices.spread * (2 * uniforms[:, len(FACTORS) - 1 :] - 1)
        weights = shaken * np.array([node.weight for node in self.scheme.nodes])
        place = {node.code: at for at, node in enumerate(self.scheme.nodes)}
        out = np.array([-1, *(place[code] for code in self.removable)])[drawn.left_out]
        weights[np.flatnonzero(out >= 0), out[out >= 0]] = 0.0
        return weights

    def ranks(self, uniforms: Array, told: Told = lambda done, of: None) -> Array:
        """Ranks (draws, units) of draws (draws, width). `told` hears how many are done; what it raises ends the work."""
        drawn = self.drawn(uniforms)
        weights, found, done = self.weights(uniforms, drawn), np.empty((len(uniforms), len(self.units))), 0
        size = max(1, min(_MOST, _CELLS // max(1, len(self.units))))
        told(0, len(uniforms))
        for pair in np.unique(np.stack([drawn.treatment, drawn.normalisation]), axis=1).T:
            places = np.flatnonzero((drawn.treatment == pair[0]) & (drawn.normalisation == pair[1]))
            leaves = self.leaves(self.choices.treatments[pair[0]], self.choices.normalisations[pair[1]])
            for start in range(0, len(places), size):
                batch = places[start : start + size]
                found[batch] = [rank(row) for row in self._scores(leaves, weights[batch], drawn.aggregation[batch])]
                done += len(batch)
                told(done, len(uniforms))
        return found

    def leaves(self, treatment: str, normalisation: str) -> dict[str, Array]:
        """Normalised scores of every indicator under a treatment and a normalisation, worked out once."""
        key = (treatment, normalisation)
        if key not in self._leaves:
            scheme = self.scheme
            if treatment != OWN:
                scheme = replace(scheme, treatment=None if treatment == "none" else Treatment())
            self._leaves[key] = {node.code: self._leaf(scheme, node, normalisation) for node in self.scheme.indicators}
        return self._leaves[key]

    def _leaf(self, scheme: Scheme, node: Node, normalisation: str) -> Array:
        values = self.columns[node.code]
        if normalisation != OWN:
            try:
                found = _alternative(scheme, node, normalisation, values, self.units)
            except DataError:
                found = np.full(len(values), np.nan)
            if np.array_equal(np.isnan(found), np.isnan(values)):
                return found
            names = self.kept.setdefault(normalisation, [])
            names.extend([node.code] if node.code not in names else [])
        return indicator_scores(scheme, node, values, self.units)

    def _scores(self, leaves: Mapping[str, Array], weights: Array, aggregation: Array) -> Array:
        found = np.empty((len(weights), len(self.units)))
        for at, name in enumerate(self.choices.aggregations):
            mask = aggregation == at
            if mask.any():
                scheme = self.scheme if name == OWN else _rooted(self.scheme, name)
                found[mask] = draw_scores(scheme, leaves, weights[mask])
        return found


def _never_negative(scheme: Scheme) -> bool:
    """Whether the scheme's own normalisation cannot give a score below 0."""
    own = [scheme.normalisation_of(node) for node in scheme.indicators]
    fixed = {"goalposts", "min-max", "rank", "percentile-rank"}
    return all(one.method in fixed and one.range[0] >= 0 and (one.cap or one.method != "goalposts") for one in own)


def removable(scheme: Scheme) -> list[str]:
    """Indicators whose parent can do without them."""
    return [
        node.code
        for node in scheme.indicators
        if node.parent is not None
        and any(other.weight > 0 for other in scheme.children[node.parent] if other is not node)
    ]


def _alternative(scheme: Scheme, node: Node, method: str, values: Array, units: list[str]) -> Array:
    low, high = scheme.normalisation_of(node).range
    other = replace(node, normalisation=Normalisation(method, range=(low, high)))
    scores = indicator_scores(scheme, other, values, units)
    if method == "percentile-rank":
        return low + (high - low) * scores
    return low + (high - low) * (0.5 + 0.1 * scores) if method == "z-score" else scores


def _rooted(scheme: Scheme, method: str) -> Scheme:
    """The scheme with another mean at its root, lifted off 0 by a hundredth of the range: one 0 is not all 0."""
    floor = max(scheme.root.floor, 0.01 * scheme.normalisation.range[1])
    root = replace(scheme.root, aggregation=method, floor=floor if method != "arithmetic" else scheme.root.floor)
    return replace(scheme, nodes=tuple(root if node is scheme.root else node for node in scheme.nodes))
