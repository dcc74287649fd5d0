"""示例方案·全量: all 43 indicators, with the weights of the list and what is still 暂定."""

from __future__ import annotations

from indices.actions import schemes
from indices.actions.compute import recompute
from indices.engine.scheme import Scheme as Engine
from indices.indicators import indicators
from indices.models import Observation
from indices.schemes import ANCHORED, DIMENSIONS, KINDS, PHASE_FULL, PHASE_THREE
from tests.factories.counted import two_kinds_in
from tests.factories.indices import computed
from tests.factories.submissions import reported_in
from tests.factories.year import a_year_in


def test_weights_of_each_kind_sum_to_a_hundred_without_being_touched(place):
    version = schemes.ensure_full(place.district, by=None)
    engine = Engine.from_dict(version.definition)
    assert {node.code: node.weight for node in engine.indicators} == {
        code: one.weight for code, one in PHASE_FULL.items()
    }
    for kind in (f"{dimension}-{kind}" for dimension in DIMENSIONS for kind in KINDS):
        assert sum(node.weight for node in engine.children[kind]) == 100
    assert all(PHASE_FULL[code][:2] == one[:2] for code, one in PHASE_THREE.items())  # goalposts stay


def test_what_is_reported_or_borne_out_by_no_public_figure_is_provisional(place):
    version = schemes.ensure_full(place.district, by=None)
    told = {one.code for one in indicators() if one.reported}
    assert len(told) == 13
    assert set(version.provisional) == told | (set(PHASE_FULL) - ANCHORED)
    assert schemes.ensure_full(place.district, by=None) == version
    assert (version.state, version.scheme.name) == ("locked", "示例方案·全量")


def test_a_period_under_the_full_scheme_is_valid_in_both_kinds_and_gives_the_same_bytes(place):
    a_year_in(place)
    two_kinds_in(place)
    reported_in(place)
    run = computed(schemes.ensure_full(place.district, by=None), place.district)
    assert Observation.objects.filter(run=run).count() == 43 * 6
    street = run.scores.get(division=place.north)
    assert all(street.nodes[f"{dimension}-{kind}"] is not None for dimension in DIMENSIONS for kind in KINDS)
    assert recompute(run) == (run.observations_hash, run.scores_hash)
