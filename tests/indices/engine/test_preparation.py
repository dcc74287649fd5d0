"""Denomination, screening, imputation, stated sums: through the files, as a user has them."""

from __future__ import annotations

import numpy as np
import pytest

from indices.engine import DataError, Scheme, SchemeError, score

NODES = [{"code": "I", "parent": None}, *({"code": code, "parent": "I"} for code in "abc")]


def scheme(**more) -> dict:
    return {"normalisation": {"method": "none"}, "nodes": NODES, **more}


def divided(**denominator) -> list[dict]:
    return [NODES[0], {"code": "a", "parent": "I", "denominator": denominator}, *NODES[2:]]


def scored(program, asked, data) -> list[str]:
    """I, a, b, c and the rank of each unit, to ten digits."""
    code, out, complaint = program(asked, data)
    assert (code, complaint) == (0, "")
    rows = [line.split(",")[1:] for line in out.splitlines()[1:]]
    return [",".join(cell and f"{float(cell):.10g}" for cell in row) for row in rows]


def test_an_indicator_is_divided_by_its_column_before_anything_else(program):
    asked = scheme(nodes=divided(column="户数", factor=1000))
    # The second has no denominator, so no value; columns nobody names are left alone.
    data = "unit,a,b,c,户数,备注\nu1,3,1,1,500,街道\nu2,3,2,2,,\n"
    assert scored(program, asked, data) == ["2.666666667,6,1,1,1", "2,,2,2,2"]


def test_an_indicator_may_be_the_denominator_of_another(program):
    asked = scheme(nodes=divided(column="b"))
    assert scored(program, asked, "unit,a,b,c\nu1,6,3,1\n") == ["2,2,3,1,1"]


def test_a_unit_with_too_few_indicators_is_screened_out(program):
    asked = scheme(screening={"min_share": 0.6667})
    data = "unit,a,b,c\nu1,1,2,3\nu2,9,9,\nu3,,4,5\n"
    assert scored(program, asked, data) == ["2,1,2,3,1", ",,,,", ",,,,"]
    assert len([line for line in scored(program, scheme(screening={"min_share": 0.66}), data) if line != ",,,,"]) == 3


def test_a_unit_of_nothing_but_zeros_is_screened_out(program):
    asked = scheme(screening={"min_nonzero": 0.5})
    data = "unit,a,b,c\nu1,1,2,0\nu2,0,0,9\nu3,,0,4\n"
    assert scored(program, asked, data) == ["1,1,2,0,2", ",,,,", "2,,0,4,1"]


def test_what_is_screened_out_makes_no_group_mean_and_gets_none(program):
    asked = scheme(screening={"min_share": 0.6}, imputation={"method": "group-mean", "group": "街道"})
    data = "unit,街道,a,b,c\nu1,东,,2,3\nu2,东,100,,\nu3,东,4,2,3\nu4,西,,7,8\n"
    # u1 takes the 4 of u3 and not the 100 of u2; in the west there is nothing to take.
    assert scored(program, asked, data) == ["3,4,2,3,2", ",,,,", "3,4,2,3,2", "7.5,,7,8,1"]


def test_weights_that_sum_as_stated_are_only_renormalised(program):
    nodes = [
        {**NODES[0], "weights_sum": 100},
        *({**node, "weight": part} for node, part in zip(NODES[1:], (33.3, 33.3, 33.4), strict=True)),
    ]
    assert scored(program, scheme(nodes=nodes), "unit,a,b,c\nu1,2,2,2\n") == ["2,2,2,2,1"]


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        (scheme(nodes=[{**NODES[0], "weights_sum": 100}, *NODES[1:]]), ["I", "3", "100"]),
        (scheme(nodes=[*NODES[:3], {**NODES[3], "weights_sum": 1}]), ["c", "weights_sum"]),
        (scheme(nodes=[{**NODES[0], "denominator": {"column": "户数"}}, *NODES[1:]]), ["I", "denominator"]),
        (scheme(nodes=divided(column="I")), ["a", "I"]),
        (scheme(nodes=divided(column="户数", factor=0)), ["a", "factor"]),
        (scheme(nodes=divided(column="户数", per=1)), ["a", "per"]),
        (scheme(nodes=divided(factor=3)), ["a", "column"]),
        (scheme(screening={"min_share": 2}), ["screening", "min_share"]),
        (scheme(screening={"share": 1}), ["screening", "share"]),
        (scheme(imputation={"method": "knn"}), ["imputation", "knn"]),
        (scheme(imputation={"method": "group-mean"}), ["imputation", "group"]),
        (scheme(imputation={"method": "group-mean", "group": "a"}), ["a"]),
    ],
)
def test_a_wrong_option_is_refused_where_it_stands(asked, named):
    with pytest.raises(SchemeError) as refused:
        Scheme.from_dict(asked)
    assert all(name in str(refused.value) for name in named)


@pytest.mark.parametrize(
    ("asked", "data", "named"),
    [
        (scheme(nodes=divided(column="户数")), "unit,a,b,c\nu1,1,1,1\n", ["户数"]),
        (scheme(nodes=divided(column="户数")), "unit,a,b,c,户数\nu1,1,1,1,0\n", ["a", "u1", "户数", "0"]),
        (scheme(nodes=divided(column="户数")), "unit,a,b,c,户数\nu1,1,1,1,约五百\n", ["第 2 行", "户数", "约五百"]),
        (scheme(imputation={"method": "group-mean", "group": "街道"}), "unit,a,b,c\nu1,1,1,1\n", ["街道"]),
    ],
)
def test_a_table_that_lacks_what_the_scheme_names_is_refused(program, asked, data, named):
    code, out, complaint = program(asked, data)
    assert (code, out) == (2, "")
    assert all(name in complaint for name in named)


@pytest.mark.parametrize("given", [{}, {"街道": np.array(["东"])}])
def test_groups_that_do_not_go_with_the_units_are_refused(given):
    asked = Scheme.from_dict(scheme(imputation={"method": "group-mean", "group": "街道"}))
    with pytest.raises(DataError, match="街道"):
        score(asked, ["u1", "u2"], {code: np.ones(2) for code in "abc"} | given)
