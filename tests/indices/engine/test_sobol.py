from __future__ import annotations

import numpy as np
import pytest
from SALib.analyze import sobol as oracle

from indices.engine.sobol import design, effects, estimate, rank_effects
from indices.engine.uncertainty import FACTORS, Choices

BOX = [(-np.pi, np.pi)] * 3


def ishigami(x: np.ndarray) -> np.ndarray:
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_the_ishigami_function_has_its_published_effects():
    found = effects(ishigami, BOX, n=1 << 17, seed=5)
    assert found.first == pytest.approx([0.3139, 0.4424, 0], abs=0.012)
    assert found.total == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.012)
    assert (found.sureness < 0.012).all()


def test_the_estimators_are_those_of_salib():
    # SALib interleaves A, AB and B row by row; ours stand in blocks.
    n, width = 512, 3
    points = -np.pi + 2 * np.pi * design(width, n, seed=8, groups=[[0], [1], [2]])
    values = ishigami(points)
    theirs = oracle.analyze(
        {"num_vars": width, "names": list("abc"), "bounds": BOX},
        values.reshape(width + 2, n).T.ravel(),
        calc_second_order=False,
        num_resamples=20,
        seed=1,
    )
    ours = estimate(values, n, seed=8)
    assert ours.first == pytest.approx(theirs["S1"], abs=1e-9)
    assert ours.total == pytest.approx(theirs["ST"], abs=1e-9)


def test_a_group_of_inputs_is_one_factor():
    found = effects(lambda x: x[:, 0] + x[:, 1] + 2 * x[:, 2], [(0, 1)] * 3, n=1 << 14, seed=2, groups=[[0, 1], [2]])
    assert found.total == pytest.approx([2 / 6, 4 / 6], abs=0.02)


def test_several_outputs_are_taken_one_by_one_and_what_never_varies_has_no_effect():
    found = effects(lambda x: np.stack([x[:, 0], x[:, 1], x[:, 0] * 0], axis=1), [(0, 1)] * 2, n=4096, seed=2)
    assert found.total == pytest.approx(np.array([[1, 0, 0], [0, 1, 0]]), abs=0.05)


def test_the_choice_that_alone_moves_ranks_has_the_whole_effect(index, columns):
    only = Choices(
        treatments=("own",), normalisations=("own", "percentile-rank"), aggregations=("own",), spread=0, leave_out=False
    )
    columns["a"] = columns["a"] ** 9  # far from its ranks
    found = rank_effects(index, columns, seed=1, n=64, choices=only)
    total = dict(zip(found.factors, found.shift.total.tolist(), strict=True))
    assert found.factors == FACTORS
    assert total.pop("normalisation") == pytest.approx(1, abs=0.35)
    assert set(total.values()) == {0}
    assert found.mean_shift > 0
    assert found.units.total.shape == (len(FACTORS), 40)


def test_rank_effects_are_reproducible_and_told_about(index, columns):
    told = []
    first, second = (
        rank_effects(index, columns, seed=9, n=32, told=lambda done, of: told.append((done, of))) for _ in range(2)
    )
    assert np.array_equal(first.shift.total, second.shift.total)
    assert np.array_equal(first.units.first, second.units.first)
    assert told[-1] == (32 * 7, 32 * 7)
