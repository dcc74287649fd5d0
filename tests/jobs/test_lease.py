"""A run is worked on by one, and committed once."""

from __future__ import annotations

import time

import pytest
from django.db import connection

from governance.jobs.inbox import notify
from governance.jobs.lease import Cancelled, LeaseLost, acquire, leased
from governance.jobs.models import ATTEMPTS, JobRun, Notice
from governance.jobs.runs import cancel

State = JobRun.State
committed = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def state(job="night") -> str:
    return JobRun.objects.get(job=job).state


@committed
def test_one_of_eight_takes_the_lease(together):
    leases = together(lambda: acquire("night", "2026-10-05"), threads=8)
    assert [lease.fence for lease in leases if lease] == [1]


@committed
def test_a_lease_is_renewed_while_the_work_lasts():
    with acquire("night", "2026-10-05", seconds=1) as lease:
        time.sleep(2)
        assert acquire("night", "2026-10-05") is None
        lease.progress(1, 2, "一半")
    run = JobRun.objects.get()
    assert (run.state, run.fence, run.attempts, run.percent, run.text) == (State.DONE, 1, 1, 50, "一半")


@committed
def test_progress_is_seen_by_others_within_two_seconds():
    with acquire("night", "2026-10-05") as lease:
        lease.progress(30, 120)
        time.sleep(1.6)
        assert JobRun.objects.get().percent == 25


def test_an_expired_lease_is_taken_by_another_and_the_fence_rises(db):
    abandoned = acquire("night", "2026-10-05", seconds=0.05)
    time.sleep(0.1)
    assert acquire("night", "2026-10-05").fence == abandoned.fence + 1


def test_a_zombie_cannot_commit(db, person):
    zombie = acquire("night", "2026-10-05", seconds=0.05)
    time.sleep(0.1)
    heir = acquire("night", "2026-10-05")
    with pytest.raises(LeaseLost), zombie.fenced():
        notify([person], "僵尸的结果")
    with heir.fenced() as run:
        notify([person], "结果")
        run.result = {"rows": 1}
    assert Notice.objects.get().text == "结果"
    assert (state(), JobRun.objects.get().result) == (State.DONE, {"rows": 1})


@committed
def test_a_zombie_hears_of_it_and_leaves_the_record_alone():
    def work() -> None:
        with acquire("night", "2026-10-05", seconds=1) as lease:
            JobRun.objects.update(fence=7)
            time.sleep(1)
            lease.progress(1, 1)

    with pytest.raises(LeaseLost):
        work()
    assert (state(), JobRun.objects.get().fence) == (State.RUNNING, 7)


def test_the_work_and_its_record_are_committed_together_or_not_at_all(db, person):
    def work() -> None:
        with acquire("night", "2026-10-05") as lease, lease.fenced():
            notify([person], "半途")
            raise ValueError("the disk is full\nDETAIL: 13800000000")

    with pytest.raises(ValueError, match="disk"):
        work()
    run = JobRun.objects.get()
    assert (run.state, run.error) == (State.FAILED, "ValueError: the disk is full")
    assert not Notice.objects.exists()


def test_a_step_is_committed_before_the_end_and_only_by_the_holder(db, person):
    with acquire("night", "2026-10-05") as lease:
        with lease.step():
            notify([person], "第一部分")
        JobRun.objects.update(fence=9)
        with pytest.raises(LeaseLost), lease.step():
            notify([person], "第二部分")
        JobRun.objects.update(fence=1)
    assert Notice.objects.get().text == "第一部分"


def test_a_finished_run_is_not_taken_again(db):
    with acquire("night", "2026-10-05"):
        pass
    assert acquire("night", "2026-10-05") is None
    assert acquire("night", "2026-10-06") is not None


def test_a_failed_run_is_taken_until_its_attempts_are_used_up(db):
    taken = 0
    while lease := acquire("night", "2026-10-05"):
        taken += 1
        with pytest.raises(ValueError, match="again"), lease:
            raise ValueError("again")
    assert (taken, state()) == (ATTEMPTS, State.FAILED)


@committed
def test_a_cancelled_run_stops_at_its_next_progress(person):
    @leased("night")
    def work(lease) -> None:
        cancel(lease.run, by=person)
        for step in range(40):
            time.sleep(0.1)
            lease.progress(step, 40)
        raise AssertionError("went on")

    work("2026-10-05")
    assert state() == State.CANCELLED


def test_a_run_cancelled_before_its_commit_commits_nothing(db, person):
    with pytest.raises(Cancelled), acquire("night", "2026-10-05") as lease:
        cancel(lease.run, by=person)
    assert state() == State.CANCELLED


def test_a_task_whose_run_is_taken_does_nothing(db):
    acquire("night", "2026-10-05")
    leased("night")(lambda lease: pytest.fail("worked twice"))("2026-10-05")


def connections_open() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user"
        )
        return cursor.fetchone()[0]


@committed
def test_the_threads_of_leases_leave_no_connection_behind():
    with acquire("night", "2026-10-05", seconds=1):
        time.sleep(1.2)
    until = time.monotonic() + 20  # a server process takes a moment to see that its client is gone
    while (left := connections_open()) > 1 and time.monotonic() < until:
        time.sleep(0.05)
    assert left == 1
