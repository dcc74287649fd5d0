"""The sample schemes that come with the product. 示例方案: the district edits them; nobody calls them official."""

from __future__ import annotations

from typing import Any

DIMENSIONS = {"ZZ": "自治", "GZ": "共治", "FZ": "法治", "DZ": "德治"}

# indicator: goalposts low and high (in the indicator's unit), weight within its kind
PHASE_ONE = {
    "ZZ-B1": (30, 100, 50), "ZZ-B2": (60, 98, 50),
    "GZ-B3": (70, 99, 42), "GZ-B4": (50, 95, 38), "GZ-B5": (2, 25, 20),
    "FZ-B7": (60, 100, 50), "FZ-G2": (50, 95, 50),
    "DZ-B1": (60, 95, 50), "DZ-B6": (60, 100, 50),
}  # fmt: skip

PHASE_ONE_CODE = "yiqi"
PHASE_ONE_NAME = "示例方案·一期"


def definition(
    name: str, goalposts: dict[str, tuple[float, float, float]], directions: dict[str, int]
) -> dict[str, Any]:
    """The scheme as `score_table` reads it: index > dimension > basic kind > indicator."""
    nodes: list[dict[str, Any]] = [
        {"code": "Index", "name": "睦邻指数", "parent": None, "aggregation": "geometric", "floor": 1, "min_share": 1}
    ]
    for code, label in DIMENSIONS.items():
        nodes.append({"code": code, "name": label, "parent": "Index", "weight": 25, "aggregation": "arithmetic"})
        nodes.append(
            {
                "code": f"{code}-B",
                "name": "基础性指标",
                "parent": code,
                "weight": 70,
                "aggregation": "arithmetic",
                "min_share": 0.6666,
            }
        )
    for code, (low, high, weight) in goalposts.items():
        normalisation = {"method": "goalposts", "low": low, "high": high, "cap": True, "range": [0, 100]}
        parent = f"{code[:2]}-B"
        nodes.append(
            {
                "code": code,
                "parent": parent,
                "weight": weight,
                "direction": directions[code],
                "normalisation": normalisation,
            }
        )
    return {"name": name, "treatment": None, "nodes": nodes}
