"""A decided change becomes true on its day: postings, the worker's place and state, all or nothing."""

from __future__ import annotations

import logging
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access.filing import amend, file, lock
from governance.flow.machine import StepRefused
from workers.flows import CHANGE, WORKER
from workers.lookups import current_posting
from workers.models import Change, Posting, Worker

log = logging.getLogger(__name__)


@transaction.atomic
def take_effect(change: Change) -> Change:
    """By the clock: nobody's permission is asked. Raises StepRefused where it has happened already."""
    with CHANGE.step("effect", change, by=None) as change:
        now = change.effective_at = timezone.now()
        worker = lock(change.worker)
        if change.kind != Change.Kind.JOIN:
            _end(worker, change, now)
        if change.kind != Change.Kind.LEAVE:
            _begin(worker, change, now)
        _follow(worker, change)
    return change


def take_effect_due(today: date) -> int:
    """Every decided change whose day has come, each in a transaction of its own. Twice at once does no harm."""
    done = 0
    due = Change.objects.filter(state=Change.State.DISTRICT_APPROVED, effective_on__lte=today)
    for change in due.order_by("effective_on", "id"):
        try:
            take_effect(change)
            done += 1
        except StepRefused:
            continue  # another one was quicker
        except ValidationError as error:
            log.error("Change %s did not take effect: %s", change.pk, error.messages)
    return done


def _end(worker: Worker, change: Change, now: datetime) -> None:
    """The end and the beginning are told at one moment, so that no cutoff lies between them."""
    posting: Posting | None = current_posting(worker)
    if posting is None:
        raise ValidationError("这位社区工作者现在没有任职。")
    ending = change.ending or Posting.Ending.MOVED
    amend(lock(posting), by=None, verb="ended", until=change.effective_on, ending=ending, ended_at=now)


def _begin(worker: Worker, change: Change, now: datetime) -> None:
    posting = Posting(
        worker=worker, division=change.to_division, post=change.to_post, since=change.effective_on, recorded_at=now
    )
    file(posting, by=None, worker=worker.pk, change=change.pk)


def _follow(worker: Worker, change: Change) -> None:
    """The register follows the person."""
    if change.to_division_id and worker.division_id != change.to_division_id:
        amend(worker, by=None, verb="moved", division=change.to_division)
    if change.kind == Change.Kind.JOIN:
        WORKER.take("join", worker, by=None)
    elif change.kind == Change.Kind.LEAVE:
        WORKER.take("exit", worker, by=None)
