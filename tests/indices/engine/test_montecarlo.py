from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from indices.engine import DataError, Scheme, rank, simulate
from indices.engine.rescoring import root_scores
from indices.engine.uncertainty import OWN, Choices, Uncertainty

TREES = {
    "indicators beside aggregates": {"aggregation": "geometric", "floor": 1},
    "harmonic": {"aggregation": "harmonic", "floor": 5},
    "copeland": {"aggregation": "copeland"},
    "arithmetic with a limit": {"limit": {"child": "c", "by": "D", "plus": 5}, "min_share": 0.6},
}


def tree(root: dict) -> Scheme:
    nodes = [{"code": "I", "parent": None, **root}, {"code": "D", "parent": "I", "weight": 2, "min_share": 0.5}]
    leaves = [{"code": "a", "parent": "D"}, {"code": "b", "parent": "D", "direction": -1}, {"code": "c", "parent": "I"}]
    return Scheme.from_dict({"nodes": [*nodes, *leaves]})


@pytest.fixture
def gaps(columns):
    for at, code in enumerate("abc"):
        columns[code][at * 3 : at * 5] = np.nan
        columns[code][20 + at] = 40  # for the treatment to treat
    return columns


@pytest.mark.parametrize("root", TREES.values(), ids=TREES)
def test_batches_give_the_ranks_that_one_draw_at_a_time_gives(root, gaps):
    scheme, seed = tree(root), 4
    found = simulate(scheme, gaps, seed=seed, draws=40)
    one_by_one = Uncertainty(scheme, gaps)
    uniforms = np.random.default_rng(seed).random((40, one_by_one.width))
    drawn = one_by_one.drawn(uniforms)
    for at, weights in enumerate(one_by_one.weights(uniforms, drawn)):
        name = one_by_one.choices.aggregations[drawn.aggregation[at]]
        lifted = max(scheme.root.floor, 1) if name == "geometric" else scheme.root.floor
        other = replace(scheme.root, aggregation=name, floor=lifted) if name != OWN else scheme.root
        asked = replace(scheme, nodes=(other, *scheme.nodes[1:]))
        leaves = one_by_one.leaves(
            one_by_one.choices.treatments[drawn.treatment[at]],
            one_by_one.choices.normalisations[drawn.normalisation[at]],
        )
        scores = root_scores(asked, leaves, dict(zip((node.code for node in scheme.nodes), weights, strict=True)))
        assert np.array_equal(rank(scores), found.ranks[at], equal_nan=True)


def test_the_same_seed_gives_the_same_draws_whatever_is_told(index, gaps):
    told = []
    first = simulate(index, gaps, seed=3, draws=250, told=lambda done, of: told.append((done, of)))
    second = simulate(index, gaps, seed=3, draws=250)
    assert np.array_equal(first.ranks, second.ranks, equal_nan=True)
    assert not np.array_equal(first.ranks, simulate(index, gaps, seed=4, draws=250).ranks, equal_nan=True)
    assert (told[0], told[-1]) == ((0, 250), (250, 250))
    assert told == sorted(told)
    assert len(told) > 5


def test_what_is_drawn_is_said_and_every_choice_is_drawn(index, gaps):
    found = simulate(index, gaps, seed=3, draws=200)
    assert found.removable == ("a", "b", "c")
    for taken, count in ((found.drawn.treatment, 2), (found.drawn.normalisation, 3), (found.drawn.aggregation, 2), (found.drawn.left_out, 4)):  # fmt: skip
        assert set(taken.tolist()) == set(range(count))


def test_work_ends_with_the_exception_that_the_telling_raises(index, columns):
    class Cancelled(Exception):
        pass

    def told(done, of):
        if done > 30:
            raise Cancelled

    with pytest.raises(Cancelled):
        simulate(index, columns, seed=1, draws=10_000, told=told)


def test_nothing_to_choose_moves_nothing(index, columns):
    still = Choices(treatments=(OWN,), normalisations=(OWN,), aggregations=(OWN,), spread=0, leave_out=False)
    found = simulate(index, columns, seed=1, draws=5, choices=still)
    assert (found.ranks == found.ranks_now).all()


def test_a_column_that_an_alternative_cannot_score_keeps_its_own_normalisation_and_is_named(columns):
    posts = {"method": "goalposts", "low": 0, "high": 1}
    nodes = [{"code": code, "parent": "I", "normalisation": posts} for code in "ab"]
    scheme = Scheme.from_dict({"nodes": [{"code": "I", "parent": None}, *nodes]})
    found = simulate(scheme, {"a": columns["a"], "b": np.full(40, 0.5)}, seed=1, draws=60)
    assert found.kept == {"min-max": ["b"]}
    assert not np.isnan(found.ranks).any()


def test_a_mean_of_negatives_is_refused_and_not_left_out(columns):
    nodes = [{"code": code, "parent": "I", "normalisation": {"method": "z-score"}} for code in "ab"]
    scheme = Scheme.from_dict({"nodes": [{"code": "I", "parent": None, "aggregation": "geometric"}, *nodes]})
    with pytest.raises(DataError, match=r"I.*负数"):
        simulate(scheme, columns, seed=1, draws=60, choices=Choices(aggregations=(OWN,)))


def test_scores_below_0_are_shaken_without_a_mean_that_forbids_them(columns):
    nodes = [{"code": code, "parent": "I", "normalisation": {"method": "z-score"}} for code in "ab"]
    scheme = Scheme.from_dict({"nodes": [{"code": "I", "parent": None}, *nodes]})
    found = simulate(scheme, columns, seed=1, draws=60)
    assert found.choices.aggregations == (OWN, "copeland")
    assert not np.isnan(found.ranks).any()
