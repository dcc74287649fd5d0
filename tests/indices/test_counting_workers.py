"""Community workers: each indicator against postings counted by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from governance.access import codes
from indices.indicators import indicator
from indices.observing import observe
from tests.factories.counted import attendance, certificate, posting
from tests.factories.indices import at
from tests.indices.counting import WINDOW, figure

AFTER = at("2026-11-02 09:00")


def left(division, until, ending="resigned", told=None, **fields):
    return posting(
        division,
        until=date.fromisoformat(until),
        ending=ending,
        ended_at=told or at(f"{until} 09:00" if until < "2026-11" else "2026-10-20 09:00"),
        **fields,
    )


# FZ-B8 社区工作者持证率


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        pytest.param({}, 1, id="without an end"),
        pytest.param({"expires_on": date(2026, 10, 31)}, 1, id="valid on the last day"),
        pytest.param({"expires_on": date(2026, 10, 30)}, 0, id="expired the day before"),
        pytest.param({"issued_on": date(2026, 11, 1)}, 0, id="issued the day after"),
        pytest.param({"kind": "mediator"}, 0, id="another certificate"),
        pytest.param({"recorded_at": AFTER}, 0, id="recorded after the period"),
        pytest.param({"withdrawn_at": at("2026-10-20 09:00")}, 0, id="withdrawn within the period"),
        pytest.param({"withdrawn_at": AFTER}, 1, id="withdrawn after the period"),
    ],
)
def test_the_certified_are_those_with_a_certificate_valid_that_day(place, fields, counts):
    certificate(posting(place.north1), **fields)
    posting(place.north1)
    assert figure("FZ-B8", place) == (counts, 2)


def test_a_worker_who_moved_counts_where_posted_that_day(place):
    before = left(place.north1, "2026-10-15", "moved")
    certificate(before)
    posting(place.south1, before.worker, since=date(2026, 10, 15), recorded_at=at("2026-10-14 09:00"))
    assert figure("FZ-B8", place) == (0, 0)
    assert figure("FZ-B8", place, place.south1) == (1, 1)
    assert figure("FZ-B8", place, place.district) == (1, 1)


# ZZ-B7 社区工作者人均培训课时


def test_class_hours_count_where_the_worker_was_posted_then(place):
    one, other = posting(place.north1), posting(place.north1)
    attendance(one, "2026-10-31 09:00", "3.5")
    attendance(one, "2025-11-01 00:00", "2.0")
    attendance(other, "2025-10-31 23:00", "8.0")
    attendance(other, "2026-11-01 00:00", "8.0")
    attendance(other, "2026-10-30 09:00", "8.0", noted_at=AFTER)
    attendance(other, "2026-10-30 10:00", "0", attended=False)
    attendance(other, "2026-10-30 11:00", "8.0", withdrawn_at=at("2026-10-30 12:00"))
    assert figure("ZZ-B7", place) == (Decimal("5.5"), 2)
    assert indicator("ZZ-B7").records(WINDOW, "numerator", *codes.within(place.north1.code)).count() == 2


def test_hours_a_head_are_divided_once_over_the_unit(place):
    staff = [posting(place.north1) for _ in range(5)] + [posting(place.north2) for _ in range(15)]
    attendance(staff[0], "2026-10-30 09:00", "40")
    attendance(staff[-1], "2026-10-30 09:00", "20")
    found = {one.division: one for one in observe([indicator("ZZ-B7")], place.district.code, WINDOW)}
    assert (found[place.north.code].value, found[place.north.code].shrunk) == (3.0, False)
    assert found[place.north1.code].value == round((40 + 10 * 3) / (5 + 10), 10)


# DZ-B4 社区工作者流失率


def test_turnover_is_who_resigned_over_the_mean_of_both_ends(place):
    for _ in range(8):
        posting(place.north1)  # there at both ends
    left(place.north1, "2026-10-31")  # gone on the last day: at the beginning only
    left(place.north1, "2025-11-01")  # the first day that counts
    left(place.north1, "2025-10-31")  # before: at neither end
    left(place.north1, "2026-11-01")  # still there on the last day
    left(place.north1, "2026-06-01", "retired")
    left(place.north1, "2026-06-01", "moved")
    left(place.north1, "2026-06-01", told=AFTER)  # told too late: still there
    posting(place.north1, since=date(2026, 10, 31))
    posting(place.north1, since=date(2026, 11, 1))
    whole, half = 8 + 1 + 1, 4 + 1
    assert figure("DZ-B4", place) == (2, whole + Decimal(half) / 2)
    rows = indicator("DZ-B4").records(WINDOW, "denominator", *codes.within(place.north1.code))
    assert rows.count() == whole + half


def test_who_joined_and_resigned_within_the_year_counts_above_and_not_below(place):
    left(place.north1, "2026-09-01", since=date(2026, 2, 1))
    assert figure("DZ-B4", place) == (1, 0)


def test_below_eight_heads_turnover_is_insufficient(place):
    for _ in range(7):
        posting(place.north1)
    left(place.north1, "2026-10-01")
    found = {one.division: one for one in observe([indicator("DZ-B4")], place.district.code, WINDOW)}
    one = found[place.north1.code]
    assert (one.numerator, one.denominator, one.status) == (1, Decimal("7.5"), "insufficient")


def test_someone_who_leaves_today_changes_no_past_figure(place):
    staff = [posting(place.north1) for _ in range(9)]
    certificate(staff[0])
    before = [figure(code, place) for code in ("FZ-B8", "ZZ-B7", "DZ-B4")]
    type(staff[0]).objects.filter(pk=staff[0].pk).update(until=date(2026, 10, 15), ending="resigned", ended_at=AFTER)
    assert [figure(code, place) for code in ("FZ-B8", "ZZ-B7", "DZ-B4")] == before
