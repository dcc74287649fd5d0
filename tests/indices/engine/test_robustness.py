from __future__ import annotations

import numpy as np
import pytest

from indices.engine import Scheme, rank_interval

SCHEME = Scheme.from_dict(
    {
        "nodes": [
            {"code": "I", "parent": None, "aggregation": "geometric", "floor": 1},
            *({"code": code, "parent": "I", "weight": 1} for code in "abc"),
        ]
    }
)


@pytest.fixture
def columns():
    chance = np.random.default_rng(7)
    return {code: chance.uniform(0, 1, 40) for code in "abc"}


def test_the_same_seed_gives_the_same_interval(columns):
    first, second = (rank_interval(SCHEME, columns, seed=3) for _ in range(2))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, rank_interval(SCHEME, columns, seed=4))


def test_an_interval_runs_from_the_better_rank_to_the_worse(columns):
    low, high = rank_interval(SCHEME, columns, seed=3)
    assert (low >= 1).all()
    assert (high <= 40).all()
    assert (low <= high).all()
    assert (low < high).any()


def test_the_unit_best_and_the_unit_worst_in_everything_are_sure_of_their_rank(columns):
    for values in columns.values():
        values[0], values[1] = 2, -2
    low, high = rank_interval(SCHEME, columns, seed=3)
    assert (low[0], high[0], low[1], high[1]) == (1, 1, 40, 40)


def test_a_unit_without_data_has_no_interval(columns):
    for values in columns.values():
        values[5] = np.nan
    low, high = rank_interval(SCHEME, columns, seed=3)
    assert np.isnan([low[5], high[5]]).all()
    assert np.isnan(low).sum() == 1


def test_nothing_shaken_leaves_only_the_choice_of_the_indicator_left_out(columns):
    scheme = Scheme.from_dict({"nodes": [{"code": "I", "parent": None}, {"code": "a", "parent": "I"}]})
    low, high = rank_interval(scheme, {"a": columns["a"]}, seed=1, draws=20, spread=0)
    assert np.array_equal(low, high)
    assert low[columns["a"].argmax()] == 1
