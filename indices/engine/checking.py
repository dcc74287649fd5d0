"""What a scheme must be before anything is computed with it: a tree, and on each node only what belongs there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from indices.engine.errors import SchemeError
from indices.engine.options import Limit

if TYPE_CHECKING:
    from indices.engine.scheme import Node, Scheme


def check(scheme: Scheme) -> None:
    """Raise `SchemeError` naming the node that is wrong."""
    _check_tree(scheme)
    for node in scheme.nodes:
        (_check_aggregate if scheme.children[node.code] else _check_indicator)(scheme, node)
    group = scheme.imputation and scheme.imputation.group
    if group and (group in scheme.by_code or group in scheme.denominators):
        raise SchemeError(f"分组（imputation.group）的列「{group}」不能同时是节点或分母。")


def _check_tree(scheme: Scheme) -> None:
    codes: set[str] = set()
    for node in scheme.nodes:
        if node.code in codes:
            raise SchemeError(f"节点「{node.code}」写了两次。")
        codes.add(node.code)
    for node in scheme.nodes:
        if node.parent is not None and node.parent not in codes:
            raise SchemeError(f"节点「{node.code}」的上级「{node.parent}」不存在。")
    _check_cycles(scheme)
    roots = [node.code for node in scheme.nodes if node.parent is None]
    if len(roots) > 1:
        raise SchemeError(f"方案只能有一个根节点，现在有「{'」「'.join(roots)}」。")


def _check_cycles(scheme: Scheme) -> None:
    """Follow each node upwards; with every parent known, a tree without a cycle also has a root."""
    settled: set[str] = set()
    for start in scheme.nodes:
        path: list[str] = []
        code: str | None = start.code
        while code is not None and code not in settled:
            if code in path:
                ring = [*path[path.index(code) :], code]
                raise SchemeError(f"节点「{'」→「'.join(ring)}」的上级成了环。")
            path.append(code)
            code = scheme.by_code[code].parent
        settled.update(path)


def _check_aggregate(scheme: Scheme, node: Node) -> None:
    children = scheme.children[node.code]
    if node.direction != 1 or node.transform != "none" or node.normalisation is not None:
        raise SchemeError(f"节点「{node.code}」有下级，不能再设 direction、transform 或 normalisation。")
    total = sum(child.weight for child in children)
    if not 0 < total < math.inf:
        raise SchemeError(f"节点「{node.code}」的下级权重之和应当大于 0。")
    if node.weights_sum is not None and not math.isclose(total, node.weights_sum, rel_tol=1e-9):
        raise SchemeError(f"节点「{node.code}」的下级权重之和是 {total:.10g}，应当是 {node.weights_sum:.10g}。")
    if node.denominator is not None:
        raise SchemeError(f"节点「{node.code}」有下级，不能再设分母（denominator）。")
    for code in _named_by(node.limit):
        if code not in [child.code for child in children]:
            raise SchemeError(f"节点「{node.code}」的限额（limit）提到的「{code}」不是它的下级。")


def _check_indicator(scheme: Scheme, node: Node) -> None:
    normalisation = scheme.normalisation_of(node)
    if node.transform == "ln" and normalisation.method == "goalposts" and normalisation.low <= 0:
        raise SchemeError(f"节点「{node.code}」取对数，目标值低端 {normalisation.low:g} 应当大于 0。")
    named = node.denominator and node.denominator.column
    if named and scheme.children.get(named):
        raise SchemeError(f"节点「{node.code}」的分母「{named}」是有下级的节点，数据里没有这一列。")
    if node.limit is not None:
        raise SchemeError(f"节点「{node.code}」没有下级，不能设限额（limit）。")
    if node.weights_sum is not None:
        raise SchemeError(f"节点「{node.code}」没有下级，不能设权重之和（weights_sum）。")


def _named_by(limit: Limit | None) -> Sequence[str]:
    return () if limit is None else (limit.child, limit.by)
