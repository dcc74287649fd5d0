"""The running period as it happens: one record, its figures, its scores, and nothing that the night would count otherwise."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance.access.roles import Role
from governance.audit.log import record
from governance.audit.models import Event
from indices.actions import verifying
from indices.actions.compute import compute
from indices.actions.live import follow
from indices.actions.schemes import ensure_phase_one, ensure_phase_three
from indices.models import IndexRun
from indices.selectors.sources import touched
from indices.windows import period_of
from tests.factories import counted
from tests.factories import indices as records
from tests.factories.access import member
from tests.factories.kin import mediation, rectification, summons
from tests.factories.story import days_ago, story
from tests.marks import COMMITTED
from visits.actions.visits import file_visit

pytestmark = COMMITTED


@pytest.fixture
def running(place):
    """A district in full work, its running month computed under the scheme of most indicators, and read on to now."""
    return _running(place, ensure_phase_three(place.district, by=None))


def _running(place, version) -> IndexRun:
    story(place)
    run = compute(version, place.district, period_of(timezone.now()), by=None)
    follow()
    return run


def agrees(run: IndexRun) -> None:
    """All that stands is what the records give; rank intervals are the night's."""
    run = IndexRun.objects.select_related("scheme_version").get(pk=run.pk)
    wrong = [str(one) for one in verifying.verify(run).differences if one.what != verifying.INTERVAL]
    assert wrong == []


def figure(run, code, division):
    return run.observations.get(indicator=code, division=division)


def test_a_filed_visit_moves_its_figures_and_scores_at_once(place):
    running = _running(place, ensure_phase_one(place.district, by=None))
    clerk = member(Role.CLERK, of=place.north1)
    home = records.households(place.north1, 1)[0]
    record("household.register", home, by=clerk)
    follow()
    before = figure(running, "ZZ-B1", place.north1)
    scores = dict(running.scores.values_list("division", "score"))
    file_visit(home, by=clerk, visited_at=timezone.now(), needs=[])
    assert follow() > 0
    after = figure(running, "ZZ-B1", place.north1)
    assert (after.numerator, after.denominator) == (before.numerator + 1, before.denominator)
    moved = {code for code, score in running.scores.values_list("division", "score") if score != scores[code]}
    assert {place.north1.code, place.north.code, place.district.code} <= moved
    assert place.south1.code not in moved
    agrees(running)


def test_one_record_costs_at_most_twelve_queries(running, place):
    home = records.households(place.north1, 1)[0]
    record("household.register", home, by=None)
    follow()
    seen = records.visit(home, days_ago(1))
    record("visit.file", seen, by=None)
    with CaptureQueriesContext(connection) as told:
        follow()
    asked = [one["sql"] for one in told if not one["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]
    own = [sql for sql in asked if "audit_seal" not in sql and "pg_advisory" not in sql]
    assert len(own) <= 12, "\n".join(sql[:120] for sql in own)


def test_every_sort_of_record_is_followed(running, place):
    """Each is written as its own action would, told to the audit, and read on; all figures stay those of a whole computation."""
    home = records.households(place.south1, 1)[0]
    person = counted.adult(home)
    helper = counted.volunteer(place.south1, person)
    worker = counted.posting(place.north1)
    summer = counted.activity(place.north2, days_ago(3), theme="law", partner=counted.partner(place.north2))
    for row in (home, person, helper, worker, summer):
        record(f"{row._meta.model_name}.told", row, by=None)
    follow()
    agrees(running)
    told = [
        lambda: counted.came(person, summer), lambda: counted.onboarding(home), lambda: counted.recognition(helper, "legal"),
        lambda: counted.center(place.north1),
        lambda: counted.hours(helper, timezone.localdate() - timedelta(days=2), 90, theme="mutual").record,
        lambda: counted.certificate(worker), lambda: counted.attendance(worker, days_ago(5), "4.0"), lambda: counted.group(place.north1),
        lambda: records.key_person(home, resident=person), lambda: records.need(home, days_ago(2), resolved=days_ago(1)).visit,
        lambda: records.case(place.north1, days_ago(4)), lambda: rectification(place.north2, days_ago(3)).hazard,
        lambda: summons(place.south1, days_ago(3)), lambda: mediation(place.north1, days_ago(3)),
    ]  # fmt: skip
    for made in told:
        row = made()
        record(f"{row._meta.model_name}.told", row, by=None)
        assert follow() > 0
        agrees(running)


def test_what_is_taken_back_is_taken_out_again(running, place):
    seen = records.visit(records.households(place.north1, 1)[0], days_ago(1))
    record("household.register", seen.household, by=None)
    record("visit.file", seen, by=None)
    follow()
    before = figure(running, "ZZ-B1", place.north1).numerator
    type(seen).objects.filter(pk=seen.pk).update(withdrawn_at=timezone.now(), withdrawn_reason="填错了")
    record("visit.withdraw", seen, by=None)
    follow()
    assert figure(running, "ZZ-B1", place.north1).numerator == before - 1
    agrees(running)


def test_many_at_once_are_counted_as_a_whole_district(running, place):
    for home in records.households(place.north2, 30):
        record("visit.file", records.visit(home, days_ago(1)), by=None)
        record("household.register", home, by=None)
    assert follow() == 60
    agrees(running)


def test_nothing_new_is_nothing_done(running):
    assert follow() == 0
    before = Event.objects.count()
    record("login", None, by=None)
    assert follow() == 1
    assert Event.objects.count() == before + 1


def test_a_new_day_is_computed_whole(running, place):
    IndexRun.objects.filter(pk=running.pk).update(as_of=timezone.now() - timedelta(hours=1))
    record("visit.file", records.visit(records.households(place.north1, 1)[0], days_ago(1)), by=None)
    follow()
    run = IndexRun.objects.get(pk=running.pk)
    assert run.as_of > timezone.now()
    assert run.scores_hash != ""


def test_a_difference_at_night_is_written_down_and_told(running, place):
    admin = member(Role.DISTRICT_ADMIN, of=place.district)
    assert verifying.reconcile(running) == 0
    running.observations.filter(indicator="ZZ-B1", division=place.north1).update(numerator=1)
    assert verifying.reconcile(running) > 0
    event = Event.objects.get(verb="index_run.differ")
    assert place.north1.code in event.details["first"]
    assert "ZZ-B1" in event.details["first"]
    assert admin.notices.filter(kind="index").exists()


@pytest.mark.parametrize(
    ("subject", "code"),
    [
        ("visits.visit", "ZZ-B1"),
        ("cases.case", "GZ-B3"),
        ("volunteers.servicerecord", "DZ-B3"),
        ("workers.change", "DZ-B4"),
    ],
)
def test_what_an_event_touches_is_read_from_the_indicators_own_statements(subject, code):
    assert code in {one.code for one in touched(subject)}
