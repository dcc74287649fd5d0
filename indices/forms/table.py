"""A definition as a table that is typed into: every cell stays as it was typed until it can be saved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from indices.definitions import LONGEST_CODE, MOST_NODES
from indices.indicators import Indicator, indicator, indicators
from indices.models import SchemeVersion

BLANKS = 3
NUMBERS = {
    "weight": "权重",
    "min_share": "有效份额",
    "floor": "下级最低分",
    "plus": "限额",
    "low": "目标低",
    "high": "目标高",
}
TEXTS = ("code", "name", "parent", "aggregation", "child", "by", "direction")
TICKS = ("provisional", "removed")
INSIDE = {"child": "limit", "by": "limit", "plus": "limit", "low": "normalisation", "high": "normalisation"}
NEW_GOALS = {"method": "goalposts", "low": 0, "high": 100, "cap": True, "range": [0, 100]}


@dataclass(slots=True)
class Row:
    """A node's cells as texts. `given` is the node as it was before; empty for a new one. `known` is set for a leaf."""

    at: int
    cells: dict[str, str]
    given: dict[str, Any] = field(default_factory=dict)
    known: Indicator | None = None
    depth: int = 0
    css: str = ""
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.cells["code"]

    @property
    def label(self) -> str:
        return self.known.name if self.known else self.cells["name"] or self.code

    @property
    def is_new(self) -> bool:
        return not self.given

    def node(self) -> dict[str, Any]:
        """The node as typed; what is no number stays out and is noted in `wrong`."""
        node = {key: value for key, value in self.given.items() if key not in ("limit", "normalisation")}
        node |= {"code": self.code, "parent": self.cells["parent"] or None}
        names = (
            ("direction", "low", "high")
            if self.known
            else ("name", "aggregation", "min_share", "floor", "child", "by", "plus")
        )
        if self.known and (self.is_new or self.cells["low"] or self.cells["high"]):
            node["normalisation"] = dict(self.given.get("normalisation", NEW_GOALS))
        for name in ("weight", *names):
            self._put(node, name)
        return node

    def _put(self, node: dict[str, Any], name: str) -> None:
        inside, key = INSIDE.get(name), name
        if inside and (self.cells[name] or inside in node):
            node = node.setdefault(inside, {})
        node[key] = self._value(name)

    def _value(self, name: str) -> Any:
        text, before = self.cells[name], _before(self.given, name)
        if name == "direction":
            return int(text) if text in ("1", "-1") else self.known.direction if self.known else 1
        if text == shown(before):
            return before
        if name not in NUMBERS:
            return text
        try:
            return float(text) if text else None
        except ValueError:
            self.wrong[name] = f"节点「{self.code}」的{NUMBERS[name]}“{text[:20]}”不是数。"
            return None


@dataclass(slots=True)
class Table:
    """The rows in the order of the tree, the blank ones for new nodes last."""

    version: SchemeVersion
    rows: list[Row]
    note: str

    @classmethod
    def of(cls, version: SchemeVersion, order: Mapping[str, tuple[int, str]]) -> Table:
        """As it is stored. `order`: code -> (depth, css), in the order of the tree."""
        given = {node["code"]: node for node in version.definition["nodes"]}
        rows = [_row(at, given[code], version, depth, css) for at, (code, (depth, css)) in enumerate(order.items())]
        rows += [_blank(len(rows) + at) for at in range(BLANKS)]
        return cls(version, rows, version.note)

    @classmethod
    def typed(cls, version: SchemeVersion, order: Mapping[str, tuple[int, str]], post: QueryDict) -> Table:
        """As it was sent: nothing that was typed is lost, whatever is wrong with it."""
        stored = cls.of(version, order)
        for row in stored.rows:
            sent = {name: post.get(f"{name}-{row.at}", "").strip() for name in (*TEXTS, *NUMBERS, *TICKS)}
            row.cells = row.cells | sent | ({} if row.is_new else {"code": row.code})
            if row.is_new:
                row.cells["code"] = row.code[: LONGEST_CODE + 1]
                row.known = _known(row.code)
        stored.note = post.get("note", "").strip()
        return stored

    @property
    def kept(self) -> list[Row]:
        return [row for row in self.rows if row.code and not row.cells["removed"]][:MOST_NODES]

    def definition(self) -> dict[str, Any]:
        """In the order of the stored nodes, which is part of what is hashed; new ones last."""
        places = {node["code"]: at for at, node in enumerate(self.version.definition["nodes"])}
        rows = sorted(self.kept, key=lambda row: places.get(row.code, len(places)))
        return {**self.version.definition, "nodes": [row.node() for row in rows]}

    def provisional(self) -> list[str]:
        return [row.code for row in self.kept if row.known and row.cells["provisional"]]

    def parents(self) -> list[tuple[str, str]]:
        return [(row.code, row.label) for row in self.rows if row.code and row.known is None]

    def sums(self) -> dict[str, float]:
        """Node -> what the weights below it add up to, as far as they are numbers."""
        found: dict[str, float] = {}
        for row in self.kept:
            try:
                found[row.cells["parent"]] = found.get(row.cells["parent"], 0.0) + float(row.cells["weight"] or 0)
            except ValueError:
                continue
        return found

    def unused(self) -> list[Indicator]:
        there = {row.code for row in self.rows}
        return [one for one in indicators() if one.code not in there]

    def told(self, sentences: list[str]) -> list[tuple[str, str]]:
        """(anchor of the row, sentence) for each of `sentences` and every cell that is wrong."""
        places = {row.code: f"row-{row.at}" for row in self.rows if row.code}
        return [(_place(places, text), text) for text in [*self._wrong(), *sentences]]

    def _wrong(self) -> Iterator[str]:
        for row in self.rows:
            yield from row.wrong.values()


def shown(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.10g}" if isinstance(value, int | float) else str(value)


def _before(node: Mapping[str, Any], name: str) -> Any:
    inside = INSIDE.get(name)
    found = (node.get(inside) or {}).get(name) if inside else node.get(name)
    return 1 if found is None and name == "direction" else found


def _row(at: int, node: dict[str, Any], version: SchemeVersion, depth: int, css: str) -> Row:
    cells = {name: shown(_before(node, name)) for name in (*TEXTS, *NUMBERS)}
    cells |= {"provisional": "on" if node["code"] in version.provisional else "", "removed": ""}
    return Row(at, cells, node, _known(node["code"]), depth, css)


def _blank(at: int) -> Row:
    return Row(at, dict.fromkeys((*TEXTS, *NUMBERS, *TICKS), "") | {"aggregation": "arithmetic", "direction": ""})


def _known(code: str) -> Indicator | None:
    try:
        return indicator(code)
    except KeyError:
        return None


def _place(places: Mapping[str, str], text: str) -> str:
    return next((places[code] for code in re.findall("「([^」]+)」", text) if code in places), "")
