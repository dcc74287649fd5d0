"""What the address of the workbench says: where to begin, which weights, which mean, which goalposts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from indices.definitions import changed_goalposts, reweighted
from indices.engine.scheme import AGGREGATIONS
from indices.engine.scheme import Scheme as Engine
from indices.selectors.starting import JUDGEMENTS, SCOPES, STARTS, hundredths, pairs

ENDS = {"lo": "low", "hi": "high"}
MOST = 1e9


@dataclass(slots=True)
class Settings:
    """`weights` as given (relative to their siblings), `goals` code -> {low, high}; only what differs from the scheme.

    `wrong` holds a sentence for everything that was no number; the rest is computed all the same.
    """

    start: str = "own"
    scope: str = "root"
    of: str = ""
    aggregation: str = ""
    weights: dict[str, float] = field(default_factory=dict)
    goals: dict[str, dict[str, float]] = field(default_factory=dict)
    judgements: dict[tuple[str, str], float] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def definition(self, base: Mapping[str, Any], root: str) -> dict[str, Any]:
        """`base` with all of this put in."""
        changes: dict[str, dict[str, Any]] = {code: {"weight": weight} for code, weight in self.weights.items()}
        for code, ends in self.goals.items():
            changes.setdefault(code, {}).update(ends)
        if self.aggregation:
            changes.setdefault(root, {})["aggregation"] = self.aggregation
        return reweighted(base, changes)

    def query(self, **place: str) -> str:
        """The shortest address that says the same; `place` is version, period and level."""
        told: dict[str, str] = dict(place) | ({"a": self.aggregation} if self.aggregation else {})
        if self.start != "own":
            told |= {"start": self.start, "scope": self.scope, "of": self.of} | self.texts
        told |= {f"w-{code}": f"{weight:g}" for code, weight in self.weights.items()}
        for code, ends in self.goals.items():
            told |= {f"{short}-{code}": f"{ends[name]:.10g}" for short, name in ENDS.items() if name in ends}
        return urlencode({name: text for name, text in told.items() if text})


def settings(query: QueryDict, base: Mapping[str, Any], engine: Engine) -> Settings:
    """Read leniently: a name that no node has is left aside, since the scheme may have been edited since."""
    found = Settings(start=_one_of(query, "start", STARTS), scope=_one_of(query, "scope", SCOPES))
    asked = query.get("of", "")
    found.of = asked if len(engine.children.get(asked, ())) > 1 else engine.root.code
    given = query.get("a", "")
    if given in AGGREGATIONS and given != engine.root.aggregation:
        found.aggregation = given
    for node in base["nodes"]:
        _read_node(query, node, engine, found)
    _read_judgements(query, engine, found)
    return found


def _one_of(query: QueryDict, name: str, known: Mapping[str, str]) -> str:
    asked = query.get(name, "")
    return asked if asked in known else next(iter(known))


def _read_node(query: QueryDict, node: Mapping[str, Any], engine: Engine, found: Settings) -> None:
    code = node["code"]
    weight = _number(query, f"w-{code}", f"“{code}”的权重", found, low=0.0)
    if weight is not None and weight != engine.by_code[code].weight:
        found.weights[code] = weight
    if engine.children[code] or "normalisation" not in node:
        return
    for short, name in ENDS.items():
        end = _number(query, f"{short}-{code}", f"“{code}”的目标值", found)
        if end is not None and end != node["normalisation"].get(name):
            found.goals.setdefault(code, {})[name] = end


def _number(query: QueryDict, name: str, said: str, found: Settings, low: float = -MOST) -> float | None:
    text = query.get(name, "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not low <= value <= MOST:
        found.wrong.append(f"{said}“{text[:20]}”应当是一个{'不小于 0 的' if low == 0 else ''}数，先按原来的算。")
        return None
    return value


def _read_judgements(query: QueryDict, engine: Engine, found: Settings) -> None:
    for one, other in pairs([child.code for child in engine.children[found.of]]):
        name = f"p-{one}-{other}"
        text = query.get(name, "")
        if text in JUDGEMENTS and text != "1":
            above, _, below = text.partition("/")
            found.judgements[one, other] = int(above) / int(below or 1)
            found.texts[name] = text


def for_draft(definition: dict[str, Any], base: Mapping[str, Any], engine: Engine) -> dict[str, Any]:
    """As a draft takes it: below each node whose weights were moved they are per cents that sum to 100."""
    own = {node["code"]: node.get("weight", 1) for node in base["nodes"]}
    now = {node["code"]: node.get("weight", 1) for node in definition["nodes"]}
    changes: dict[str, dict[str, Any]] = {}
    for children in engine.children.values():
        names = [child.code for child in children]
        if any(own[code] != now[code] for code in names) and sum(now[code] for code in names) > 0:
            shares = hundredths([now[code] for code in names])
            changes |= {code: {"weight": share} for code, share in zip(names, shares, strict=True)}
    return reweighted(definition, changes)


def provisional(version: Any, definition: Mapping[str, Any]) -> list[str]:
    """Goalposts found by trying are provisional, like those that were before."""
    return sorted({*version.provisional, *changed_goalposts(version.definition, definition)})
