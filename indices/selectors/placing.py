"""Where an indicator stands in a scheme version: its goalposts, its weight, what carries it up to the index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from indices.models import SchemeVersion
from indices.selectors.schemes import Line, tree


@dataclass(frozen=True, slots=True)
class Placed:
    """`line` is the indicator's own, `above` the names of what it belongs to, the index first."""

    line: Line
    above: list[str]

    @property
    def goal(self) -> Any:
        return self.line.goal

    @property
    def fixed(self) -> bool:
        return self.goal.method == "goalposts"


def placed(version: SchemeVersion, code: str) -> Placed | None:
    """None where the version does not count it."""
    above: list[str] = []
    for line in tree(version.definition, version.provisional):
        above = [*above[: line.depth], line.name]
        if line.code == code:
            return Placed(line, above[:-1])
    return None
