"""Wrong input exits 2 with one Chinese line that names the node or the cell, and writes nothing."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

import pytest

from indices.engine import run

SCHEME = {
    "name": "例",
    "normalisation": {"method": "none"},
    "nodes": [
        {"code": "根", "parent": None},
        {"code": "甲", "parent": "根", "weight": 1},
        {"code": "乙", "parent": "根", "weight": 1},
    ],
}
DATA = "unit,甲,乙\nu1,1,2\nu2,3,4\n"


def changed(place: int | None = None, **entries) -> dict:
    scheme = deepcopy(SCHEME)
    (scheme if place is None else scheme["nodes"][place]).update(entries)
    return scheme


def with_nodes(*nodes: dict) -> dict:
    return changed(nodes=[*deepcopy(SCHEME["nodes"]), *nodes])


def goalposts(**entries) -> dict:
    return {"method": "goalposts", "low": 1, "high": 2} | entries


def assert_refused(answer: tuple[int, str, str], *named: str) -> None:
    code, output, complaint = answer
    assert (code, output) == (2, "")
    assert complaint.count("\n") == 1
    assert complaint.endswith("。\n")
    assert "Traceback" not in complaint
    for name in named:
        assert name in complaint


def test_the_scheme_that_the_others_spoil_is_right(program):
    assert program(SCHEME, DATA) == (0, "unit,根,甲,乙,rank\nu1,1.5,1.0,2.0,2\nu2,3.5,3.0,4.0,1\n", "")


@pytest.mark.parametrize(
    ("scheme", "named"),
    [
        (changed(1, parent="无"), ["甲", "无"]),
        (with_nodes({"code": "丙", "parent": None}), ["根", "丙"]),
        (changed(0, parent="甲"), ["根", "甲", "环"]),
        (with_nodes({"code": "丙", "parent": "丁"}, {"code": "丁", "parent": "丙"}), ["丙", "丁", "环"]),
        (with_nodes({"code": "丙", "parent": "丙"}), ["丙", "环"]),
        (with_nodes({"code": "丙", "parent": "根"}), ["丙"]),
        (with_nodes({"code": "甲", "parent": "根"}), ["甲", "两次"]),
        (with_nodes({"code": "unit", "parent": "根"}), ["unit"]),
        (with_nodes({"parent": "根"}), ["第 4 个节点", "code"]),
        (with_nodes({"code": 7, "parent": "根"}), ["第 4 个节点", "code"]),
        (with_nodes({"code": "丙", "parent": "甲"}), ["甲"]),
        (changed(1, wieght=2), ["甲", "wieght"]),
        (changed(treatments=None), ["treatments"]),
        (changed(1, weight=-1), ["甲", "weight"]),
        (changed(1, weight="1"), ["甲", "weight"]),
        (changed(1, weight=True), ["甲", "weight"]),
        (changed(nodes=[{**node, "weight": 0} for node in SCHEME["nodes"]]), ["根"]),
        (changed(1, direction=0), ["甲", "direction"]),
        (changed(1, direction="-1"), ["甲", "direction"]),
        (changed(1, transform="log10"), ["甲", "transform"]),
        (changed(0, direction=-1), ["根", "direction"]),
        (changed(0, aggregation="median"), ["根", "median"]),
        (changed(0, aggregation=["geometric"]), ["根", "aggregation"]),
        (changed(0, floor="1"), ["根", "floor"]),
        (changed(0, min_share=1.5), ["根", "min_share"]),
        (changed(0, limit={"child": "甲", "by": "丙", "plus": 1}), ["根", "丙"]),
        (changed(0, limit={"child": "甲", "by": "甲", "plus": 1}), ["根", "甲"]),
        (changed(0, limit={"child": "甲", "by": "乙"}), ["根", "plus"]),
        (changed(0, limit="甲"), ["根", "limit"]),
        (changed(1, limit={"child": "甲", "by": "乙", "plus": 1}), ["甲"]),
        (changed(1, normalisation={"method": "max"}), ["甲", "max"]),
        (changed(1, normalisation={}), ["甲", "method"]),
        (changed(1, normalisation=goalposts(high=1)), ["甲"]),
        (changed(1, normalisation=goalposts(low=3)), ["甲"]),
        (changed(1, normalisation=goalposts(low=None)), ["甲", "low"]),
        (changed(1, normalisation=goalposts(cap="yes")), ["甲", "cap"]),
        (changed(1, normalisation=goalposts(range=[1, 1])), ["甲", "range"]),
        (changed(1, normalisation=goalposts(range=100)), ["甲", "range"]),
        (changed(1, normalisation={"method": "rank", "range": [0, 1]}), ["甲", "range"]),
        (changed(1, transform="ln", normalisation=goalposts(low=0)), ["甲", "0"]),
        (changed(treatment={"method": "trim"}), ["treatment", "trim"]),
        (changed(treatment={"method": "winsorise", "max_points": 1.5}), ["max_points"]),
        (changed(treatment={"method": "winsorise", "skewness": -1}), ["skewness"]),
        (changed(nodes=[]), ["nodes"]),
        (changed(nodes={}), ["nodes"]),
        (changed(nodes=["甲"]), ["第 1 个节点"]),
        ({"name": "例"}, ["nodes"]),
        ([], ["方案"]),
        ('{"nodes": [', ["第 1 行"]),
        ('{"nodes": [], "nodes": []}', ["nodes"]),
        ('{"nodes": [{"code": "甲", "weight": NaN}]}', ["NaN"]),
        ('{"nodes": [{"code": "甲", "weight": 1e999}]}', ["甲", "weight"]),
        ('{"nodes": [{"code": "甲", "weight": ' + "9" * 5000 + "}]}", ["甲", "weight"]),
        ('{"nodes": [{"code": "\\ud800"}]}', ["第 1 个节点"]),
        ("[" * 100_000, ["方案"]),
        ("", ["方案"]),
    ],
)
def test_a_wrong_scheme_is_refused(program, scheme, named):
    assert_refused(program(scheme, DATA), *named)


@pytest.mark.parametrize(
    "cell",
    ["x", "nan", "NaN", "inf", "-Infinity", "1e999", "1_000", "12%", "１２", '"1,5"', "1.2.3", "--1", "e5", "N/A"],
)
def test_a_cell_that_is_no_number_is_named(program, cell):
    assert_refused(program(SCHEME, f"unit,甲,乙\n\nu1,1,2\nu2,3,{cell}\n"), "第 4 行", "u2", "乙")


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ("unit,甲,乙\nu1,1,2\nu1,3,4\n", ["u1", "两次"]),
        ("unit,甲,乙,甲\nu1,1,2,3\n", ["甲", "两次"]),
        ("unit,甲\nu1,1\n", ["乙"]),
        ("unit,甲,乙,根\nu1,1,2,3\n", ["根"]),
        ("name,甲,乙\nu1,1,2\n", ["unit", "name"]),
        ("unit,甲,乙\nu1,1\n", ["第 2 行"]),
        ("unit,甲,乙\nu1,1,2,3\n", ["第 2 行"]),
        ("unit,甲,乙\n,1,2\n", ["第 2 行", "unit"]),
        ('unit,甲,乙\nu1,1,"2\n', ["数据表"]),
        ("", ["数据表"]),
        ("\n\n", ["数据表"]),
        ("unit,甲,乙\nu1,1,2\n".encode("gbk"), ["UTF-8"]),
    ],
)
def test_a_wrong_table_is_refused(program, data, named):
    assert_refused(program(SCHEME, data), *named)


@pytest.mark.parametrize("method", ["min-max", "z-score"])
@pytest.mark.parametrize("cells", ["5,5", "5,", "0.1,0.1"])
def test_a_column_without_spread_is_refused_where_the_spread_divides(program, method, cells):
    first, second = cells.split(",")
    data = f"unit,甲,乙\nu1,{first},1\nu2,{second},2\n"
    assert_refused(program(changed(normalisation={"method": method}), data), "甲")


def test_numbers_too_large_to_reckon_with_are_refused(program):
    data = "unit,甲,乙\nu1,1e308,1\nu2,-1e308,2\n"
    assert_refused(program(changed(normalisation={"method": "min-max"}), data), "甲", "u1")


@pytest.mark.parametrize("value", ["0", "-3"])
def test_the_logarithm_of_0_or_less_names_the_cell(program, value):
    assert_refused(program(changed(2, transform="ln"), f"unit,甲,乙\nu1,1,2\nu2,3,{value}\n"), "u2", "乙")


@pytest.mark.parametrize("method", ["geometric", "harmonic"])
def test_a_mean_that_knows_no_negatives_names_node_unit_and_child(program, method):
    assert_refused(program(changed(0, aggregation=method), "unit,甲,乙\nu1,1,2\nu2,3,-4\n"), "根", "u2", "乙")


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys):
    assert run(tmp_path / "没有.json", tmp_path / "没有.csv", None) == 2
    assert "没有.json" in capsys.readouterr().err
    (tmp_path / "scheme.json").write_text(json.dumps(SCHEME))
    assert run(tmp_path / "scheme.json", tmp_path / "没有.csv", None) == 2
    assert "没有.csv" in capsys.readouterr().err
    (tmp_path / "data.csv").write_text(DATA, encoding="utf-8")
    assert run(tmp_path / "scheme.json", tmp_path / "data.csv", tmp_path / "没有" / "out.csv") == 2
    assert "out.csv" in capsys.readouterr().err
