"""Facts about the machinery for `/readyz` and `check_ready`."""

from __future__ import annotations

from datetime import datetime

import redis
from django.conf import settings
from django.utils import timezone

from governance.jobs import schedule
from governance.jobs.models import Heartbeat, JobRun

WORKER = "worker"


def beat(name: str) -> None:
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=timezone.now())], update_conflicts=True, unique_fields=["name"], update_fields=["at"]
    )


def worker_seen() -> datetime | None:
    """When a worker last ran the tick; older than two minutes means that worker, beat or broker is down."""
    return Heartbeat.objects.filter(name=WORKER).values_list("at", flat=True).first()


def last_nightly_run() -> datetime | None:
    """When a daily job was last completed."""
    done = JobRun.objects.filter(job__in=_nightly(), state=JobRun.State.DONE).order_by("-finished_at")
    return done.values_list("finished_at", flat=True).first()


def nightly_jobs_owed(now: datetime | None = None) -> list[str]:
    """Daily jobs whose current period is not completed: after a night that beat slept through, what is still to come."""
    owed = {(name, one.period_at(now or timezone.now())) for name, one in _nightly().items()}
    done = JobRun.objects.filter(job__in=_nightly(), state=JobRun.State.DONE).values_list("job", "period")
    return sorted(name for name, _ in owed - set(done))


def redis_answers() -> bool:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _nightly() -> dict[str, schedule.Job]:
    return {name: one for name, one in schedule.jobs().items() if one.is_nightly}
