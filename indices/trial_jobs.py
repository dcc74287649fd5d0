"""The job behind 稳健性检验: on request only."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from governance.access.models import User
from governance.jobs import schedule
from governance.jobs.lease import Lease, leased
from indices.actions import trials
from indices.models import IndexRun
from indices.selectors.trials import TRIAL


@shared_task(name=TRIAL)
@leased(TRIAL)
def shake(lease: Lease) -> None:
    """Progress is told a few times a second; a cancelled trial stops there and keeps nothing."""
    asked = lease.run.arguments
    run = IndexRun.objects.select_related("scheme_version").get(pk=asked["run"])
    shaken = trials.shake(run, asked["level"], seed=asked["seed"], draws=asked["draws"], told=lease.progress)
    by = User.objects.filter(pk=lease.run.requested_by_id).first()
    with lease.fenced() as done:
        done.result = {"trial": str(trials.store(shaken, by=by, now=timezone.now()).pk)}


schedule.job(TRIAL)
