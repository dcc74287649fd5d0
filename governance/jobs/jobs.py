"""Celery tasks of the machinery itself: the tick of each minute, the relay, the nightly clearing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date

from celery import shared_task
from django.utils import timezone

from governance.audit.chain import seal_all
from governance.jobs import heads, idempotency, inbox, outbox, readiness, runs, schedule
from governance.jobs.lease import Lease, leased

log = logging.getLogger(__name__)


@shared_task(name="jobs.tick")
def tick() -> None:
    """All that the clock does. Doubled or late, it does no harm; a part that fails does not stop the others."""
    now = timezone.now()
    readiness.beat(readiness.WORKER)
    for part in (lambda: schedule.expect_due(now), runs.settle, runs.send_due, outbox.relay, seal_all):
        _attempt(part)


def _attempt(part: Callable[[], object]) -> None:
    try:
        part()
    except Exception:
        log.exception("A part of the tick failed")


@shared_task(name="jobs.relay")
def relay() -> None:
    outbox.relay()


@shared_task(name="jobs.prune")
@leased("jobs.prune")
def prune(lease: Lease) -> None:
    with lease.fenced() as run:
        run.result = {
            "runs": runs.prune(), "messages": outbox.prune(), "keys": idempotency.prune(), "notices": inbox.prune(),
        }  # fmt: skip


@shared_task(name=heads.JOB)
@leased(heads.JOB)
def publish_head(lease: Lease) -> None:
    with lease.fenced() as run:
        run.result = heads.publish(date.fromisoformat(run.period))


schedule.job("jobs.prune", daily_at="01:30")
schedule.job(heads.JOB, daily_at="23:50")
