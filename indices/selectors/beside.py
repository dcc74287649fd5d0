"""What others found about the same units, shown beside the index and never mixed into it.

An app above registers a source: `register(lambda district, period: rows)`. A source is asked once a page, answers in one
query, and gives only what anybody may read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure of somebody else: `division` is a code, `value` in points of 100, `day` when it was found (any text)."""

    division: str
    name: str
    source: str
    label: str
    value: float
    day: str = ""
    href: str = ""


Source = Callable[[str, str], Iterable[Beside]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """`source(district, period)` gives its rows of that district as they stood at the end of the period `2026-10`."""
    if source not in _sources:
        _sources.append(source)


def beside(district: str, period: str) -> list[Beside]:
    """All rows of all sources, by source, label and unit."""
    found = [row for source in _sources for row in source(district, period)]
    return sorted(found, key=lambda row: (row.source, row.label, row.division))
