from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from indices.engine import Scheme, gains, normalised, rank, root_scores, score
from indices.engine.diagnostics import below, correlations, influences, removals

UNITS = [str(at) for at in range(40)]


@pytest.fixture
def tree() -> Scheme:
    nodes = [
        {"code": "I", "parent": None, "aggregation": "geometric", "floor": 1},
        {"code": "D", "parent": "I", "weight": 3, "limit": {"child": "b", "by": "a", "plus": 20}},
        {"code": "E", "parent": "I", "weight": 1},
        {"code": "a", "parent": "D", "weight": 1},
        {"code": "b", "parent": "D", "weight": 2},
        {"code": "c", "parent": "E"},
    ]
    return Scheme.from_dict({"nodes": nodes})


@pytest.mark.parametrize("method", ["pearson", "spearman"])
def test_correlations_are_those_of_pandas(columns, method):
    columns["b"] = np.round(columns["a"] + columns["b"], 1)  # with ties
    columns["c"][::3] = np.nan
    table = pd.DataFrame(columns | {"same": np.ones(40)})
    expected = table.corr(method).to_numpy()
    assert correlations(table.to_numpy(), method) == pytest.approx(expected, abs=1e-12, nan_ok=True)


def test_nominal_weights_multiply_down_the_tree_and_explained_is_the_square(tree, columns):
    result = score(tree, UNITS, columns)
    found = {one.code: one for one in influences(tree, result.scores)}
    assert {code: one.nominal for code, one in found.items()} == pytest.approx({"a": 0.25, "b": 0.5, "c": 0.25})
    expected = pd.Series(result.scores["I"]).corr(pd.Series(result.scores["a"]))
    assert found["a"].correlation == pytest.approx(expected)
    assert found["a"].explained == pytest.approx(expected**2)


def test_an_indicator_without_spread_explains_nothing(tree, columns):
    posts = {"method": "goalposts", "low": 0, "high": 1}
    nodes = [{"code": "I", "parent": None}, *({"code": c, "parent": "I", "normalisation": posts} for c in "ab")]
    result = score(Scheme.from_dict({"nodes": nodes}), UNITS, columns | {"b": np.full(40, 0.3)})
    found = influences(Scheme.from_dict({"nodes": nodes}), result.scores)
    assert (found[0].explained, found[1].correlation, found[1].explained) == (pytest.approx(1), None, None)


def test_removal_is_what_a_scheme_without_the_indicator_would_rank(tree, columns):
    leaves = normalised(tree, columns, UNITS)
    now = rank(root_scores(tree, leaves))
    found = removals(tree, leaves)
    assert {one.code for one in found} == {"a", "b"}  # c is an only child
    for one in found:
        away = np.abs(rank(root_scores(tree, leaves, {one.code: 0})) - now)
        assert (one.mean_shift, one.largest_shift, one.moved) == (away.mean(), away.max(), (away > 0).sum())
    assert found[0].mean_shift >= found[1].mean_shift


def test_the_indicators_below_a_node_stand_in_the_schemes_order(tree):
    assert [below(tree, code) for code in ("I", "D", "c")] == [["a", "b", "c"], ["a", "b"], ["c"]]


def test_a_gain_is_what_the_unit_scores_with_that_one_value_changed(tree, columns):
    columns["a"][3], columns["b"][3] = np.nan, 0.2
    before = score(tree, UNITS, columns).scores["I"][3]
    found = gains(tree, columns, UNITS, 3, {"a": 0.9, "b": 0.8, "c": -5})
    for one in found:
        moved = columns[one.code].copy()
        moved[3] = one.target if one.code != "c" else moved[3]  # it is there already
        after = score(tree, UNITS, columns | {one.code: moved}).scores["I"][3]
        assert one.gain == pytest.approx(after - before, abs=1e-9)
    assert [one.gain for one in found] == sorted((one.gain for one in found), reverse=True)
    assert {one.code: one.now for one in found} == {"a": None, "b": 0.2, "c": columns["c"][3]}


def test_the_default_target_is_the_upper_quartile_in_the_good_direction(columns):
    nodes = [{"code": "I", "parent": None}, {"code": "a", "parent": "I"}, {"code": "b", "parent": "I", "direction": -1}]
    scheme = Scheme.from_dict({"nodes": nodes})
    columns["a"][0], columns["b"][0] = columns["a"].min(), columns["b"].min()
    found = {one.code: one for one in gains(scheme, columns, UNITS, 0)}
    assert found["a"].target == pytest.approx(np.quantile(columns["a"], 0.75))
    assert found["b"].target == pytest.approx(np.quantile(columns["b"], 0.25))
    assert found["a"].gain > 0
    assert found["b"].gain == 0


def test_gains_under_copeland_look_at_all_units(columns):
    nodes = [{"code": "I", "parent": None, "aggregation": "copeland"}, *({"code": c, "parent": "I"} for c in "abc")]
    scheme = Scheme.from_dict({"nodes": nodes})
    before = score(scheme, UNITS, columns).scores["I"][5]
    found = gains(scheme, columns, UNITS, 5, {"a": 0.99})
    after = score(scheme, UNITS, columns | {"a": np.where(np.arange(40) == 5, 0.99, columns["a"])}).scores["I"][5]
    assert found[0].gain == after - before


def test_a_unit_without_a_score_and_an_indicator_without_values_have_no_gains(tree, columns):
    for values in columns.values():
        values[4] = np.nan
    assert gains(tree, columns, UNITS, 4) == []
    columns["c"][:] = np.nan
    assert {one.code for one in gains(tree, columns, UNITS, 5)} == {"a", "b"}


@pytest.mark.parametrize("weights", [None, {"a": 5, "c": 0.5}])
def test_rescoring_gives_the_bytes_of_scoring(tree, columns, weights):
    own = weights or {}
    asked = replace(tree, nodes=tuple(replace(node, weight=own.get(node.code, node.weight)) for node in tree.nodes))
    found = root_scores(tree, normalised(tree, columns, UNITS), weights)
    assert found.tobytes() == score(asked, UNITS, columns).scores["I"].tobytes()
