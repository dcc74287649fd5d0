"""What the clock does each morning: one word of the doors that are overdue."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from governance.access import rls
from governance.jobs import schedule
from governance.jobs.lease import Lease, leased
from visits.actions import overdue

OVERDUE = "visits.overdue"


@shared_task(name=OVERDUE)
@leased(OVERDUE)
def tell_of_overdue_doors(lease: Lease) -> None:
    """The notices and that the day is done are one transaction, so that a second run tells nobody twice."""
    with lease.fenced() as run, rls.system():
        run.result = {"told": overdue.tell_of_overdue_doors(timezone.localdate())}


schedule.job(OVERDUE, daily_at="08:00")
