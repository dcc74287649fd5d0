"""The clock: what is due is started once, however often and however late the tick comes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from governance.audit.models import Event
from governance.jobs import jobs as tasks
from governance.jobs import readiness, runs
from governance.jobs.lease import acquire
from governance.jobs.models import ATTEMPTS, JobRun, Message
from governance.jobs.outbox import relay
from governance.jobs.schedule import SHANGHAI, job

State = JobRun.State
committed = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def clock(monkeypatch):
    """Set the time that the tick reads."""
    return lambda text: monkeypatch.setattr(tasks.timezone, "now", lambda: at(text))


@pytest.fixture
def night(registry):
    registry.clear()
    return job("night", daily_at="02:00", task="tests.night")


@pytest.mark.parametrize(
    ("clock", "now", "period"),
    [
        ({"daily_at": "02:00"}, "2026-10-05T02:00", "2026-10-05"),
        ({"daily_at": "02:00"}, "2026-10-05T01:59", "2026-10-04"),
        ({"every_minutes": 15}, "2026-10-05T10:44", "2026-10-05T10:30"),
        ({"monthly": (3, "03:00")}, "2026-10-03T03:00", "2026-10"),
        ({"monthly": (3, "03:00")}, "2026-01-03T02:59", "2025-12"),
    ],
)
def test_the_period_is_that_of_the_newest_stroke(clock, now, period):
    assert job("one", **clock).period_at(at(now)) == period


def test_clocks_strike_in_shanghai_whatever_the_zone_of_now():
    assert job("one", daily_at="02:00").period_at(datetime.fromisoformat("2026-10-04T18:00+00:00")) == "2026-10-05"


def test_a_period_can_be_named_by_the_job(db):
    one = job("one", monthly=(1, "03:00"), period=lambda stroke: f"{stroke - timedelta(days=1):%Y-%m}")
    assert one.period_at(at("2026-10-01T03:00")) == "2026-09"


def test_doubled_ticks_start_a_due_job_once(night, clock, sent, db):
    clock("2026-10-05T02:00")
    tasks.tick()
    tasks.tick()
    assert sent == [("tests.night", "2026-10-05")]


@committed
def test_ticks_at_once_start_a_due_job_once(night, clock, sent, together):
    clock("2026-10-05T02:00")
    together(tasks.tick, threads=4)
    assert sent == [("tests.night", "2026-10-05")]


def test_a_night_that_beat_slept_through_is_made_up_for_once(night, clock, sent, db):
    for now in ("2026-10-05T09:30", "2026-10-05T09:31", "2026-10-06T01:59"):
        clock(now)
        tasks.tick()
        if lease := acquire("night", "2026-10-05"):
            with lease:
                pass
    assert sent == [("tests.night", "2026-10-05")]
    assert JobRun.objects.get().attempts == 1


def test_the_nightly_facts_say_what_is_owed(night, db):
    now = at("2026-10-05T09:30")
    assert (readiness.last_nightly_run(), readiness.nightly_jobs_owed(now)) == (None, ["night"])
    with acquire("night", "2026-10-05"):
        pass
    assert readiness.last_nightly_run() <= timezone.now()
    assert readiness.nightly_jobs_owed(now) == []
    assert readiness.nightly_jobs_owed(now + timedelta(days=1)) == ["night"]


def test_a_run_whose_lease_expired_is_sent_again_at_the_next_tick(night, clock, sent, db):
    clock("2026-10-05T02:00")
    tasks.tick()
    acquire("night", "2026-10-05")
    tasks.tick()
    assert len(sent) == 1
    JobRun.objects.update(lease_until=Now() - timedelta(seconds=1))
    tasks.tick()
    tasks.tick()
    assert len(sent) == 2


def test_a_run_that_lost_its_worker_too_often_is_given_up(night, clock, sent, db):
    clock("2026-10-05T02:00")
    for _ in range(ATTEMPTS):
        assert acquire("night", "2026-10-05")
        JobRun.objects.update(lease_until=Now() - timedelta(seconds=1))
    tasks.tick()
    assert (JobRun.objects.get().state, sent) == (State.FAILED, [])


def test_a_failed_run_rests_before_it_is_sent_again(night, clock, sent, db):
    clock("2026-10-05T02:00")
    with pytest.raises(ValueError, match="no"), acquire("night", "2026-10-05"):
        raise ValueError("no")
    tasks.tick()
    assert sent == []
    JobRun.objects.update(finished_at=Now() - timedelta(seconds=61))
    tasks.tick()
    assert sent == [("tests.night", "2026-10-05")]


def test_a_run_that_could_not_be_sent_is_sent_when_the_broker_is_back(night, clock, redis_gone, monkeypatch, db):
    clock("2026-10-05T02:00")
    tasks.tick()
    assert JobRun.objects.get().sent_at is None
    monkeypatch.delenv("CELERY_BROKER_WRITE_URL")
    tasks.tick()
    assert JobRun.objects.get().sent_at is not None


def test_the_tick_shows_that_a_worker_lives_and_a_broken_part_stops_no_other(night, clock, sent, monkeypatch, db):
    clock("2026-10-05T02:00")
    monkeypatch.setattr(runs, "settle", lambda: 1 / 0)
    assert readiness.worker_seen() is None
    tasks.tick()
    tasks.tick()
    assert readiness.worker_seen() is not None
    assert sent == [("tests.night", "2026-10-05")]


def test_a_requested_run_is_audited_and_sent_through_the_outbox(registry, sent, person):
    registry.clear()
    job("export", task="tests.export")
    run = runs.request("export", "42", by=person, columns=["name"])
    assert (run.state, run.arguments, run.requested_by) == (State.WAITING, {"columns": ["name"]}, person)
    assert Event.objects.filter(verb="jobs.request", subject_id=str(run.pk), actor=person).exists()
    assert sent == []
    assert relay() == 1
    assert sent == [("tests.export", "42")]
    tasks.tick()
    assert len(sent) == 1


def test_a_run_requested_twice_is_one_run_and_after_its_end_a_new_one(registry, sent, person):
    job("export")
    first = runs.request("export", "42", by=person, page=1)
    assert runs.request("export", "42", by=person, page=2).arguments == {"page": 1}
    with acquire("export", "42") as lease, lease.fenced() as run:
        run.result = {"file": "a"}
    again = runs.request("export", "42", by=person, page=2)
    assert (again.pk, again.state, again.result, again.arguments) == (first.pk, State.WAITING, {}, {"page": 2})
    assert acquire("export", "42").fence == 2


def test_an_unknown_job_cannot_be_requested(registry, person):
    with pytest.raises(runs.UnknownJob):
        runs.request("export", "42", by=person)


def test_a_waiting_run_is_cancelled_at_once_and_never_started(registry, sent, person):
    registry.clear()
    job("export")
    run = runs.cancel(runs.request("export", "42", by=person), by=person)
    relay()
    tasks.tick()
    assert (run.state, sent) == (State.CANCELLED, [])
    assert acquire("export", "42") is None


def test_a_cancelled_run_whose_worker_died_is_ended_by_the_tick(registry, sent, person):
    registry.clear()
    job("export")
    run = runs.request("export", "42", by=person)
    acquire("export", "42")
    runs.cancel(run, by=person)
    JobRun.objects.update(lease_until=Now() - timedelta(seconds=1))
    tasks.tick()
    assert JobRun.objects.get().state == State.CANCELLED


def test_old_runs_and_messages_are_cleared_at_night(db, person):
    old, fresh = Now() - timedelta(days=100), Now()
    for period, finished in (("old", old), ("fresh", fresh)):
        JobRun.objects.create(job="night", period=period, state=State.DONE, finished_at=finished)
        Message.objects.create(topic=period, delivered_at=finished)
    Message.objects.create(topic="waiting", created=timezone.now() - timedelta(days=100))
    tasks.prune("2026-10-05")
    assert set(JobRun.objects.filter(job="night").values_list("period", flat=True)) == {"fresh"}
    assert set(Message.objects.values_list("topic", flat=True)) == {"fresh", "waiting"}
    assert JobRun.objects.get(job="jobs.prune").result == {"runs": 1, "messages": 1, "keys": 0, "notices": 0}
