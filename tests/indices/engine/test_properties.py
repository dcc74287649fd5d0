"""What holds for any table."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from indices.engine import Scheme, rank, score

SCHEME = Scheme.from_dict(
    {
        "nodes": [
            {"code": "I", "parent": None, "aggregation": "geometric", "floor": 1},
            {"code": "D", "parent": "I", "weight": 2},
            {"code": "E", "parent": "I", "weight": 1, "aggregation": "harmonic"},
            {"code": "a", "parent": "D", "weight": 1},
            {"code": "b", "parent": "D", "weight": 3, "direction": -1},
            {"code": "c", "parent": "E", "normalisation": {"method": "percentile-rank"}},
        ],
    }
)
VALUES = st.integers(-1000, 1000)
ROWS = st.lists(st.tuples(VALUES, VALUES, st.none() | VALUES), min_size=3, max_size=30)


def columns(rows: list) -> dict[str, np.ndarray]:
    a, b, c = np.array(rows, dtype=float).T
    assume(np.ptp(a) > 0 and np.ptp(b) > 0)
    return {"a": a, "b": b, "c": c}


def scores(table: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    return dict(score(SCHEME, [str(place) for place in range(len(table["a"]))], table).scores)


@given(ROWS, st.floats(0.01, 100), st.integers(-500, 500))
def test_another_unit_of_measure_changes_no_min_max_score(rows, factor, shift):
    table = columns(rows)
    other = table | {"a": table["a"] * factor + shift}
    assert np.allclose(scores(table)["a"], scores(other)["a"], atol=1e-7)


@given(ROWS)
def test_scores_stay_within_their_range(rows):
    found = scores(columns(rows))
    for code, most in {"a": 100, "b": 100, "D": 100, "I": 100, "c": 1}.items():
        present = found[code][~np.isnan(found[code])]
        assert (present >= 0).all()
        assert (present <= most + 1e-9).all()


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_units_changes_no_score(rows, shuffler):
    order = list(range(len(rows)))
    shuffler.shuffle(order)
    table = columns(rows)
    shuffled = {code: values[order] for code, values in table.items()}
    straight, mixed = scores(table), scores(shuffled)
    for code in straight:
        assert straight[code][order] == pytest.approx(mixed[code], abs=1e-9, nan_ok=True)


@given(ROWS)
def test_the_same_table_gives_the_same_bytes(rows):
    first, second = scores(columns(rows)), scores(columns(rows))
    assert all(first[code].tobytes() == second[code].tobytes() for code in first)


@given(st.lists(st.none() | st.integers(-5, 5), max_size=20))
def test_a_rank_is_one_more_than_the_number_of_better_units(values):
    found = rank(np.array(values, dtype=float))
    for value, place in zip(values, found.tolist(), strict=True):
        if value is None:
            assert np.isnan(place)
        else:
            assert place == 1 + sum(other > value for other in values if other is not None)


@pytest.mark.parametrize("size", [1e300, -1e300])
def test_scores_too_large_to_round_are_ranked_all_the_same(size):
    assert sorted(rank(np.array([size, size / 2])).tolist()) == [1, 2]
