"""The nightly run for the fault test, loaded into a real worker with `--include`: it hangs once, half way through."""

from __future__ import annotations

import time

from celery import shared_task

from governance.jobs import schedule
from governance.jobs.lease import acquire
from indices.actions import nightly
from tests.factories.indices import NOW

LEASE = 3.0  # seconds


@shared_task(name="tests.nightly")
def recompute(period: str) -> None:
    """The first time, October is stored and November is not when it hangs; afterwards it goes through."""
    lease = acquire("tests.nightly", period, seconds=LEASE)
    if lease is None:
        return
    seen: list[str] = []

    def told(name: str) -> None:
        seen.append(name)
        if lease.run.attempts == 1 and len(seen) == 14:
            time.sleep(120)

    with lease:
        done = nightly.run_all(NOW, guard=lease.step, told=told)
        with lease.fenced() as run:
            run.result = done


schedule.job("tests.nightly")
