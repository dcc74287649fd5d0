"""Definitions with one thing wrong, and drafts as a page sends them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from indices.forms.table import Table
from indices.models import SchemeVersion
from indices.selectors.schemes import tree


def changed(definition: dict[str, Any], code: str, **entries: Any) -> dict[str, Any]:
    """A copy in which the node `code` has these entries; `low` and `high` belong to its goalposts."""
    found = copy.deepcopy(definition)
    node = next(node for node in found["nodes"] if node["code"] == code)
    for name, value in entries.items():
        (node["normalisation"] if name in ("low", "high", "method") else node)[name] = value
    return found


def without(definition: dict[str, Any], *parents: str) -> dict[str, Any]:
    """A copy that lacks everything right below `parents`."""
    return definition | {"nodes": [node for node in definition["nodes"] if node["parent"] not in parents]}


WRONG: dict[str, tuple[Callable[[dict[str, Any]], dict[str, Any]], str]] = {
    "weights that do not sum": (lambda one: changed(one, "ZZ-B1", weight=60), "节点「ZZ-B」的下级权重之和是 110"),
    "a cycle": (lambda one: changed(one, "ZZ", parent="ZZ-B"), "「ZZ」→「ZZ-B」→「ZZ」的上级成了环"),
    "a node without children": (lambda one: without(one, "ZZ-B"), "节点「ZZ-B」没有下级"),
    "goalposts without width": (
        lambda one: changed(one, "ZZ-B1", low=100),
        "节点「ZZ-B1」的归一化（normalisation）的目标值低端 100 应当小于高端 100",
    ),
    "goalposts that move with the units": (
        lambda one: changed(one, "ZZ-B1", normalisation={"method": "min-max"}),
        "节点「ZZ-B1」要用固定",
    ),
    "an unknown parent": (lambda one: changed(one, "ZZ-B1", parent="XX"), "节点「ZZ-B1」的上级「XX」不存在"),
    "a name of two lines": (lambda one: changed(one, "ZZ", name="自\n治"), "节点「ZZ」的名称"),
    "contests below the root": (lambda one: changed(one, "ZZ-B", aggregation="copeland"), "节点「ZZ-B」用两两比较"),
}
"""What is wrong -> (how to make it so, the sentence that names the node); made from 一期."""


def form_of(version: SchemeVersion) -> dict[str, str]:
    """What the browser sends of a draft that was opened and saved."""
    order = {line.code: (line.depth, line.css) for line in tree(version.definition)}
    rows = Table.of(version, order).rows
    sent = {f"{name}-{row.at}": text for row in rows for name, text in row.cells.items() if text and name != "code"}
    return sent | {"seen": str(version.version), "note": version.note}


def cell(version: SchemeVersion, name: str, code: str) -> str:
    """The field of the form that holds `name` of the node `code`."""
    codes = [line.code for line in tree(version.definition)]
    return f"{name}-{codes.index(code)}"
