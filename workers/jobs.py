"""Changes take effect on their day, shortly after midnight. Started by the clock; a missed or doubled run does no harm."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from governance.jobs import schedule
from governance.jobs.lease import Lease, leased
from workers.actions import effects

EFFECT = "workers.take_effect"


@shared_task(name=EFFECT)
@leased(EFFECT)
def take_effect(lease: Lease) -> None:
    done = effects.take_effect_due(timezone.localdate())
    with lease.fenced() as run:
        run.result = {"changes": done}


schedule.job(EFFECT, daily_at="00:10")
