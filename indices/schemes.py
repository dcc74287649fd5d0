"""The sample schemes that come with the product. 示例方案: the district edits them; nobody calls them official."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

DIMENSIONS = {"ZZ": "自治", "GZ": "共治", "FZ": "法治", "DZ": "德治"}
KINDS = {"B": "基础性指标", "G": "引导性指标"}
TWO_THIRDS = 0.6666


class Given(NamedTuple):
    """Goalposts in the indicator's own unit, and its weight among those of its kind and dimension."""

    low: float
    high: float
    weight: float


PHASE_ONE = {
    "ZZ-B1": Given(30, 100, 50), "ZZ-B2": Given(60, 98, 50),
    "GZ-B3": Given(70, 99, 42), "GZ-B4": Given(50, 95, 38), "GZ-B5": Given(2, 25, 20),
    "FZ-B7": Given(60, 100, 50), "FZ-G2": Given(50, 95, 50),
    "DZ-B1": Given(60, 95, 50), "DZ-B6": Given(60, 100, 50),
}  # fmt: skip
"""All of them count as basic, FZ-G2 too: of the guiding side there was nothing yet."""

PHASE_TWO = {
    "ZZ-B1": Given(30, 100, 18), "ZZ-B2": Given(60, 98, 18), "ZZ-B6": Given(20, 85, 14), "ZZ-B7": Given(16, 60, 12),
    "ZZ-G3": Given(10, 80, 20),
    "GZ-B3": Given(70, 99, 20), "GZ-B4": Given(50, 95, 18), "GZ-B5": Given(2, 25, 10), "GZ-B6": Given(25, 100, 14),
    "GZ-G1": Given(0, 6, 25), "GZ-G4": Given(10, 70, 25),
    "FZ-B7": Given(60, 100, 14), "FZ-B8": Given(20, 80, 12),
    "FZ-G1": Given(0, 5, 25), "FZ-G2": Given(50, 95, 30), "FZ-G3": Given(5, 80, 20),
    "DZ-B1": Given(60, 95, 26), "DZ-B2": Given(5, 35, 14), "DZ-B3": Given(2, 40, 16), "DZ-B4": Given(2, 20, 16),
    "DZ-B5": Given(4, 20, 14), "DZ-B6": Given(60, 100, 14),
    "DZ-G1": Given(1, 40, 25), "DZ-G2": Given(20, 95, 20), "DZ-G3": Given(10, 150, 25),
}  # fmt: skip
"""Weights as in the full sample scheme; `whole_shares` makes 100 of those that are here."""

PHASE_THREE = dict(sorted((PHASE_TWO | {
    "GZ-B1": Given(60, 98, 24), "GZ-B2": Given(60, 100, 14), "FZ-B1": Given(70, 98, 18), "FZ-B2": Given(70, 100, 12),
}).items(), key=lambda one: (list(DIMENSIONS).index(one[0][:2]), one[0])))  # fmt: skip
"""二期 with 约请 and 人民调解."""

PHASE_FULL = {
    "ZZ-B1": Given(30, 100, 18), "ZZ-B2": Given(60, 98, 18), "ZZ-B3": Given(40, 95, 16), "ZZ-B4": Given(50, 100, 12),
    "ZZ-B5": Given(60, 100, 10), "ZZ-B6": Given(20, 85, 14), "ZZ-B7": Given(16, 60, 12),
    "ZZ-G1": Given(20, 80, 30), "ZZ-G2": Given(5, 120, 30), "ZZ-G3": Given(10, 80, 20), "ZZ-G4": Given(3, 30, 20),
    "GZ-B1": Given(60, 98, 24), "GZ-B2": Given(60, 100, 14), "GZ-B3": Given(70, 99, 20), "GZ-B4": Given(50, 95, 18),
    "GZ-B5": Given(2, 25, 10), "GZ-B6": Given(25, 100, 14),
    "GZ-G1": Given(0, 6, 25), "GZ-G2": Given(40, 100, 25), "GZ-G3": Given(0, 100, 25), "GZ-G4": Given(10, 70, 25),
    "FZ-B1": Given(70, 98, 18), "FZ-B2": Given(70, 100, 12), "FZ-B3": Given(0, 100, 12), "FZ-B4": Given(0, 40, 12),
    "FZ-B5": Given(90, 100, 10), "FZ-B6": Given(80, 100, 10), "FZ-B7": Given(60, 100, 14), "FZ-B8": Given(20, 80, 12),
    "FZ-G1": Given(0, 5, 25), "FZ-G2": Given(50, 95, 30), "FZ-G3": Given(5, 80, 20), "FZ-G4": Given(10, 80, 25),
    "DZ-B1": Given(60, 95, 26), "DZ-B2": Given(5, 35, 14), "DZ-B3": Given(2, 40, 16), "DZ-B4": Given(2, 20, 16),
    "DZ-B5": Given(4, 20, 14), "DZ-B6": Given(60, 100, 14),
    "DZ-G1": Given(1, 40, 25), "DZ-G2": Given(20, 95, 20), "DZ-G3": Given(10, 150, 25), "DZ-G4": Given(50, 90, 30),
}  # fmt: skip
"""The sample scheme in full."""

ANCHORED = frozenset({
    "ZZ-B1", "ZZ-B2", "ZZ-B3", "ZZ-B5", "ZZ-B6", "ZZ-B7", "ZZ-G3", "ZZ-G4", "GZ-B1", "GZ-G3", "FZ-B5", "FZ-B6", "DZ-B1", "DZ-B3",
    "DZ-B4", "DZ-B5", "DZ-G2",
})  # fmt: skip
"""Those whose goalposts some district's public figures bear out; the others', and all that is reported, are 暂定."""

PHASE_ONE_CODE, PHASE_ONE_NAME = "yiqi", "示例方案·一期"
PHASE_TWO_CODE, PHASE_TWO_NAME = "erqi", "示例方案·二期"
PHASE_THREE_CODE, PHASE_THREE_NAME = "sanqi", "示例方案·三期"
PHASE_FULL_CODE, PHASE_FULL_NAME = "quanliang", "示例方案·全量"


def phase_one(directions: Mapping[str, int]) -> dict[str, Any]:
    """Index > dimension > basic kind > indicator, as `score_table` reads it."""
    nodes = [_root()]
    for code, label in DIMENSIONS.items():
        nodes += [_dimension(code, label), _kind(code, "B", 70)]
    nodes += [_leaf(code, f"{code[:2]}-B", given, directions[code]) for code, given in PHASE_ONE.items()]
    return {"name": PHASE_ONE_NAME, "treatment": None, "nodes": nodes}


def phase_two(directions: Mapping[str, int]) -> dict[str, Any]:
    return _both_kinds(PHASE_TWO_NAME, PHASE_TWO, directions)


def phase_three(directions: Mapping[str, int]) -> dict[str, Any]:
    return _both_kinds(PHASE_THREE_NAME, PHASE_THREE, directions)


def phase_full(directions: Mapping[str, int]) -> dict[str, Any]:
    return _both_kinds(PHASE_FULL_NAME, PHASE_FULL, directions)


def _both_kinds(name: str, indicators: Mapping[str, Given], directions: Mapping[str, int]) -> dict[str, Any]:
    """Index > dimension > basic and guiding kind > indicator. A dimension is 0.7 B + 0.3 min(G, B + 20).

    Without a valid G it is B. Without a valid B it is empty: `min_share` lies between the two weights, far enough from
    both that the shaken weights of a rank interval decide nothing else.
    """
    nodes = [_root()]
    for code, label in DIMENSIONS.items():
        limit = {"child": f"{code}-G", "by": f"{code}-B", "plus": 20}
        nodes += [_dimension(code, label) | {"limit": limit, "min_share": 0.5}]
        nodes += [_kind(code, "B", 70), _kind(code, "G", 30)]
    for code, given in _to_hundred(indicators).items():
        nodes.append(_leaf(code, code[:4], given, directions[code]))
    return {"name": name, "treatment": None, "nodes": nodes}


def whole_shares(weights: Iterable[float]) -> list[int]:
    """Whole per cents that sum to 100: the largest remainders are rounded up, the earlier one of equal ones first."""
    given = list(weights)
    exact = [100 * weight / sum(given) for weight in given]
    shares = [int(share) for share in exact]
    by_rest = sorted(range(len(given)), key=lambda at: (shares[at] - exact[at], at))
    for at in by_rest[: 100 - sum(shares)]:
        shares[at] += 1
    return shares


def _to_hundred(full: Mapping[str, Given]) -> dict[str, Given]:
    found = dict(full)
    for group in dict.fromkeys(code[:4] for code in full):
        members = [code for code in full if code[:4] == group]
        for code, share in zip(members, whole_shares(full[code].weight for code in members), strict=True):
            found[code] = full[code]._replace(weight=share)
    return found


def _root() -> dict[str, Any]:
    return {"code": "Index", "name": "睦邻指数", "parent": None, "aggregation": "geometric", "floor": 1, "min_share": 1}


def _dimension(code: str, label: str) -> dict[str, Any]:
    return {"code": code, "name": label, "parent": "Index", "weight": 25, "aggregation": "arithmetic"}


def _kind(dimension: str, kind: str, weight: float) -> dict[str, Any]:
    return {
        "code": f"{dimension}-{kind}", "name": KINDS[kind], "parent": dimension, "weight": weight, "aggregation": "arithmetic",
        "min_share": TWO_THIRDS,
    }  # fmt: skip


def _leaf(code: str, parent: str, given: Given, direction: int) -> dict[str, Any]:
    normalisation = {"method": "goalposts", "low": given.low, "high": given.high, "cap": True, "range": [0, 100]}
    return {
        "code": code,
        "parent": parent,
        "weight": given.weight,
        "direction": direction,
        "normalisation": normalisation,
    }
