"""What reported indicators count: whole months before the period, passed by the street, as known when it ended."""

from __future__ import annotations

from decimal import Decimal

import pytest

from governance.access import codes
from indices.actions import schemes
from indices.actions.compute import recompute
from indices.indicators import indicator
from indices.observing import observe
from indices.submissions.indicators import reported
from indices.submissions.models import Submission
from tests.factories.counted import adult
from tests.factories.indices import at, computed, households
from tests.factories.mediations import ConsultFactory
from tests.factories.submissions import submission
from tests.indices.counting import WINDOW, figure

BOTH = ["ZZ-B3", "ZZ-B4", "ZZ-B5", "ZZ-G1", "GZ-G2", "FZ-B5", "FZ-B6", "FZ-G4", "DZ-G4"]
"""Those whose two numbers are asked for and added up."""


def status(code, place, division=None):
    found = observe([indicator(code)], place.district.code, WINDOW)
    return next(one.status for one in found if one.division == (division or place.north1).code)


def test_fourteen_indicators_of_the_sample_scheme_have_a_source_now():
    assert set(reported()) == {*BOTH, "ZZ-G2", "ZZ-G4", "GZ-G3", "FZ-B3"}
    assert all("街道审核" in one.card.standard and "抽查" in one.card.standard for one in reported().values())


@pytest.mark.parametrize("code", BOTH)
def test_twelve_months_before_the_period_are_added_up(place, code):
    submission(place.north1, code, "2025-10", 3, 4)
    submission(place.north1, code, "2026-09", 5, 7)
    for outside in ("2025-09", "2026-10"):
        submission(place.north1, code, outside, 50, 50, reviewed="2026-10-20 09:00")
    assert figure(code, place) == (8, 11)


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        pytest.param({"reviewed": "2026-10-31 23:59:59"}, True, id="passed in the last second"),
        pytest.param({"reviewed": "2026-11-01 00:00:00"}, False, id="passed when the period was over"),
        pytest.param({"state": "submitted"}, False, id="still waits for the street"),
        pytest.param({"state": "returned", "reason": "请附清单"}, False, id="sent back"),
        pytest.param({"withdrawn_at": at("2026-10-31 23:59")}, False, id="taken back before the end"),
        pytest.param({"withdrawn_at": at("2026-11-01 00:00")}, True, id="taken back afterwards"),
        pytest.param({"state": "overturned", "overturned_at": at("2026-10-31 23:59"), "reason": "没有清单"}, False, id="overturned"),
        pytest.param({"state": "overturned", "overturned_at": at("2026-11-01 00:00"), "reason": "没有清单"}, True, id="overturned later"),
        pytest.param({"state": "upheld"}, True, id="drawn and upheld"),
    ],
)  # fmt: skip
def test_what_the_street_had_passed_at_the_cutoff_counts_and_is_listed(place, fields, counts):
    row = submission(place.north1, "ZZ-B3", "2026-09", 9, 10, **fields)
    assert figure("ZZ-B3", place) == ((9, 10) if counts else (0, 0))
    listed = indicator("ZZ-B3").records(WINDOW, "numerator", *codes.within(place.district.code))
    assert list(listed) == ([row] if counts else [])


def test_silence_is_missing_and_nothing_to_tell_is_not_applicable(place):
    submission(place.north1, "FZ-B5", "2026-09", 0, 0)
    assert status("FZ-B5", place) == "not_applicable"  # nobody asked for a proof: neither 0 nor 100
    assert status("FZ-B5", place, place.north2) == "missing"
    assert status("FZ-B5", place, place.north) == "not_applicable"
    assert status("FZ-B5", place, place.south) == "missing"
    submission(place.north1, "FZ-B5", "2026-08", 4, 4)
    assert status("FZ-B5", place) == "insufficient"
    submission(place.north1, "FZ-B5", "2026-07", 1, 1)
    assert status("FZ-B5", place) == "ok"


def test_a_streets_own_work_adds_to_the_street_alone(place):
    submission(place.north1, "GZ-G2", "2026-09", 2, 4)
    submission(place.north, "GZ-G2", "2026-09", 3, 3)
    assert figure("GZ-G2", place, place.north) == (5, 7)
    assert figure("GZ-G2", place) == (2, 4)


@pytest.mark.parametrize(
    ("code", "days"),
    [
        pytest.param("FZ-B3", 0, id="carried forward until it changes"),
        pytest.param("GZ-G3", 180, id="half a year at most"),
    ],
)
def test_of_a_stock_the_newest_value_counts(place, code, days):
    below = None if code == "GZ-G3" else 4
    submission(place.north1, code, "2026-03" if days else "2024-04", 1, below)
    known = figure(code, place)
    submission(place.north1, code, "2026-05", 3, below)
    submission(place.north1, code, "2026-09", 4, below, reviewed="2026-11-02 09:00")
    assert known == ((0, 0) if days else (1, 4))  # March is the seventh month before October
    assert figure(code, place) == (3, 6 if days else 4)


def test_of_what_a_register_holds_only_the_divisions_that_reported_count(place):
    homes = households(place.north1, 3), households(place.north2, 5)
    for home in (*homes[0], *homes[1]):
        adult(home)
    for code in ("ZZ-G2", "ZZ-G4"):
        submission(place.north1, code, "2026-08", 1)
        submission(place.north1, code, "2026-09", 1)
        assert figure(code, place, place.north) == (2, 3)
        below = indicator(code).records(WINDOW, "denominator", *codes.within(place.north.code))
        assert {one.division_id for one in below} == {place.north1.code}
        assert status(code, place, place.north2) == "missing"


def test_a_legal_consult_counts_when_it_is_answered(place):
    households(place.north1, 2)
    told = at("2025-01-01 09:00")
    early = {"division": place.north1, "asked_at": told, "recorded_at": told}
    for when in ("2025-11-01 00:00:00", "2026-10-31 23:59:59", "2025-10-31 23:59:59", "2026-11-01 00:00:00"):
        ConsultFactory(state="answered", answer="可以。", answered_at=at(when), **early)
    ConsultFactory(**early)  # nobody has answered
    assert figure("FZ-B4", place) == (2, 2)


def test_a_later_overturn_or_replacement_changes_no_past_byte(place):
    version = schemes.ensure_full(place.district, by=None)
    rows = [submission(place.north1, code, "2026-09", 6, 8) for code in BOTH]
    run = computed(version, place.district)
    before = run.observations_hash, run.scores_hash
    late = at("2026-11-20 09:00")
    Submission.objects.filter(pk=rows[0].pk).update(state="overturned", overturned_at=late, reason="没有清单")
    Submission.objects.filter(pk=rows[1].pk).update(withdrawn_at=late, withdrawn_reason="报错了")
    for code in BOTH[:2]:
        submission(place.north1, code, "2026-09", 1, 99, reviewed="2026-11-21 09:00", recorded_at=late)
    submission(place.north2, "ZZ-B5", "2026-08", 1, 99, reviewed="2026-11-21 09:00")
    assert recompute(run) == before


def test_a_survey_is_the_mean_of_all_answers_and_no_mean_of_means(place):
    submission(place.north1, "DZ-G4", "2026-09", 80 * 30, 30)
    submission(place.north2, "DZ-G4", "2026-09", 60 * 10, 10)
    found = observe([indicator("DZ-G4")], place.district.code, WINDOW)
    street = next(one for one in found if one.division == place.north.code)
    assert (street.value, street.denominator) == (75, Decimal(40))
