"""What 约请, 人民调解 and 隐患 count as, to the second and as known when the period ended."""

from __future__ import annotations

import pytest

from tests.factories.indices import at
from tests.factories.kin import invitation, mediation, rectification, summons
from tests.indices.counting import figure

# GZ-B1 约请问题解决率


@pytest.mark.parametrize(
    ("closed", "expected"),
    [
        pytest.param("2026-10-31 23:59:59", (1, 1), id="closed in the last second"),
        pytest.param("2026-11-01 00:00:00", (0, 0), id="closed after the period"),
        pytest.param("2025-11-01 00:00:00", (1, 1), id="closed 365 days back"),
        pytest.param("2025-10-31 23:59:59", (0, 0), id="closed a second too long ago"),
        pytest.param("", (0, 0), id="still on the site"),
    ],
)
def test_a_summons_counts_when_the_committee_closed_it(place, closed, expected):
    summons(place.north1, closed)
    assert figure("GZ-B1", place) == expected


def test_what_the_committee_found_unresolved_stays_in_the_denominator(place):
    summons(place.north1, "2026-10-10 09:00")
    summons(place.north1, "2026-10-11 09:00", resolved=False)
    summons(place.north1, "2026-10-12 09:00", withdrawn_at=at("2026-10-20 09:00"))
    summons(place.north1, "2026-10-13 09:00", withdrawn_at=at("2026-11-02 09:00"))
    assert figure("GZ-B1", place) == (2, 3)


# GZ-B2 约请按时到场率


@pytest.mark.parametrize(
    ("due", "arrived", "expected"),
    [
        pytest.param("2026-10-31 17:00:00", "2026-10-31 17:00:00", (1, 1), id="in the last second"),
        pytest.param("2026-10-31 17:00:00", "2026-10-31 17:00:01", (0, 1), id="a second late"),
        pytest.param("2026-10-31 17:00:00", "", (0, 1), id="never came"),
        pytest.param("2026-11-02 17:00:00", "2026-10-30 09:00:00", (0, 0), id="due after the period"),
    ],
)
def test_each_department_counts_by_the_day_it_was_to_come(place, due, arrived, expected):
    invitation(summons(place.north1, ""), due, arrived=arrived)
    assert figure("GZ-B2", place) == expected


def test_who_declined_or_was_asked_in_a_summons_taken_back_does_not_count(place):
    invitation(summons(place.north1, ""), "2026-10-10 17:00", withdrawn_at=at("2026-10-08 09:00"), state="declined")
    invitation(summons(place.north1, "", withdrawn_at=at("2026-10-08 09:00")), "2026-10-10 17:00")
    invitation(summons(place.north1, ""), "2026-10-10 17:00", arrived="2026-10-10 09:00")
    assert figure("GZ-B2", place) == (1, 1)


# FZ-B1 矛盾纠纷调解成功率, FZ-B2 调解协议按期履行率


def test_a_mediation_counts_when_it_ended_and_was_told_before_the_cutoff(place):
    mediation(place.north1, "2026-10-10 09:00")
    mediation(place.north1, "2026-10-11 09:00", settled=False)
    mediation(place.north1, "2026-10-12 09:00", closed_told_at=at("2026-11-02 09:00"))
    mediation(place.north1, "2025-10-31 23:59")
    mediation(place.north1, "2026-10-13 09:00", withdrawn_at=at("2026-10-14 09:00"))
    assert figure("FZ-B1", place) == (1, 2)


@pytest.mark.parametrize(
    ("due", "kept", "more", "expected"),
    [
        pytest.param("2026-10-31 17:00", "2026-10-31 17:00", {}, (1, 1), id="kept on the last day"),
        pytest.param("2026-10-30 17:00", "2026-10-31 09:00", {}, (0, 1), id="kept late"),
        pytest.param("2026-10-30 17:00", "", {}, (0, 1), id="not kept"),
        pytest.param("2026-11-03 17:00", "2026-10-20 09:00", {}, (0, 0), id="due after the period"),
        pytest.param(
            "2026-10-30 17:00", "2026-10-20 09:00", {"fulfilled_told_at": at("2026-11-02 09:00")}, (0, 1),
            id="kept in time and told after the period",
        ),
    ],
)  # fmt: skip
def test_an_agreement_counts_by_the_day_it_was_to_be_kept(place, due, kept, more, expected):
    mediation(place.north1, "2026-09-01 09:00", due=due, kept=kept, **more)
    assert figure("FZ-B2", place) == expected


def test_a_failed_mediation_owes_nothing(place):
    mediation(place.north1, "2026-09-01 09:00", settled=False)
    assert figure("FZ-B2", place) == (0, 0)


# FZ-B7 安全隐患按期整改率


def test_hazards_count_by_the_day_they_were_to_be_rectified(place):
    rectification(place.north1, "2026-10-31 17:00", done="2026-10-31 17:00")
    rectification(place.north1, "2026-10-31 17:00", done="2026-11-01 09:00")
    rectification(place.north1, "2026-10-20 17:00")
    rectification(place.north1, "2026-05-05 00:00", done="2026-05-04 09:00")
    rectification(place.north1, "2026-05-04 23:59", done="2026-05-04 09:00")
    assert figure("FZ-B7", place) == (2, 4)


def test_a_round_refused_or_returned_counts_no_more_from_then_on(place):
    rectification(place.north1, "2026-10-10 17:00", ended_at=at("2026-10-08 09:00"))
    rectification(place.north1, "2026-10-10 17:00", done="2026-10-09 09:00", ended_at=at("2026-11-02 09:00"))
    assert figure("FZ-B7", place) == (1, 1)
