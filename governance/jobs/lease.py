"""The right to work on a run: taken by one, renewed while working, worthless once another took it."""

from __future__ import annotations

import functools
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import Error, connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from governance.jobs.models import JobRun

State = JobRun.State


class LeaseLost(Exception):
    """Another worker took the run over; nothing done here may be committed."""


class Cancelled(Exception):
    """The one who requested the run no longer wants it."""


def acquire(job: str, period: str, *, seconds: float | None = None) -> Lease | None:
    """Take the run of `job` for `period`, making its row where there is none.

    None while another holds it, and when it is done, cancelled or out of attempts.
    `seconds` defaults to JOB_LEASE_SECONDS (60). Not inside a transaction: others must see the lease at once.
    """
    length = float(getattr(settings, "JOB_LEASE_SECONDS", 60)) if seconds is None else seconds
    with transaction.atomic(durable=True):
        JobRun.objects.bulk_create([JobRun(job=job, period=period)], ignore_conflicts=True)
        run = JobRun.objects.free().select_for_update().filter(job=job, period=period).first()
        if run is None:
            return None
        JobRun.objects.filter(pk=run.pk).update(
            state=State.RUNNING, fence=F("fence") + 1, attempts=F("attempts") + 1, worker=_name(), sent_at=None,
            lease_until=Now() + timedelta(seconds=length), started_at=Now(), finished_at=None, cancel_asked_at=None,
            done=0, total=0, text="", error="",
        )  # fmt: skip
        run.refresh_from_db()
    return Lease(run, seconds=length)


def leased(job: str) -> Callable[[Callable[[Lease], Any]], Callable[[str], None]]:
    """Turn `work(lease)` into the body of a task called with a period. Losing or cancelling ends it quietly."""

    def wrap(work: Callable[[Lease], Any]) -> Callable[[str], None]:
        @functools.wraps(work)
        def task(period: str) -> None:
            lease = acquire(job, period)
            if lease is not None:
                with suppress(LeaseLost, Cancelled), lease:
                    work(lease)

        return task

    return wrap


def in_words(error: BaseException) -> str:
    """Class and first line: PostgreSQL puts the values, which may be personal, on the lines below."""
    return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"[:500]


class Lease:
    """`with lease:` renews in the background; leaving it records done, failed or cancelled."""

    def __init__(self, run: JobRun, *, seconds: float) -> None:
        self.run, self.seconds, self.fence = run, seconds, run.fence
        self._mine = JobRun.objects.filter(pk=run.pk, fence=run.fence, state=State.RUNNING)
        self._progress: dict[str, Any] = {}
        self._end, self._lost, self._cancelled, self._recorded = threading.Event(), False, False, False
        self._thread = threading.Thread(target=self._keep, name=f"lease {run}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        try:
            if error is None and not self._recorded:
                with self.fenced():
                    pass
            elif isinstance(error, Exception) and not isinstance(error, LeaseLost):
                state = State.CANCELLED if isinstance(error, Cancelled) else State.FAILED
                self._record(state, error=in_words(error))
        except Cancelled as cancelled:
            self._record(State.CANCELLED, error=in_words(cancelled))
            raise
        finally:
            self._end.set()
            self._thread.join(timeout=5)

    def progress(self, done: int, total: int, text: str = "") -> None:
        """Say how far the work is; costs no query. Raises Cancelled, or LeaseLost once the lease is gone."""
        if self._lost:
            raise LeaseLost(str(self.run))
        if self._cancelled:
            raise Cancelled(str(self.run))
        self._progress = {"done": done, "total": total, "text": text[:200]}

    @contextmanager
    def step(self) -> Iterator[JobRun]:
        """A transaction for a part of the work, refused with LeaseLost to who no longer holds the lease."""
        with transaction.atomic():
            run = self._mine.select_for_update().first()
            if run is None:
                raise LeaseLost(str(self.run))
            if run.cancel_asked_at:
                raise Cancelled(str(self.run))
            yield run

    @contextmanager
    def fenced(self) -> Iterator[JobRun]:
        """The transaction that commits the work and, with it, that the run is done. Set `run.result` inside."""
        with self.step() as run:
            yield run
            self._record(State.DONE, result=run.result)
        self._recorded = True

    def _record(self, state: str, **facts: Any) -> None:
        self._mine.update(state=state, finished_at=Now(), lease_until=None, **self._progress, **facts)

    def _keep(self) -> None:
        """Renew at each third of the lease, and write progress at most each second."""
        pause, renewed, written = self.seconds / 3, time.monotonic(), self._progress
        try:
            while not self._end.wait(min(1, pause)):
                began, progress = time.monotonic(), self._progress
                if began - renewed < pause and progress is written:
                    continue
                try:
                    if self._renew(progress):
                        renewed, written = began, progress
                except Error:
                    connection.close()  # dial again at the next beat
                    self._lost = began - renewed > self.seconds
        finally:
            connection.close()  # this thread's own

    def _renew(self, progress: dict[str, Any]) -> bool:
        """False where a committing `step` holds the row: the next beat tries again."""
        with transaction.atomic():
            held = self._mine.select_for_update(skip_locked=True).first()
            if held is not None:
                self._mine.update(lease_until=Now() + timedelta(seconds=self.seconds), **progress)
        found = held or JobRun.objects.filter(pk=self.run.pk).first()
        if found is not None:
            self._cancelled = found.cancel_asked_at is not None
            self._lost = found.fence != self.fence or found.state != State.RUNNING
        return held is not None


def _name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"[:120]
