"""Figures that others published must come out."""

from __future__ import annotations

import numpy as np
import pytest

from indices.engine.options import Treatment
from indices.engine.treatment import kurtosis, skewness, winsorise

SPREAD = np.array([*range(1, 11), 30.0, 100.0])
UNIT = [0, 1]


def goalposts(low: float, high: float) -> dict:
    return {"method": "goalposts", "low": low, "high": high, "cap": True, "range": UNIT}


HDI = {
    "name": "HDI",
    "nodes": [
        {"code": "HDI", "parent": None, "aggregation": "geometric"},
        {"code": "health", "parent": "HDI", "weight": 1, "normalisation": goalposts(20, 85)},
        {"code": "education", "parent": "HDI", "weight": 1, "aggregation": "arithmetic"},
        {"code": "eys", "parent": "education", "weight": 1, "normalisation": goalposts(0, 18)},
        {"code": "mys", "parent": "education", "weight": 1, "normalisation": goalposts(0, 15)},
        {"code": "gni", "parent": "HDI", "weight": 1, "transform": "ln", "normalisation": goalposts(100, 75_000)},
    ],
}


def test_switzerland_in_2022_has_the_hdi_the_undp_published(table):
    result = table(HDI, health=[84.255], eys=[16.5837], mys=[13.9041], gni=[69_432.79])
    assert round(float(result.scores["HDI"][0]), 3) == 0.967


@pytest.mark.parametrize(
    ("value", "low", "high", "expected"),
    [(92, 60, 98, 84.21), (49.91, 20, 85, 46.02), (46.5, 16, 60, 69.32)],
)
def test_the_method_papers_examples_stand_between_their_goalposts(one, value, low, high, expected):
    assert round(one([value], method="goalposts", low=low, high=high)[0], 2) == expected


def test_skewness_and_kurtosis_are_those_of_pandas():
    assert skewness(SPREAD) == pytest.approx(3.063241, abs=5e-7)
    assert kurtosis(SPREAD) == pytest.approx(9.741391, abs=5e-7)


def test_winsorising_one_point_brings_both_to_the_published_figures():
    treated = winsorise(SPREAD, Treatment())
    assert treated.tolist() == [*range(1, 11), 30, 30]
    assert skewness(treated) == pytest.approx(1.712038, abs=5e-7)
    assert kurtosis(treated) == pytest.approx(1.815781, abs=5e-7)
