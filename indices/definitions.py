"""A scheme's definition as a value: one way to write it down, and what the portal asks of it beyond the engine."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Collection, Mapping
from typing import Any

from indices.engine.errors import SchemeError
from indices.engine.scheme import Node
from indices.engine.scheme import Scheme as Engine

WHOLES = (100.0, 1.0)
SLACK = 1e-6
DEEPEST = 6
MOST_NODES, LONGEST_CODE, LONGEST_NAME = 150, 40, 60


def canonical(raw: Any) -> Any:
    """The same definition in the one form that is stored and hashed, whatever file it came in.

    Whole numbers are integers, what is null or no text is left out; only the root says `"parent": null`, the scheme `"treatment"`.
    """
    if not isinstance(raw, Mapping) or not isinstance(raw.get("nodes"), list):
        return raw
    nodes = [{"parent": None} | _plain(node) if isinstance(node, Mapping) else node for node in raw["nodes"]]
    return {"treatment": None} | _plain({key: one for key, one in raw.items() if key != "nodes"}) | {"nodes": nodes}


def _plain(value: Any, depth: int = 0) -> Any:
    """Deeper than a scheme can be it is left as it came, for the engine to refuse."""
    if depth > DEEPEST:
        return value
    if isinstance(value, Mapping):
        return {key: _plain(one, depth + 1) for key, one in value.items() if one is not None and one != ""}
    if isinstance(value, list | tuple):
        return [_plain(one, depth + 1) for one in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value


def digest(definition: Mapping[str, Any]) -> str:
    """SHA-256 of the definition: what every score names."""
    text = json.dumps(definition, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def checked(definition: Any, *, known: Collection[str]) -> Engine:
    """The scheme, if it may be filed: sound for the engine, with data for every leaf, weights that sum to a whole.

    Raises SchemeError with a sentence that names the node. `known` are the codes of the indicators that have data.
    """
    engine = Engine.from_dict(definition)
    if len(engine.nodes) > MOST_NODES:
        raise SchemeError(f"方案有 {len(engine.nodes)} 个节点，最多 {MOST_NODES} 个。")
    names = {node["code"]: node.get("name", "") for node in definition["nodes"]}
    if not _is_line(definition.get("name", "")):
        raise SchemeError(f"方案的名称应当是一行不超过 {LONGEST_NAME} 个字的文字。")
    for node in engine.nodes:
        _check_texts(node, names[node.code])
        if not engine.children[node.code]:
            _check_leaf(engine, node, known)
        elif node.aggregation == "copeland" and node is not engine.root:
            raise SchemeError(
                f"节点「{node.code}」用两两比较（copeland）只得胜负场数，不能再往上合成，只能用在根节点。"
            )
    if engine.imputation is not None:
        raise SchemeError("门户里的数据缺失就是缺失，方案不能用填补（imputation）。")
    for node in engine.nodes:
        check_sum(node, engine.children[node.code])
    return engine


def check_sum(node: Node, children: Collection[Node]) -> None:
    """An only child carries everything, whatever its weight says."""
    total = math.fsum(child.weight for child in children)
    if len(children) > 1 and not any(abs(total - whole) <= SLACK * whole for whole in WHOLES):
        raise SchemeError(f"节点「{node.code}」的下级权重之和是 {total:.6g}，应当是 100（或 1）。")


def _check_leaf(engine: Engine, node: Node, known: Collection[str]) -> None:
    """Only capped goalposts give the same score to one unit alone and among others, at every level, in every period."""
    if node.code not in known:
        raise SchemeError(f"节点「{node.code}」没有下级，也不是有数据来源的指标，请给它加上指标或从方案中去掉。")
    goal = engine.normalisation_of(node)
    if goal.method != "goalposts" or not goal.cap or goal.range[0] < 0:
        raise SchemeError(f"节点「{node.code}」要用固定、封顶、不为负的目标值（goalposts），各级各期才能比较。")
    if node.transform == "ln":
        raise SchemeError(f"节点「{node.code}」不能取对数：指标的实际值可能是 0，那一夜就算不下去。")
    if node.denominator is not None:
        raise SchemeError(f"节点「{node.code}」的指标自带分母，方案里不能再写 denominator。")


def _check_texts(node: Node, name: Any) -> None:
    if len(node.code) > LONGEST_CODE:
        raise SchemeError(f"节点「{node.code[:LONGEST_CODE]}…」的代码最多 {LONGEST_CODE} 个字符。")
    if not _is_line(name):
        raise SchemeError(f"节点「{node.code}」的名称应当是一行不超过 {LONGEST_NAME} 个字的文字。")


def _is_line(text: Any) -> bool:
    return isinstance(text, str) and len(text) <= LONGEST_NAME and text.isprintable()


def reweighted(definition: Mapping[str, Any], changes: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """A copy in which the nodes named by `changes` have these entries; `low` and `high` go into the normalisation."""
    nodes = []
    for node in definition["nodes"]:
        given = dict(changes.get(node["code"], {}))
        goals = {end: given.pop(end) for end in ("low", "high") if end in given}
        nodes.append(node | given | ({"normalisation": node["normalisation"] | goals} if goals else {}))
    return {**definition, "nodes": nodes}


def changed_goalposts(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """Codes in both whose normalisation differs."""
    was, now = ({node["code"]: node.get("normalisation") for node in one["nodes"]} for one in (before, after))
    return {code for code in was.keys() & now.keys() if was[code] != now[code]}
