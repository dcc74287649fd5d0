from __future__ import annotations

import math

import pytest

REVERSED = {"direction": -1}
LOG = {"transform": "ln"}


def test_min_max_runs_from_0_to_100_and_is_the_default(one):
    assert one([2, 4, 10]) == one([2, 4, 10], method="min-max") == [0, 25, 100]


def test_min_max_takes_another_range(one):
    assert one([2, 4, 10], method="min-max", range=[1, 9]) == [1, 3, 9]


def test_direction_turns_min_max_round(one):
    assert one([2, 4, 10], node=REVERSED, method="min-max") == [100, 75, 0]


def test_goalposts_are_capped_unless_told_otherwise(one):
    assert one([5, 10, 15, 20, 30], method="goalposts", low=10, high=20) == [0, 0, 50, 100, 100]
    assert one([5, 30], method="goalposts", low=10, high=20, cap=False) == [-50, 200]


def test_direction_mirrors_goalposts_after_the_cap(one):
    assert one([5, 12.5, 30], node=REVERSED, method="goalposts", low=10, high=20, range=[0, 1]) == [1, 0.75, 0]
    assert one([5, 30], node=REVERSED, method="goalposts", low=10, high=20, cap=False) == [150, -100]


def test_goalposts_are_transformed_with_the_data(one):
    assert one([1, 10, 1000], node=LOG, method="goalposts", low=1, high=1000)[1] == pytest.approx(100 / 3)


def test_z_score_divides_by_n_minus_1(one):
    # mean 4, squares 4 + 0 + 4 = 8, divided by 2, root 2
    assert one([2, 4, None, 6], method="z-score") == [-1, 0, None, 1]
    assert one([2, 4, 6], node=REVERSED, method="z-score") == [1, 0, -1]


def test_rank_counts_from_the_smallest_and_ties_share_the_lower_number(one):
    assert one([30, 10, 20, 20, None, 40], method="rank") == [4, 1, 2, 2, None, 5]
    assert one([30, 10, 20, 20], node=REVERSED, method="rank") == [1, 4, 2, 2]


def test_percentile_rank_counts_what_is_not_missing(one):
    assert one([30, 10, 20, 20, None, 40], method="percentile-rank") == [0.75, 0, 0.25, 0.25, None, 1]


def test_a_single_value_has_no_percentile(one):
    assert one([7, None], method="percentile-rank") == [None, None]


def test_none_keeps_the_value_and_only_turns_its_direction(one):
    assert one([3, -2], method="none") == [3, -2]
    assert one([3, -2], node=REVERSED, method="none") == [-3, 2]


def test_the_logarithm_is_natural_and_comes_before_the_direction(one):
    assert one([1, math.e], node=LOG | REVERSED, method="none") == [0, -1]


def test_an_indicators_own_normalisation_goes_before_the_tables(one):
    assert one([3, 1], node={"normalisation": {"method": "rank"}}, method="none") == [2, 1]


@pytest.mark.parametrize("method", ["min-max", "z-score", "rank", "percentile-rank", "none"])
def test_a_column_missing_everywhere_is_empty_and_no_error(one, method):
    assert one([None, None], method=method) == [None, None]


@pytest.mark.parametrize("method", ["rank", "percentile-rank", "none"])
def test_a_column_without_spread_is_no_error_where_nothing_divides_by_it(one, method):
    assert one([4, 4], method=method) == [{"rank": 1, "percentile-rank": 0, "none": 4}[method]] * 2
