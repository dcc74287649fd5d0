from __future__ import annotations

import numpy as np
import pytest

from indices.engine import Scheme, explain, score

SCHEME = Scheme.from_dict(
    {
        "normalisation": {"method": "none"},
        "nodes": [
            {"code": "I", "parent": None, "aggregation": "geometric"},
            {"code": "D", "parent": "I", "weight": 1, "limit": {"child": "g", "by": "b", "plus": 20}},
            {"code": "b", "parent": "D", "weight": 6},
            {"code": "g", "parent": "D", "weight": 2},
            {"code": "h", "parent": "D", "weight": 2},
            {"code": "E", "parent": "I", "weight": 1},
            {"code": "e", "parent": "E", "weight": 1},
        ],
    }
)
COLUMNS = {"b": [40.0, np.nan], "g": [90.0, np.nan], "h": [np.nan, np.nan], "e": [90.0, np.nan]}


@pytest.fixture
def tree():
    result = score(SCHEME, ["u1", "u2"], {code: np.array(values) for code, values in COLUMNS.items()})
    return [explain(SCHEME, result, place) for place in (0, 1)]


def test_an_arithmetic_node_is_the_sum_of_its_childrens_contributions(tree):
    dimension = tree[0].children[0]
    b, g, h = dimension.children
    assert [part.node.code for part in dimension.children] == ["b", "g", "h"]
    assert (b.effective_weight, g.effective_weight, h.effective_weight) == (0.75, 0.25, 0)
    assert (g.score, g.counted) == (90, 60)
    assert (b.contribution, g.contribution, h.contribution) == (30, 15, None)
    assert (dimension.score, dimension.adjustment) == (45, 0)


def test_a_geometric_node_says_what_imbalance_costs(tree):
    index = tree[0]
    assert index.score == pytest.approx((45 * 90) ** 0.5)
    assert [part.contribution for part in index.children] == [22.5, 45]
    assert index.adjustment == pytest.approx((45 * 90) ** 0.5 - 67.5)


def test_a_unit_without_data_has_an_empty_tree(tree):
    assert (tree[1].score, tree[1].adjustment, tree[1].children[0].contribution) == (None, None, None)


def test_copeland_has_no_contributions():
    raw = {"nodes": [{"code": "I", "parent": None, "aggregation": "copeland"}, {"code": "a", "parent": "I"}]}
    scheme = Scheme.from_dict(raw)
    told = explain(scheme, score(scheme, ["u1", "u2"], {"a": np.array([1.0, 2])}), 1)
    assert (told.score, told.adjustment, told.children[0].contribution) == (1, None, None)
