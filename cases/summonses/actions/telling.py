"""What every step of a summons has in common: the lock, the words for readers, the message to those concerned."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cases.summonses.flows import SUMMONS, UNDER_WAY
from cases.summonses.models import Summons, SummonsEntry
from governance.access.models import User
from governance.flow.machine import StepRefused
from governance.jobs import outbox

GONE = "这件约请已经撤回，不能再办理。"


@contextmanager
def step(name: str, summons: Summons, *, by: User | None, text: str = "") -> Iterator[tuple[Summons, datetime]]:
    """Take a step of the summons itself, let the caller fill in fields, then write the entry: one transaction."""
    if summons.withdrawn_at:
        raise StepRefused(GONE)
    now = timezone.now()
    with transaction.atomic():
        with SUMMONS.step(name, summons, by=by) as row:
            yield row, now
        write(row, name, by=by, at=now, text=text)


def locked(summons: Summons) -> Summons:
    """The summons first, then its invitations: nobody waits for another in a ring."""
    return Summons.objects.select_for_update(of=("self",)).get(pk=summons.pk)


def locked_under_way(summons: Summons) -> Summons:
    """Raises StepRefused unless departments are being waited for or are on site."""
    summons = locked(summons)
    if summons.withdrawn_at:
        raise StepRefused(GONE)
    if summons.state not in UNDER_WAY:
        raise StepRefused(f"现在是“{summons.get_state_display()}”，不能办理。请刷新后再看可以办理的步骤。")
    return summons


def write(
    summons: Summons, name: str, *, by: User | None, at: datetime, text: str = "", department: int | None = None
) -> None:
    SummonsEntry.objects.create(summons=summons, at=at, by=by, step=name, department_id=department, text=text)
    tell(summons, name, department=department)


def tell(summons: Summons, what: str, *, department: int | None = None) -> None:
    """Word to a whole office goes by the outbox (`cases.summonses.jobs` knows to whom and in which words)."""
    outbox.tell("summons.told", key=str(summons.pk), summons=str(summons.pk), what=what, department=department)
