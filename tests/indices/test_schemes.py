"""The sample schemes: made once, locked, weights that sum to a hundred, a dimension of two kinds."""

from __future__ import annotations

import numpy as np
import pytest
from django.core.exceptions import ValidationError

from indices.actions import schemes
from indices.engine.robustness import rank_interval
from indices.engine.scheme import Scheme as Engine
from indices.engine.scoring import score
from indices.indicators import indicators
from indices.schemes import DIMENSIONS, KINDS, PHASE_TWO, phase_two, whole_shares

ENGINE = Engine.from_dict(phase_two({one.code: one.direction for one in indicators()}))


@pytest.mark.parametrize("ensure", [schemes.ensure_phase_one, schemes.ensure_phase_two])
def test_a_sample_scheme_is_made_once_and_locked(place, ensure):
    version = ensure(place.district, by=None)
    assert ensure(place.district, by=None) == version
    assert (version.state, version.hash) == ("locked", schemes.digest(version.definition))


def test_the_first_scheme_stays_as_it_was_when_the_second_is_made(place, version):
    before = version.definition, version.hash
    second = schemes.ensure_phase_two(place.district, by=None)
    version.refresh_from_db()
    assert (version.definition, version.hash, version.state) == (*before, "locked")
    assert (second.scheme.name, second.number) == ("示例方案·二期", 1)


def test_weights_sum_to_a_hundred_in_each_kind_of_each_dimension(version):
    for engine in (Engine.from_dict(version.definition), ENGINE):
        kinds = [node for node in engine.nodes if node.parent in DIMENSIONS]
        assert all(sum(one.weight for one in engine.children[kind.code]) == 100 for kind in kinds)
    assert {kind.code for kind in ENGINE.nodes if kind.parent in DIMENSIONS} == {
        f"{dimension}-{kind}" for dimension in DIMENSIONS for kind in KINDS
    }


@pytest.mark.parametrize(
    ("weights", "shares"),
    [
        ([18, 18, 14, 12], [29, 29, 23, 19]),
        ([25, 20, 25], [36, 28, 36]),
        ([1, 1, 1], [34, 33, 33]),
        ([20], [100]),
    ],
)
def test_shares_are_whole_and_the_largest_remainders_go_up(weights, shares):
    assert whole_shares(weights) == shares


def scored(basic: float | None, guiding: float | None) -> dict[str, float]:
    """Scores of one unit whose indicators of the two kinds all have these normalised scores; None is missing."""
    columns = {}
    for code, (low, high, _) in PHASE_TWO.items():
        level = basic if code[3] == "B" else guiding
        share = None if level is None else level / 100 if ENGINE.by_code[code].direction > 0 else 1 - level / 100
        columns[code] = np.array([np.nan if share is None else low + share * (high - low)])
    return {code: float(values[0]) for code, values in score(ENGINE, ["u"], columns).scores.items()}


@pytest.mark.parametrize(
    ("basic", "guiding", "dimension"),
    [
        pytest.param(60, 50, 0.7 * 60 + 0.3 * 50, id="seven tenths and three tenths"),
        pytest.param(60, 80, 0.7 * 60 + 0.3 * 80, id="just at the limit"),
        pytest.param(60, 100, 0.7 * 60 + 0.3 * 80, id="innovation cannot outrun the duties by more than 20"),
        pytest.param(60, None, 60, id="without the guiding kind it is the basic kind"),
        pytest.param(None, 90, np.nan, id="without the basic kind it is empty"),
    ],
)
def test_a_dimension_is_its_duties_and_a_limited_share_of_innovation(basic, guiding, dimension):
    found = scored(basic, guiding)
    assert [found[code] for code in DIMENSIONS] == pytest.approx([dimension] * 4, nan_ok=True)
    assert found["Index"] == pytest.approx(dimension, nan_ok=True)


def test_a_unit_without_guiding_figures_keeps_a_rank_in_every_draw():
    columns = {
        code: np.array([np.nan if code[3] == "G" else low + share * (high - low) for share in (0.3, 0.5, 0.7)])
        for code, (low, high, _) in PHASE_TWO.items()
    }
    low, high = rank_interval(ENGINE, columns, seed=1)
    assert not np.isnan([*low, *high]).any()


def test_a_kind_is_valid_with_two_thirds_of_its_weight():
    full = {code: np.array([(low + high) / 2]) for code, (low, high, _) in PHASE_TWO.items()}
    light = full | {"DZ-B3": np.array([np.nan]), "DZ-B4": np.array([np.nan])}  # 32 of 100
    heavy = light | {"DZ-B2": np.array([np.nan])}
    assert score(ENGINE, ["u"], light).scores["DZ-B"][0] == pytest.approx(50)
    assert np.isnan(score(ENGINE, ["u"], heavy).scores["DZ"][0])


def test_a_scheme_with_an_indicator_that_nobody_records_is_refused(place, version):
    definition = version.definition | {
        "nodes": [*version.definition["nodes"], {"code": "XX-1", "parent": "ZZ-B", "weight": 1}]
    }
    with pytest.raises(ValidationError, match="XX-1"):
        schemes.draft(version.scheme, definition, by=None)
