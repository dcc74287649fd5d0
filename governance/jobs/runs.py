"""What happens to runs from outside: requested, cancelled, sent to workers, given up."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from governance.audit.log import record
from governance.jobs import broker, outbox
from governance.jobs.models import ATTEMPTS, JobRun, Message
from governance.jobs.schedule import jobs

log = logging.getLogger(__name__)
State = JobRun.State

START = "jobs.start"


class UnknownJob(LookupError):
    """No app registered a job of this name."""


@transaction.atomic
def request(job: str, period: str, *, by: models.Model | None, **arguments: Any) -> JobRun:
    """Ask for a run, now. One that is over starts anew; one that waits or runs is returned as it is."""
    if job not in jobs():
        raise UnknownJob(job)
    wish = {"arguments": arguments, "requested_by_id": by.pk if by else None}
    asked = JobRun(job=job, period=period, **wish)
    JobRun.objects.bulk_create([asked], ignore_conflicts=True)
    run = JobRun.objects.select_for_update().get(job=job, period=period)
    if run.is_over:
        _start_anew(run, wish)
    elif run.pk != asked.pk:
        return run
    record("jobs.request", run, by=by)
    outbox.tell(START, key=str(run.pk), run=str(run.pk))
    return run


def _start_anew(run: JobRun, wish: dict[str, Any]) -> None:
    """The fence is kept: a zombie of the earlier run stays locked out."""
    JobRun.objects.filter(pk=run.pk).update(
        **wish, state=State.WAITING, requested_at=Now(), attempts=0, sent_at=None, cancel_asked_at=None,
        started_at=None, finished_at=None, done=0, total=0, text="", result={}, error="",
    )  # fmt: skip
    run.refresh_from_db()


@transaction.atomic
def cancel(run: JobRun, *, by: models.Model | None) -> JobRun:
    """Stop a waiting run at once, a running one at its next `progress`. One that is over stays as it is."""
    run = JobRun.objects.select_for_update().get(pk=run.pk)
    if not run.is_over:
        this = JobRun.objects.filter(pk=run.pk)
        this.update(cancel_asked_at=Now())
        this.filter(state=State.WAITING).update(state=State.CANCELLED, finished_at=Now())
        record("jobs.cancel", run, by=by)
        run.refresh_from_db()
    return run


@outbox.handles(START)
def start(message: Message) -> None:
    """Hand a requested run to a worker; nothing to do where it runs already."""
    run = JobRun.objects.free().filter(pk=message.payload["run"], job__in=jobs()).first()
    if run is not None:
        broker.send(jobs()[run.job].task, run.period)
        JobRun.objects.filter(pk=run.pk).update(sent_at=Now())


def settle() -> None:
    """End abandoned runs that nobody is to take up again."""
    expired = JobRun.objects.expired()
    expired.exclude(cancel_asked_at=None).update(state=State.CANCELLED, finished_at=Now())
    expired.filter(attempts__gte=ATTEMPTS).update(
        state=State.FAILED, finished_at=Now(), error=f"执行进程连续中断 {ATTEMPTS} 次，已停止重试。"
    )


def send_due() -> int:
    """Send every run that is due to the workers. Two ticks at once share them. Returns how many were sent."""
    with transaction.atomic():
        due = list(JobRun.objects.due().filter(job__in=jobs()).select_for_update(skip_locked=True))
        JobRun.objects.filter(pk__in=[run.pk for run in due]).update(sent_at=Now())
    for sent, run in enumerate(due):
        try:
            broker.send(jobs()[run.job].task, run.period)
        except OperationalError as error:
            log.warning("The broker does not answer, the next tick sends: %s", error)
            JobRun.objects.filter(pk__in=[late.pk for late in due[sent:]]).update(sent_at=None)
            return sent
    return len(due)


def prune(days: int = 90) -> int:
    over = JobRun.objects.filter(Q(finished_at__lt=Now() - timedelta(days=days)), state__in=JobRun.OVER)
    return over.delete()[0]
