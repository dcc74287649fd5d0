from __future__ import annotations

import numpy as np
import pymcdm.weights
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymcdm.weights.subjective import AHP

from indices.engine import DataError, SchemeError
from indices.engine.weighting import ahp, entropy, equal, pca


def test_equal_weights_sum_to_one():
    assert equal(["a", "b", "c", "d"]) == dict.fromkeys("abcd", 0.25)
    assert equal([]) == {}


def test_ahp_of_three_is_what_the_hand_finds():
    # Saaty's school example: eigenvector by repeated squaring, lambda = mean of (Aw / w).
    matrix = np.array([[1, 3, 5], [1 / 3, 1, 3], [1 / 5, 1 / 3, 1]])
    power = np.linalg.matrix_power(matrix, 40)
    by_hand = power.sum(axis=1) / power.sum()
    found = ahp(matrix)
    assert found.weights == pytest.approx(by_hand, abs=1e-12)
    assert found.lambda_max == pytest.approx(float(np.mean(matrix @ by_hand / by_hand)), abs=1e-12)
    assert found.consistency_ratio == pytest.approx((found.lambda_max - 3) / 2 / 0.58, abs=1e-12)
    assert found.consistent


@given(st.lists(st.sampled_from([1 / 9, 1 / 5, 1 / 3, 1, 2, 4, 7]), min_size=10, max_size=10))
def test_ahp_weighs_as_pymcdm_does(judged):
    matrix = np.ones((5, 5))
    matrix[np.triu_indices(5, 1)] = judged
    matrix[np.tril_indices(5, -1)] = (1 / matrix.T)[np.tril_indices(5, -1)]
    assert ahp(matrix).weights == pytest.approx(AHP(matrix=matrix)(), abs=1e-9)


@given(st.lists(st.floats(0.1, 50), min_size=2, max_size=15))
def test_judgements_made_from_weights_give_the_weights_back(heavy):
    weights = np.array(heavy) / sum(heavy)
    found = ahp(weights[:, None] / weights)
    assert found.weights == pytest.approx(weights, rel=1e-6)
    assert found.consistency_ratio < 1e-6


def test_contradicting_judgements_are_not_consistent():
    assert not ahp(np.array([[1, 9, 1 / 9], [1 / 9, 1, 9], [9, 1 / 9, 1]])).consistent


@pytest.mark.parametrize(
    ("matrix", "said"),
    [
        ([[1, 2], [2, 1]], "第 1 行第 2 列"),
        ([[1, 0], [0, 1]], "大于 0"),
        ([[1, -2], [-0.5, 1]], "大于 0"),
        ([[1, np.nan], [1, 1]], "大于 0"),
        ([[2, 1], [1, 1]], "第 1 行第 1 列"),
        ([[1, 1]], "方阵"),
        (np.ones((16, 16)), "15"),
        (np.empty((0, 0)), "方阵"),
    ],
)
def test_a_matrix_that_is_no_judgement_is_refused(matrix, said):
    with pytest.raises(SchemeError, match=said):
        ahp(np.array(matrix))


@given(st.lists(st.tuples(*[st.floats(0.01, 100)] * 3), min_size=3, max_size=20))
def test_entropy_weighs_as_pymcdm_does(rows):
    values = np.array(rows)
    if (np.ptp(values, axis=0) > 1e-3 * values.max(axis=0)).all():
        assert entropy(values) == pytest.approx(pymcdm.weights.entropy_weights(values), rel=1e-6, abs=1e-9)


def test_entropy_of_two_columns_by_hand():
    # Halves and halves say nothing; 1:3 has e = -(0.25 ln 0.25 + 0.75 ln 0.75) / ln 2 = 0.8113.
    assert entropy(np.array([[1.0, 1], [1, 3]])).tolist() == pytest.approx([0, 1], abs=1e-12)
    assert entropy(np.array([[1, 1], [3, 0], [np.nan, 0.0]])).tolist() == pytest.approx(
        [(1 - 0.8112781244591328) / (2 - 0.8112781244591328), 1 / (2 - 0.8112781244591328)]
    )


def test_the_first_component_weighs_what_moves_together():
    chance = np.random.default_rng(3)
    common = chance.random(200)
    values = np.stack(
        [common + 0.1 * chance.random(200), 5 * common + chance.random(200), chance.random(200) + 0.3 * common], axis=1
    )
    values[7, 1] = np.nan
    weights = pca(values)
    assert weights.sum() == pytest.approx(1)
    assert weights[0] > weights[2] > 0
    whole = values[~np.isnan(values).any(axis=1)]
    standard = (whole - whole.mean(axis=0)) / whole.std(axis=0)
    loadings = np.abs(np.linalg.svd(standard, full_matrices=False)[2][0])
    assert weights == pytest.approx(loadings / loadings.sum(), abs=1e-9)


def test_a_negative_loading_is_refused_by_the_indicators_name():
    common = np.arange(20.0)
    values = np.stack([common, common**2, 100 - common], axis=1)
    with pytest.raises(DataError, match=r"重复诉求率.*负数"):
        pca(values, ["走访", "办结", "重复诉求率"])


@pytest.mark.parametrize(
    ("method", "values", "said"),
    [
        (entropy, [[1.0, -1], [2, 1]], "第 2 列"),
        (entropy, [[0.0, 1], [0, 2]], "第 1 列"),
        (entropy, [[1.0, 1], [1, 1]], "没有差异"),
        (entropy, [1.0, 2], "一张表"),
        (pca, [[1.0, 5], [2, 5], [3, 5]], "第 2 列"),
        (pca, [[1.0, 5], [2, np.nan], [3, 5]], "不到三个"),
        (pca, [[1.0, np.inf], [2, 3], [3, 5]], "有限"),
    ],
)
def test_a_table_without_an_answer_is_refused(method, values, said):
    with pytest.raises(DataError, match=said):
        method(np.array(values))
