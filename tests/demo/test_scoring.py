from __future__ import annotations

import pytest

from governance.demo.scoring import score
from indices.actions.compute import recompute
from indices.models import IndexRun, Observation, Score
from tests.demo.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def runs(demo):
    return score(demo.district, now=NOW)


def test_twelve_months_are_published_and_the_running_one_is_computed(runs):
    assert [run.period for run in runs][::12] == ["2025-10", "2026-10"]
    assert {run.state for run in runs[:-1]} == {IndexRun.State.PUBLISHED}
    assert runs[-1].state == IndexRun.State.COMPUTED


def test_indicators_are_valid_in_committees_all_year(runs):
    committees = Observation.objects.filter(division__level="committee")
    assert committees.exclude(status="ok").count() < committees.count() / 50
    assert not Score.objects.filter(score=None).exists()


def test_scores_are_neither_perfect_nor_hopeless(runs):
    for one in Score.objects.filter(level="subdistrict"):
        assert 45 < one.score < 95


def test_every_past_period_gives_the_same_hash_again(runs):
    for run in runs[:-1]:
        assert recompute(run) == (run.observations_hash, run.scores_hash)


def test_scoring_again_changes_nothing_published(runs, demo):
    before = list(IndexRun.objects.filter(state="published").order_by("period").values())
    score(demo.district, now=NOW)
    assert list(IndexRun.objects.filter(state="published").order_by("period").values()) == before
