"""The nightly recomputation, at 02:00 in Shanghai. Started by the clock; a missed or killed run starts again."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from governance.jobs import schedule
from governance.jobs.lease import Lease, leased
from indices.actions import nightly

NIGHTLY = "indices.nightly"


@shared_task(name=NIGHTLY)
@leased(NIGHTLY)
def recompute(lease: Lease) -> None:
    """Each period is stored in a step of its own, so that a run taken over goes on with what is missing."""
    seen = []

    def told(name: str) -> None:
        seen.append(name)
        lease.progress(len(seen), max(len(seen), nightly.statements()), name)

    done = nightly.run_all(timezone.now(), guard=lease.step, told=told)
    with lease.fenced() as run:
        run.result = done


schedule.job(NIGHTLY, daily_at="02:00")
