"""What the score of each unit was made from, as the workbook counts it again. Plain values: nothing here asks the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from indices.engine.scheme import Node, Scheme

Number = float | None
Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Measure:
    """How two numbers become a figure: their ratio times `factor`, none below `minimum`; small ones may lean on the street."""

    unit: str
    factor: float
    minimum: float
    shrinks: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """An observation. `few`: its two numbers tell of fewer than 5 persons and stay out of the file."""

    numerator: Number
    denominator: Number
    value: Number
    status: str
    few: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """`street` is the code of the unit whose rate a small one leans on; empty for who leans on none."""

    code: str
    name: str
    level: str
    street: str
    counted: Mapping[str, Counted]
    score: Number
    nodes: Mapping[str, Number]


@dataclass(frozen=True)
class Reckoning:
    """`units` from the report's own down to the lowest; `streets` the pairs of those that lie outside of them.

    A figure over at most `up_to` rows leans on its street's as if `strength` more rows had that rate.
    """

    scheme: Scheme
    names: Mapping[str, str]
    measures: Mapping[str, Measure]
    units: tuple[Unit, ...]
    up_to: float
    strength: float
    streets: Mapping[str, Mapping[str, Pair]] = field(default_factory=dict)

    def nodes(self) -> list[Node]:
        """From the root down, so that the children of a node stand together."""
        found = [self.scheme.root]
        for node in found:
            found.extend(self.scheme.children[node.code])
        return found
