"""Jobs for the fault tests, loaded into a real worker with `--include`."""

from __future__ import annotations

import time

from celery import shared_task
from django.contrib.auth import get_user_model

from governance.jobs import schedule
from governance.jobs.inbox import notify
from governance.jobs.lease import acquire
from governance.jobs.outbox import handles

LEASE = 3.0  # seconds


@shared_task(name="tests.slow")
def slow(period: str) -> None:
    """Hangs in mid-commit the first time, with its effect written and not committed; afterwards it is quick."""
    lease = acquire("tests.slow", period, seconds=LEASE)
    if lease is None:
        return
    with lease, lease.fenced() as run:
        notify(get_user_model().objects.all(), f"第 {run.attempts} 次")
        if run.attempts == 1:
            time.sleep(120)


schedule.job("tests.slow")


@handles("tests.told")
def told(message) -> None:
    notify(get_user_model().objects.all(), message.payload["text"])
