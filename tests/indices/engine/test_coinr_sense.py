"""Every option in COINr's sense, against pandas and plain loops, to 1e-9, on tables that hypothesis makes up."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from indices.engine import Scheme, score

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")
few = settings(max_examples=60, deadline=None)

CELL = st.none() | st.integers(1, 9) | st.floats(0.5, 2000)
COLUMN = st.lists(CELL, min_size=5, max_size=25)
LOOSE = {"method": "winsorise", "skewness": 1, "kurtosis": 1, "max_points": 3}


def passes(x: pd.Series) -> bool:
    skew, kurt = x.skew(), x.kurt()
    # Exactly on a threshold floats decide, here and there differently.
    assume(not any(abs(value - edge) < 1e-6 for value, edge in ((abs(skew), 1), (kurt, 1))))
    return not (abs(skew) >= 1 and kurt >= 1)


def winsorised(values: list) -> pd.Series:
    """COINr `winsorise(x, winmax = 3, skew_thresh = 1, kurt_thresh = 1)`."""
    x, high, low = pd.Series(values, dtype=float), set(), set()
    while len(high) + len(low) < 3 and x.nunique() > 1 and not passes(x):
        at_top = x.skew() >= 0
        ends = x[x == (x.max() if at_top else x.min())].index
        rest = x.drop(ends)
        x[ends] = rest.max() if at_top else rest.min()
        (high if at_top else low).update(ends)
        assume(not high & low)  # a cell pulled in from both sides counts twice there, once here
    return x


def normalised(x: pd.Series, method: str, direction: int) -> pd.Series:
    """COINr `n_minmax`, `n_zscore`, `n_rank`, `n_prank`, on x times the direction."""
    x = x * direction
    ranks = x.rank(method="min")
    return {
        "min-max": (x - x.min()) / (x.max() - x.min()) * 100,
        "z-score": (x - x.mean()) / x.std(),
        "rank": ranks,
        "percentile-rank": (ranks - 1) / (x.notna().sum() - 1),
        "none": x,
    }[method]


def same(found: np.ndarray, expected: pd.Series) -> None:
    assert found == pytest.approx(expected.to_numpy(dtype=float), rel=1e-9, abs=1e-9, nan_ok=True)


def scheme(node: dict, method: str, **more: object) -> Scheme:
    nodes = [{"code": "I", "parent": None}, {"code": "x", "parent": "I", **node}]
    return Scheme.from_dict({"nodes": nodes, "normalisation": {"method": method}, **more})


@few
@given(
    COLUMN,
    st.sampled_from(["min-max", "z-score", "rank", "percentile-rank", "none"]),
    st.sampled_from([1, -1]),
    st.sampled_from(["none", "ln"]),
    st.sampled_from([None, LOOSE]),
)
def test_treatment_then_transform_then_direction_then_normalisation(values, method, direction, transform, treatment):
    treated = winsorised(values) if treatment else pd.Series(values, dtype=float)
    expected = np.log(treated) if transform == "ln" else treated
    assume(expected.nunique() > 1 and expected.std() > 1e-6)
    asked = scheme({"direction": direction, "transform": transform}, method, treatment=treatment)
    result = score(asked, [str(at) for at in range(len(values))], {"x": np.array(values, dtype=float)})
    same(result.scores["x"], normalised(expected, method, direction))


def meaned(method: str, row: list, weights: list) -> float:
    """COINr `a_amean`, `a_gmean`, `a_hmean` of one unit."""
    held = [(value, weight) for value, weight in zip(row, weights, strict=True) if value is not None]
    whole = math.fsum(weight for _, weight in held)
    if not held:
        return math.nan
    if method == "arithmetic":
        return math.fsum(weight * value for value, weight in held) / whole
    if method == "geometric":
        return math.exp(math.fsum(weight * math.log(value) for value, weight in held) / whole)
    return whole / math.fsum(weight / value for value, weight in held)


def outranked(rows: list, weights: list) -> list:
    """COINr `outrankMatrix`, then wins less losses."""
    found = []
    for mine in rows:
        standing = 0
        for other in rows:
            both = [(a, b, w) for a, b, w in zip(mine, other, weights, strict=True) if a is not None and b is not None]
            part = sum(w for a, b, w in both if a > b) + sum(w for a, b, w in both if a == b) / 2
            half = sum(w for _, _, w in both) / 2
            standing += (part > half) - (part < half)
        found.append(standing if any(cell is not None for cell in mine) else math.nan)
    return found


ROWS = st.lists(st.tuples(*[st.none() | st.integers(1, 6)] * 3), min_size=2, max_size=12)


@few
@given(ROWS, st.sampled_from(["arithmetic", "geometric", "harmonic", "copeland"]))
def test_every_aggregation_weighs_what_a_unit_has(rows, method):
    weights = [1, 2, 4]
    nodes = [{"code": code, "parent": "I", "weight": weight} for code, weight in zip("abc", weights, strict=True)]
    asked = Scheme.from_dict(
        {"normalisation": {"method": "none"}, "nodes": [{"code": "I", "parent": None, "aggregation": method}, *nodes]}
    )
    columns = dict(zip("abc", np.array(rows, dtype=float).T, strict=True))
    result = score(asked, [str(at) for at in range(len(rows))], columns)
    by_hand = outranked(rows, weights) if method == "copeland" else [meaned(method, row, weights) for row in rows]
    same(result.scores["I"], pd.Series(by_hand, dtype=float))


@few
@given(
    st.lists(
        st.tuples(CELL, st.none() | st.integers(1, 50), st.sampled_from(["东", "西", ""])), min_size=2, max_size=20
    )
)
def test_denominator_and_group_mean_are_division_and_groupby(rows):
    table = pd.DataFrame(rows, columns=["x", "people", "group"]).astype({"x": float, "people": float})
    quotient = table["x"] / (table["people"] / 1000)
    filled = quotient.fillna(quotient.groupby(table["group"]).transform("mean")).where(table["group"] != "", quotient)
    # A second indicator that everybody has, so that no unit is empty.
    nodes = [
        {"code": "I", "parent": None},
        {"code": "x", "parent": "I", "denominator": {"column": "people", "factor": 1000}},
        {"code": "y", "parent": "I"},
    ]
    asked = Scheme.from_dict(
        {"nodes": nodes, "normalisation": {"method": "none"}, "imputation": {"method": "group-mean", "group": "group"}}
    )
    columns = {"x": table["x"].to_numpy(), "people": table["people"].to_numpy(), "y": np.arange(len(rows), dtype=float)}
    result = score(asked, [str(at) for at in range(len(rows))], columns | {"group": table["group"].to_numpy(dtype=str)})
    same(result.scores["x"], filled)


def test_goalposts_of_a_negative_direction_are_flipped_as_coinr_flips_them():
    # Normalise(x, direction = -1, n_goalposts(c(10, 20, 100), direction = -1)): (-x + 20) / (-10 + 20) * 100
    posts = {"method": "goalposts", "low": 10, "high": 20}
    asked = Scheme.from_dict(
        {
            "nodes": [
                {"code": "I", "parent": None},
                {"code": "x", "parent": "I", "direction": -1, "normalisation": posts},
            ]
        }
    )
    result = score(asked, ["a", "b", "c"], {"x": np.array([12.0, 25, np.nan])})
    same(result.scores["x"], pd.Series([80.0, 0, np.nan]))
