"""Headcount, turnover, certified share and hours: at any day, as known at any cutoff, and equal to the rows behind them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.access.roles import Role
from tests.factories.access import member
from tests.factories.workers import CertificateFactory, WorkerFactory, attended, midnight, post_at, posted
from workers import selectors
from workers.actions import changes
from workers.models import Certificate, Posting
from workers.selectors import certified, headcount, training_hours, turnover

DAY = date(2026, 6, 30)
CUTOFF = midnight(date(2026, 7, 6))
NOW = midnight(date(2026, 11, 22))


def counts(place, day: date = DAY, cutoff=CUTOFF) -> list[int]:
    return [headcount(one.code, day, cutoff).people for one in (place.district, place.north, place.north1, place.south)]


def test_headcount_counts_who_was_posted_at_the_end_of_the_day(place):
    WorkerFactory(division=place.north1)
    WorkerFactory(division=place.north, posting__since=DAY)
    WorkerFactory(division=place.south1, posting__until=DAY)  # the first day no longer posted
    WorkerFactory(division=place.north1, posting__since=DAY + timedelta(days=1))
    assert counts(place) == [2, 2, 1, 0]
    assert headcount(place.south.code, DAY - timedelta(days=1), CUTOFF).people == 1


def test_a_post_that_is_not_on_the_quota_counts_as_a_head_and_not_on_the_quota(place):
    WorkerFactory(division=place.north1, posting__post=post_at(place.north1, code="hired", counts=False))
    found = headcount("310110", DAY, CUTOFF)
    assert (found.people, found.on_quota) == (1, 0)


def test_turnover_counts_who_left_within_the_year_and_not_who_moved(place):
    for ending, until in (
        ("resigned", DAY),
        ("retired", date(2025, 7, 1)),
        ("moved", DAY),
        ("resigned", date(2025, 6, 30)),
    ):
        WorkerFactory(division=place.north1, posting__until=until, posting__ending=ending)
    WorkerFactory(division=place.north1)
    found = turnover(place.north.code, DAY, CUTOFF)
    assert (found.since, found.left, found.voluntary) == (date(2025, 6, 30), 2, 1)
    assert (found.at_start, found.at_end, found.average) == (4, 1, Decimal("2.5"))
    assert (found.rate, found.voluntary_rate) == (Decimal("0.8"), Decimal("0.4"))


def test_nobody_posted_has_no_rate(place):
    found = selectors.figures([place.south.code], DAY, CUTOFF)[place.south.code]
    assert (found.turnover.rate, found.certified.share, found.training.per_head) == (None, None, None)


def test_the_certified_hold_a_valid_certificate_of_the_national_exam(place):
    CertificateFactory(division=place.north1)
    CertificateFactory(division=place.north1, expires_on=DAY)
    CertificateFactory(division=place.north1, expires_on=DAY - timedelta(days=1))
    CertificateFactory(division=place.north1, kind=Certificate.Kind.MEDIATOR)
    twice = CertificateFactory(division=place.north1, kind=Certificate.Kind.ASSISTANT)
    CertificateFactory(division=place.north1, worker=twice.worker, issued_on=date(2022, 6, 1))
    found = certified(place.north1.code, DAY, CUTOFF)
    assert (found.people, found.certified, found.share) == (5, 3, Decimal("0.6"))


def test_a_certificate_withdrawn_later_still_counts_for_the_day_before(place):
    CertificateFactory(division=place.north1, withdrawn_at=NOW)
    assert certified(place.north1.code, DAY, CUTOFF).certified == 1
    assert certified(place.north1.code, DAY, NOW + timedelta(days=1)).certified == 0


def test_hours_are_where_the_worker_was_posted_that_day(place):
    worker = WorkerFactory(division=place.south1, posting=False)
    posted(worker, division=place.north1, until=date(2026, 5, 1), ending=Posting.Ending.MOVED)
    posted(worker, division=place.south1, since=date(2026, 5, 1))
    attended(worker, "3.5", date(2026, 4, 1), division=place.north1)
    attended(worker, "2", date(2026, 5, 2))
    attended(worker, "8", date(2025, 6, 30), division=place.north1)  # a year ago to the day is outside
    assert training_hours(place.north.code, DAY, CUTOFF).hours == Decimal("3.5")
    found = training_hours(place.district.code, DAY, CUTOFF)
    assert (found.hours, found.average, found.per_head) == (Decimal("5.5"), Decimal(1), Decimal("5.5"))


def test_hours_noted_after_the_cutoff_do_not_count(place):
    attended(WorkerFactory(division=place.north1), "3", date(2026, 6, 1), noted_at=CUTOFF)
    assert training_hours("310110", DAY, CUTOFF).hours == 0


def test_leaving_today_changes_no_past_day(place):
    """The issue's own sentence, with the figures of the page: told now, for a past day."""
    today = timezone.localdate()
    past, north = today - timedelta(days=40), place.north.code
    worker = WorkerFactory(division=place.north1)
    WorkerFactory(division=place.north1, posting__until=today - timedelta(days=60))
    before = [headcount(north, past, timezone.now()), turnover(north, past, timezone.now())]
    _leave(worker, place, today)
    assert [headcount(north, past, timezone.now()), turnover(north, past, timezone.now())] == before
    assert headcount(north, today, timezone.now()).people == 0


def test_leaving_told_late_changes_no_figure_of_an_earlier_cutoff(place):
    """Backdated to before the day: at the cutoff nobody knew."""
    today = timezone.localdate()
    past, cutoff, north = today - timedelta(days=40), timezone.now() - timedelta(days=20), place.north.code
    worker = WorkerFactory(division=place.north1)
    before = [headcount(north, past, cutoff), turnover(north, past, cutoff)]
    _leave(worker, place, past - timedelta(days=5))
    assert [headcount(north, past, cutoff), turnover(north, past, cutoff)] == before
    assert turnover(north, past, timezone.now()).left == 1


def _leave(worker, place, day: date) -> None:
    one, other = (member(Role.SUBDISTRICT_ADMIN, of=place.north) for _ in range(2))
    change = changes.leave(worker, by=one, ending="resigned", effective_on=day)
    changes.submit(change, by=one)
    changes.approve(change, by=other)
    changes.decide(change, by=member(Role.DISTRICT_ADMIN, of=place.district))


SPANS = st.lists(
    st.tuples(
        st.integers(0, 700), st.integers(1, 400) | st.none(), st.sampled_from(Posting.LEAVING), st.booleans(),
        st.integers(0, 60),
    ),
    max_size=8,
)  # fmt: skip


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(spans=SPANS, day=st.integers(0, 900), late=st.integers(0, 90))
def test_what_is_told_after_the_cutoff_changes_nothing_and_streets_add_up(spans, day, late, place):
    """Ends that are told after the cutoff are as if untold; the district is the sum of its streets, and of its leavers."""
    start = date(2024, 1, 1)
    at, cutoff = start + timedelta(days=day), midnight(start + timedelta(days=day + late))
    Posting.objects.all()._raw_delete("default")
    for since, length, ending, north, told in spans:
        begun, until = start + timedelta(days=since), length and start + timedelta(days=since + length)
        ends = {"until": until, "ending": ending, "ended_at": midnight(until) + timedelta(days=told)} if until else {}
        division = place.north1 if north else place.south1
        posted(WorkerFactory(division=division, posting=False), since=begun, **ends)
    seen = {one.code: turnover(one.code, at, cutoff) for one in (place.district, place.north, place.south)}
    whole = seen.pop(place.district.code)
    for name in ("at_start", "at_end", "left", "voluntary"):
        assert getattr(whole, name) == sum(getattr(one, name) for one in seen.values())
    known = [one for one in Posting.objects.all() if one.recorded_at < cutoff]
    assert whole.at_end == sum(one.since <= at and not _over(one, at, cutoff) for one in known)
    Posting.objects.filter(ended_at__gte=cutoff).update(until=None, ended_at=None, ending="")
    assert turnover(place.district.code, at, cutoff) == whole


def _over(one: Posting, day: date, cutoff) -> bool:
    return one.until is not None and one.until <= day and one.ended_at < cutoff


def test_figures_of_many_divisions_take_as_many_statements_as_of_one(place, django_assert_num_queries):
    WorkerFactory(division=place.north1)
    with django_assert_num_queries(4):
        selectors.figures([place.district.code, place.north.code, place.north1.code, place.south.code], DAY, CUTOFF)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?as_of=2026-06-30", 3), ("?as_of=2026-06-30&certificate=professional", 1), ("?left_by=2026-06-30", 2),
        ("?left_by=2026-06-30&voluntary=true", 1), ("?as_of=2025-06-30&within=310110009001", 4), ("?as_of=2026-06-30&counts=true", 2),
    ],
)  # fmt: skip
def test_each_number_of_the_page_leads_to_as_many_rows(query, expected, place, client):
    CertificateFactory(division=place.north1)
    WorkerFactory(division=place.north1)
    WorkerFactory(division=place.south1, posting__post=post_at(place.north1, code="hired", counts=False))
    WorkerFactory(division=place.north1, posting__until=date(2026, 3, 1))
    WorkerFactory(division=place.north1, posting__until=date(2026, 3, 1), posting__ending="retired")
    admin = member(Role.DISTRICT_ADMIN, of=place.district)
    client.force_login(admin)
    page = client.get(f"/workers/{query}")
    assert len(page.context["lines"]) == expected == page.context["counted"]
    rows = client.get(f"/api/v1/postings/{query}").json()["results"]
    assert len(rows) == expected
    figures = client.get("/workers/figures/?as_of=2026-06-30").context["all"]
    assert (figures.headcount.people, figures.certified.certified) == (3, 1)
    assert (figures.turnover.left, figures.turnover.voluntary) == (2, 1)
