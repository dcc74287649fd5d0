"""What the clock does: each quarter of an hour it checks out who forgot to."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from governance.access import rls
from governance.jobs import schedule
from governance.jobs.lease import Lease, leased
from volunteers.actions import records

CLOSE_FORGOTTEN = "volunteers.close_forgotten"


@shared_task(name=CLOSE_FORGOTTEN)
@leased(CLOSE_FORGOTTEN)
def close_forgotten(lease: Lease) -> None:
    with lease.fenced() as run, rls.system():
        run.result = {"closed": records.close_forgotten(timezone.now())}


schedule.job(CLOSE_FORGOTTEN, every_minutes=15)
