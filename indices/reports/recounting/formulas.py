"""Excel formulas that do what the engine does, from cells that hold what the engine was given.

Only IF, AND, SUM, MIN, MAX, ROUND, LN, EXP and COUNTIF: every spreadsheet knows them. "" stands for missing. What the engine
works out by comparing units with each other (ranks, min-max, z-scores, outliers, Copeland) has no formula: `why_not` says so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from indices.engine.scheme import Node, Scheme

ZERO = "零"
"""Stands in a geometric or harmonic term for a child of 0, which makes the whole mean 0."""
SLACK = "0.000000000001"
MEANS = {"arithmetic": "加权算术平均", "geometric": "加权几何平均", "harmonic": "加权调和平均", "copeland": "两两比较"}
METHODS = {
    "goalposts": "目标区间", "min-max": "最小最大", "z-score": "标准分", "rank": "名次", "percentile-rank": "百分位名次", "none": "原值",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Posts:
    """Cells with what the scheme says about an indicator."""

    low: str
    high: str
    least: str
    most: str


def why_not(scheme: Scheme, node: Node) -> str:
    """Why a node's score stands as a value; empty where a formula gives it."""
    if scheme.children[node.code]:
        return "两两比较要全部单位的数据，这里是系统算出的值" if node.aggregation == "copeland" else ""
    if scheme.treatment or scheme.screening or scheme.imputation or node.denominator:
        return "方案先按全部单位的数据处理（极端值、筛选、插补或折算），这里是系统算出的值"
    method = scheme.normalisation_of(node).method
    return "" if method in ("goalposts", "none") else f"{METHODS[method]}要与全部单位比较，这里是系统算出的值"


def status(denominator: str, minimum: str, none: str) -> str:
    return f'=IF({denominator}=0,"{none}",IF({denominator}<{minimum},"样本不足","有效"))'


def shrunk(status: str, denominator: str, street: str, up_to: str) -> str:
    return f'=IF(AND({status}="有效",{denominator}<={up_to},{street}>0),"是","否")'


def value(status: str, above: str, below: str, factor: str) -> str:
    return f'=IF({status}="有效",ROUND({above}/{below}*{factor},10),"")'


def leaning(
    status: str, leans: str, above: str, below: str, street: tuple[str, str], strength: str, factor: str
) -> str:
    """(x + m·p)/(n + m), p the street's rate and m the strength, where it leans."""
    lent = f"({above}+{strength}*{street[0]}/{street[1]})/({below}+{strength})"
    return f'=IF({status}="有效",ROUND(IF({leans}="是",{lent},{above}/{below})*{factor},10),"")'


def normalised(scheme: Scheme, node: Node, cell: str, posts: Posts) -> str:
    """The score of a value: its position between the goalposts, or the value itself, turned where less is better."""
    goal, turned = scheme.normalisation_of(node), node.direction < 0
    told = f"LN({cell})" if node.transform == "ln" else cell
    if goal.method == "none":
        return f'=IF({cell}="","",{"-" if turned else ""}{told})'
    low, high = (f"LN({one})" if node.transform == "ln" else one for one in (posts.low, posts.high))
    share = f"({told}-{low})/({high}-{low})"
    share = f"MIN(1,MAX(0,{share}))" if goal.cap else share
    share = f"(1-{share})" if turned else share
    return f'=IF({cell}="","",{share}*({posts.most}-{posts.least})+{posts.least})'


def counted(parent: Node, child: Node, cell: str, floor: str, by: str, plus: str) -> str:
    """A child's score as its parent takes it: lifted to the floor, then held to what a sibling allows."""
    lifted = cell if parent.floor == -math.inf else f"MAX({cell},{floor})"
    limit = parent.limit
    if limit is None or limit.child != child.code:
        return f'=IF({cell}="","",{lifted})'
    return f'=IF({cell}="","",IF({by}="",{lifted},MIN({lifted},{by}+{plus})))'


def weight(counted: str, given: str) -> str:
    return f'=IF({counted}="",0,{given})'


def term(method: str, counted: str, weight: str) -> str:
    if method == "arithmetic":
        return f"=IF({weight}=0,0,{weight}*{counted})"
    inner = f"{weight}*LN({counted})" if method == "geometric" else f"{weight}/{counted}"
    return f'=IF({weight}=0,0,IF({counted}=0,"{ZERO}",{inner}))'


def mean(method: str, weights: str, terms: str, given: str, least: str) -> str:
    """The mean of what the unit has, where that is enough of the weights `given`."""
    sums = {"arithmetic": "SUM({t})/SUM({w})", "geometric": "EXP(SUM({t})/SUM({w}))", "harmonic": "SUM({w})/SUM({t})"}
    found = sums[method].format(t=terms, w=weights)
    if method != "arithmetic":
        found = f'IF(COUNTIF({terms},"{ZERO}")>0,0,{found})'
    enough = f"AND(SUM({weights})>0,SUM({weights})>=({least}-{SLACK})*SUM({given}))"
    return f'=IF({enough},{found},"")'
