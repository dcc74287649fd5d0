from __future__ import annotations

import numpy as np
import pytest

from indices.engine.options import Treatment
from indices.engine.treatment import kurtosis, skewness, winsorise

ALWAYS = Treatment(skewness=0, kurtosis=-100, max_points=1)


def treat(values, treatment=Treatment()):  # noqa: B008 - frozen
    return winsorise(np.array(values, dtype=float), treatment).tolist()


def test_low_outliers_are_pulled_up_when_the_skewness_is_negative():
    assert treat([*range(-10, 0), -30, -100])[-2:] == [-30, -30]


def test_a_column_that_passes_one_of_the_two_thresholds_is_left_alone():
    values = [*range(1, 11), 30.0, 100.0]
    assert treat(values, Treatment(skewness=3.1, kurtosis=3.5)) == values
    assert treat(values, Treatment(skewness=2, kurtosis=9.8)) == values


def test_a_column_exactly_on_the_thresholds_is_treated():
    # One outlier among four: skewness -2 and kurtosis 4, whatever the outlier.
    on_both = Treatment(skewness=2, kurtosis=4)
    assert treat([3, 9, 9, 9.0], on_both) == treat([0.1, 9, 9, 9.0], on_both) == [9, 9, 9, 9]


def test_ties_are_pulled_in_together_and_may_overshoot_the_limit():
    assert treat([0.0, 1, 2, 3, 50, 50], ALWAYS) == [0, 1, 2, 3, 3, 3]


def test_it_stops_when_enough_different_cells_are_replaced():
    values = [0.0, 1, 2, 3, 4, 5, 6, 7, 8, 1000, 10_000, 100_000]
    twice = Treatment(skewness=0, kurtosis=-100, max_points=2)
    assert treat(values, twice)[-3:] == [1000, 1000, 1000]


def test_both_ends_count_together():
    # 20 becomes 1, which leaves the column skewed to the low side, so that -10 becomes -1: two cells.
    both = Treatment(skewness=0, kurtosis=-100, max_points=2)
    assert treat([-10.0, -1, 0, 1, 20], both) == [-1, -1, 0, 1, 1]


def test_missing_cells_stay_missing_and_do_not_count():
    treated = treat([*range(1, 11), 30.0, 100.0, None])
    assert treated[-2] == 30
    assert np.isnan(treated[-1])


@pytest.mark.parametrize("values", [[], [1.0], [1.0, 2, 9], [5.0] * 8, [np.nan, np.nan]])
def test_too_few_values_or_none_that_differ_are_left_alone(values):
    assert np.array_equal(treat(values, Treatment(skewness=0, kurtosis=0)), values, equal_nan=True)


def test_moments_do_not_depend_on_the_unit_of_measure():
    values = np.array([1.0, 2, 3, 10, 50])
    assert skewness(values * 1e-200) == pytest.approx(skewness(values))
    assert kurtosis(values * 1e200) == pytest.approx(kurtosis(values))


def test_treatment_comes_before_the_transform(one):
    goal = {"method": "goalposts", "low": 1, "high": 100, "range": [0, 1]}
    scores = one([*range(1, 11), 30, 100], treatment={"method": "winsorise"}, node={"transform": "ln"}, **goal)
    assert scores[-1] == scores[-2] == pytest.approx(np.log(30) / np.log(100))
