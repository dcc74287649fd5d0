from __future__ import annotations

import pytest

EQUAL = {"a": 1, "b": 1}


@pytest.mark.parametrize(
    ("method", "expected"),
    [("arithmetic", (4 + 3 * 16) / 4), ("geometric", 4**0.25 * 16**0.75), ("harmonic", 4 / (1 / 4 + 3 / 16))],
)
def test_each_mean_is_weighted(root, method, expected):
    assert root({"aggregation": method}, {"a": 1, "b": 3}, a=[4], b=[16]) == pytest.approx([expected], rel=1e-14)


def test_arithmetic_is_the_default(root):
    assert root({}, EQUAL, a=[4], b=[16]) == [10]


@pytest.mark.parametrize("method", ["geometric", "harmonic"])
def test_geometric_and_harmonic_with_a_0_are_0(root, method):
    assert root({"aggregation": method}, EQUAL, a=[0, 9], b=[5, 9]) == pytest.approx([0, 9])


@pytest.mark.parametrize("method", ["geometric", "harmonic"])
def test_a_child_without_weight_takes_no_part(root, method):
    assert root({"aggregation": method}, {"a": 1, "b": 0}, a=[9, 9], b=[0, -1]) == pytest.approx([9, 9])


def test_the_weight_of_a_missing_value_goes_to_its_siblings(root):
    assert root({}, {"a": 1, "b": 1, "c": 2}, a=[None], b=[10], c=[40]) == pytest.approx([30])


def test_a_node_without_any_value_is_empty(root):
    assert root({}, EQUAL, a=[None, 1], b=[None, 1]) == [None, 1]


def test_a_node_that_only_has_children_without_weight_is_empty(root):
    assert root({}, {"a": 1, "b": 0}, a=[None], b=[5]) == [None]


def test_a_node_with_less_than_its_minimum_share_is_empty(root):
    weights = {"a": 0.1, "b": 0.2, "c": 0.7}
    assert root({"min_share": 0.3}, weights, a=[1, None, 6], b=[4, 4, None], c=[None, None, 6]) == [3, None, 6]


def test_two_thirds_written_as_0_6667_is_not_met_by_two_of_three(root):
    assert root({"min_share": 0.6667}, {"a": 1, "b": 1, "c": 1}, a=[1], b=[1], c=[None]) == [None]


def test_the_floor_lifts_the_children_before_they_are_aggregated(root):
    assert root({"aggregation": "geometric", "floor": 1}, EQUAL, a=[0, None], b=[16, -3]) == pytest.approx([4, 1])


def test_the_limit_holds_a_child_to_its_sibling_plus_so_much(root):
    node = {"limit": {"child": "g", "by": "b", "plus": 20}}
    weights = {"b": 0.7, "g": 0.3}
    # 0.7 * 50 + 0.3 * min(90, 70), then 0.7 * 50 + 0.3 * 60
    assert root(node, weights, b=[50, 50], g=[90, 60]) == pytest.approx([56, 53])


def test_a_missing_sibling_limits_nothing_and_a_missing_child_stays_missing(root):
    node = {"limit": {"child": "g", "by": "b", "plus": 20}}
    assert root(node, {"b": 0.7, "g": 0.3}, b=[None, 50], g=[90, None]) == [90, 50]


def test_the_limit_goes_by_the_lifted_sibling(root):
    node = {"floor": 10, "limit": {"child": "g", "by": "b", "plus": 20}}
    assert root(node, {"b": 1, "g": 1}, b=[0], g=[90]) == [20]


def test_copeland_counts_wins_minus_losses(root):
    # u0 beats u1 (a, b of three) and u2 (a, c); u2 beats u1 (a, b)
    columns = {"a": [3, 1, 2], "b": [3, 2, 4], "c": [1, 3, 0]}
    assert root({"aggregation": "copeland"}, {"a": 1, "b": 1, "c": 1}, **columns) == [2, -2, 0]


def test_copeland_gives_half_of_a_tie_to_each(root):
    # a: tie (1 each), b: u0 with 3 against u1 with 0 -> 3.5 of 4; equal weights against each other are a draw
    assert root({"aggregation": "copeland"}, {"a": 1, "b": 3}, a=[5, 5], b=[2, 1]) == [1, -1]
    assert root({"aggregation": "copeland"}, EQUAL, a=[2, 1], b=[1, 2]) == [0, 0]


def test_copeland_takes_0_1_and_0_2_together_as_0_3(root):
    weights = {"a": 0.1, "b": 0.2, "c": 0.3}
    assert root({"aggregation": "copeland"}, weights, a=[2, 1], b=[2, 1], c=[1, 2]) == [0, 0]


def test_copeland_compares_only_children_that_both_have(root):
    # u0 and u1 share only a; u0 and u2 only b; u1 and u2 nothing: a draw; u3 has nothing and is empty
    columns = {"a": [2, 1, None, None], "b": [2, None, 3, None]}
    assert root({"aggregation": "copeland"}, {"a": 1, "b": 9}, **columns) == [0, -1, 1, None]


def test_copeland_halves_what_both_have_and_not_the_whole(root):
    assert root({"aggregation": "copeland"}, {"a": 1, "b": 9}, a=[2, 1], b=[None, 9]) == [1, -1]


def test_levels_are_aggregated_from_below_in_any_order_of_nodes(table):
    raw = {
        "normalisation": {"method": "none"},
        "nodes": [
            {"code": "x", "parent": "D", "weight": 1},
            {"code": "D", "parent": "I", "weight": 1},
            {"code": "y", "parent": "D", "weight": 1},
            {"code": "I", "parent": None},
            {"code": "z", "parent": "I", "weight": 3},
        ],
    }
    result = table(raw, x=[2, 0], y=[4, 0], z=[7, 9])
    assert list(result.scores) == ["x", "D", "y", "I", "z"]
    assert result.scores["I"].tolist() == [6, 6.75]
    assert result.ranks.tolist() == [2, 1]
