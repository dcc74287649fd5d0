"""Each indicator against records counted by hand. October 2026; its year begins on 1 November 2025 in Shanghai."""

from __future__ import annotations

from datetime import date

import pytest

from cases.models import Case
from tests.factories.indices import (
    LONG_AGO,
    answer,
    at,
    case,
    deadline,
    households,
    key_person,
    need,
    pause,
    round_of,
    visit,
)
from tests.indices.counting import figure

# ZZ-B1 居民走访覆盖率


@pytest.fixture
def homes(place):
    return households(place.north1, 60)


@pytest.mark.parametrize(
    ("when", "counts"),
    [
        pytest.param("2026-10-31 23:59:59", 1, id="the last second of the period"),
        pytest.param("2026-11-01 00:00:00", 0, id="the first second after it"),
        pytest.param("2025-11-01 00:00:00", 1, id="365 days back, to the second"),
        pytest.param("2025-10-31 23:59:59", 0, id="a second too long ago"),
    ],
)
def test_a_visit_counts_from_365_days_back_to_midnight(place, homes, when, counts):
    visit(homes[0], when)
    assert figure("ZZ-B1", place) == (counts, 60)


def test_a_household_visited_twice_counts_once(place, homes):
    visit(homes[0], "2026-10-01 10:00")
    visit(homes[0], "2026-10-09 10:00")
    assert figure("ZZ-B1", place) == (1, 60)


def test_nobody_at_home_covers_nothing(place, homes):
    visit(homes[0], "2026-10-01 10:00", met=False)
    assert figure("ZZ-B1", place) == (0, 60)


def test_a_visit_recorded_after_the_period_does_not_count_for_it(place, homes):
    visit(homes[0], "2026-10-31 20:00", recorded_at=at("2026-11-01 00:00"))
    visit(homes[1], "2026-10-31 20:00", recorded_at=at("2026-10-31 23:59:59"))
    assert figure("ZZ-B1", place) == (1, 60)


def test_a_visit_withdrawn_within_the_period_does_not_count_one_withdrawn_later_does(place, homes):
    visit(homes[0], "2026-10-05 10:00", withdrawn_at=at("2026-10-31 23:59"), withdrawn_reason="登错了")
    visit(homes[1], "2026-10-05 10:00", withdrawn_at=at("2026-11-01 00:00"), withdrawn_reason="登错了")
    assert figure("ZZ-B1", place) == (1, 60)


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        pytest.param({"since": date(2026, 10, 31)}, 1, id="moved in on the last day"),
        pytest.param({"since": date(2026, 11, 1)}, 0, id="moved in the day after"),
        pytest.param({"until": date(2026, 10, 31), "ended_at": at("2026-10-31 10:00")}, 0, id="closed on the last day"),
        pytest.param(
            {"until": date(2026, 11, 1), "ended_at": at("2026-10-31 10:00")}, 1, id="closed from the day after"
        ),
        pytest.param(
            {"until": date(2026, 9, 1), "ended_at": at("2026-11-02 10:00")}, 1, id="closed, but told after the period"
        ),
        pytest.param({"recorded_at": at("2026-11-01 00:00")}, 0, id="recorded after the period"),
        pytest.param({"withdrawn_at": at("2026-10-31 10:00")}, 0, id="withdrawn within the period"),
        pytest.param({"withdrawn_at": at("2026-11-02 10:00")}, 1, id="withdrawn after the period"),
    ],
)
def test_households_are_those_that_stood_on_the_last_day_as_known_then(place, homes, fields, counts):
    households(place.north1, 1, **fields)
    assert figure("ZZ-B1", place) == (0, 60 + counts)


# ZZ-B2 走访需求办结率


def test_a_need_is_met_by_follow_up_before_the_cutoff(place, homes):
    need(homes[0], "2026-10-01 10:00", resolved="2026-10-31 23:59:59")
    need(homes[1], "2026-10-01 10:00", resolved="2026-11-01 00:00:00")
    need(homes[2], "2026-10-01 10:00")
    assert figure("ZZ-B2", place) == (1, 3)


def test_a_need_with_a_case_is_met_when_all_rounds_begun_are_closed(place, homes):
    closed, reopened, reopened_later, never = (case(place.north1, "2026-09-01 09:00") for _ in range(4))
    for one in (closed, reopened, reopened_later):
        round_of(one, "2026-09-20 09:00", closed="2026-09-10 09:00")
    round_of(never, "2026-09-20 09:00")
    round_of(
        reopened, "2026-11-20 09:00", number=2, started_at=at("2026-10-31 23:00"), recorded_at=at("2026-10-31 23:00")
    )
    round_of(
        reopened_later,
        "2026-11-20 09:00",
        number=2,
        started_at=at("2026-11-01 00:00"),
        recorded_at=at("2026-11-01 00:00"),
    )
    for home, one in zip(homes, (closed, reopened, reopened_later, never), strict=False):
        need(home, "2026-09-01 09:00", case=one)
    assert figure("ZZ-B2", place) == (2, 4)


def test_a_case_closed_after_the_cutoff_leaves_its_need_open(place, homes):
    one = case(place.north1, "2026-10-20 09:00")
    round_of(one, "2026-11-10 09:00", closed="2026-11-01 00:00")
    need(homes[0], "2026-10-20 09:00", case=one)
    assert figure("ZZ-B2", place) == (0, 1)


# GZ-B3 工单按期办结率


@pytest.mark.parametrize(
    ("due", "closed", "expected"),
    [
        pytest.param("2026-10-31 23:59:59", "2026-10-31 23:59:59", (1, 1), id="closed in the last second"),
        pytest.param("2026-10-31 20:00:00", "2026-10-31 20:00:01", (0, 1), id="closed a second late"),
        pytest.param("2026-10-31 20:00:00", "", (0, 1), id="never closed"),
        pytest.param(
            "2026-11-01 00:00:00", "2026-10-20 09:00", (0, 0), id="due after the period, however early closed"
        ),
        pytest.param("2026-08-03 00:00:00", "2026-08-01 09:00", (1, 1), id="due 90 days back, to the second"),
        pytest.param("2026-08-02 23:59:59", "2026-08-01 09:00", (0, 0), id="due a second too long ago"),
    ],
)
def test_rounds_count_by_the_day_they_are_due(place, due, closed, expected):
    round_of(case(place.north1, "2026-07-20 09:00"), due, closed=closed)
    assert figure("GZ-B3", place) == expected


def test_a_reopened_case_counts_each_round(place):
    one = case(place.north1, "2026-10-01 09:00")
    round_of(one, "2026-10-10 09:00", closed="2026-10-05 09:00")
    round_of(one, "2026-10-25 09:00", number=2)
    assert figure("GZ-B3", place) == (1, 2)


def test_a_case_withdrawn_within_the_period_takes_its_rounds_along(place):
    one = case(place.north1, "2026-10-01 09:00", withdrawn_at=at("2026-10-08 09:00"))
    round_of(one, "2026-10-10 09:00", closed="2026-10-05 09:00")
    later = case(place.north1, "2026-10-01 09:00", withdrawn_at=at("2026-11-02 09:00"))
    round_of(later, "2026-10-10 09:00", closed="2026-10-05 09:00")
    assert figure("GZ-B3", place) == (1, 1)


def test_an_extension_counts_from_its_approval_and_a_pause_takes_a_round_out(place):
    """What moved a deadline after the period was over changes nothing of the period."""
    moved = round_of(case(place.north1, "2026-10-01 09:00"), "2026-10-10 09:00", closed="2026-10-18 09:00")
    deadline(moved, "2026-10-20 09:00", told="2026-10-09 09:00")
    late = round_of(case(place.north1, "2026-10-01 09:00"), "2026-10-10 09:00", closed="2026-10-18 09:00")
    deadline(late, "2026-10-20 09:00", told="2026-11-02 09:00")
    into = round_of(case(place.north1, "2026-06-01 09:00"), "2026-06-10 09:00")
    deadline(into, "2026-10-20 09:00", told="2026-06-09 09:00")
    beyond = round_of(case(place.north1, "2026-10-01 09:00"), "2026-10-30 09:00")
    deadline(beyond, "2026-11-05 09:00", told="2026-10-29 09:00")
    pause(round_of(case(place.north1, "2026-10-01 09:00"), "2026-10-12 09:00"), "2026-10-11 09:00")
    assert figure("GZ-B3", place) == (1, 3)


# GZ-B4 工单实际解决率, DZ-B1 群众满意度


def test_answers_count_by_the_day_they_were_given_and_known(place):
    def asked(when, **more):
        return answer(round_of(case(place.north1, "2026-01-05 09:00"), "2026-01-20 09:00"), when, **more)

    asked("2026-10-31 23:59:59")
    asked("2026-05-05 00:00", resolved=False, satisfaction=1)
    asked("2026-05-04 23:59:59", satisfaction=3)
    asked("2026-11-01 00:00")
    asked("2026-10-31 20:00", recorded_at=at("2026-11-01 00:00"))
    assert figure("GZ-B4", place) == (1, 2)
    assert figure("DZ-B1", place) == (100 + 0 + 50, 3)


# GZ-B5 重复诉求率, FZ-G2 非诉讼首选率


def test_repeats_count_among_the_cases_opened_in_180_days(place):
    first = case(place.north1, "2026-05-04 23:59:59")
    again = case(place.north1, "2026-05-05 00:00", repeat_of=first)
    case(place.north1, "2026-10-31 23:59:59", repeat_of=again, withdrawn_at=at("2026-10-31 23:59:59"))
    case(place.north1, "2026-10-31 23:59:59")
    case(place.north1, "2026-11-01 00:00", repeat_of=again)
    assert figure("GZ-B5", place) == (1, 2)


def test_disputes_count_by_the_day_they_were_filed(place):
    def dispute(filed, channel):
        when = at(filed) if filed else None
        case(place.north1, "2026-10-01 09:00", theme="dispute", filed_at=when, first_channel=channel)

    dispute("2026-10-31 23:59:59", Case.Channel.MEDIATION)
    dispute("2026-10-05 09:00", Case.Channel.LAWSUIT)
    dispute("2026-11-01 00:00", Case.Channel.MEDIATION)
    dispute("", Case.Channel.MEDIATION)
    case(place.north1, "2026-10-01 09:00", first_channel=Case.Channel.MEDIATION)
    assert figure("FZ-G2", place) == (1, 2)


# DZ-B6 重点人群按期关爱率


def test_a_key_person_is_cared_for_within_the_own_interval(place, homes):
    for home, interval, when in (
        (homes[0], 30, "2026-10-02 00:00:00"),  # 30 days back, to the second
        (homes[1], 30, "2026-10-01 23:59:59"),
        (homes[2], 60, "2026-10-01 23:59:59"),
        (homes[3], 7, "2026-10-24 12:00"),
    ):
        key_person(home, interval=interval)
        visit(home, when)
    key_person(homes[4])
    assert figure("DZ-B6", place) == (2, 5)


def test_two_kinds_of_one_person_are_two_and_a_span_that_ended_is_none(place, homes):
    one = key_person(homes[0])
    type(one).objects.create(
        division=place.north1,
        resident=one.resident,
        household=homes[0],
        kind="aged",
        since=date(2026, 1, 1),
        recorded_at=LONG_AGO,
    )
    key_person(homes[1], until=date(2026, 10, 31), ended_at=at("2026-10-30 09:00"))
    key_person(homes[2], since=date(2026, 11, 1))
    visit(homes[0], "2026-10-20 09:00")
    assert figure("DZ-B6", place) == (2, 2)
