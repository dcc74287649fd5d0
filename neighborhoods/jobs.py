"""The clock of the app: on the first of a month each committee's joint meeting is put on the list."""

from __future__ import annotations

from datetime import date

from celery import shared_task

from governance.jobs import schedule
from governance.jobs.lease import Lease, leased
from neighborhoods.actions import meetings

PLAN_MEETINGS = "neighborhoods.plan_meetings"


@shared_task(name=PLAN_MEETINGS)
@leased(PLAN_MEETINGS)
def plan_meetings(lease: Lease) -> None:
    with lease.fenced() as run:
        run.result = {"planned": meetings.plan_all(date.fromisoformat(f"{run.period}-01"))}


schedule.job(PLAN_MEETINGS, monthly=(1, "00:30"))
