"""What every step of a consultation has in common: the lock, the words for readers, the message to those concerned."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cases.consultations.flows import CONSULTATION
from cases.consultations.models import Consultation, ConsultationEntry
from governance.access.models import User
from governance.flow.machine import StepRefused
from governance.jobs import outbox

GONE = "这件会商已经撤回，不能再办理。"


@contextmanager
def step(name: str, consultation: Consultation, *, by: User | None) -> Iterator[tuple[Consultation, datetime]]:
    """Take a step, let the caller fill in fields and rows, then write the entry: one transaction."""
    if consultation.withdrawn_at:
        raise StepRefused(GONE)
    now = timezone.now()
    with transaction.atomic():
        with CONSULTATION.step(name, consultation, by=by) as row:
            yield row, now
        write(row, name, by=by, at=now)


def locked(consultation: Consultation) -> Consultation:
    """The consultation first, then its parties and duties: nobody waits for another in a ring."""
    found = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
    if found.withdrawn_at:
        raise StepRefused(GONE)
    return found


def write(
    consultation: Consultation,
    name: str,
    *,
    by: User | None,
    at: datetime,
    text: str = "",
    department: int | None = None,
) -> None:
    ConsultationEntry.objects.create(
        consultation=consultation, at=at, by=by, step=name, department_id=department, text=text
    )
    tell(consultation, name, department=department)


def tell(consultation: Consultation, what: str, *, department: int | None = None) -> None:
    """Word to a whole office goes by the outbox (`cases.consultations.jobs` knows to whom and in which words)."""
    about = {"consultation": str(consultation.pk), "what": what, "department": department}
    outbox.tell("consultation.told", key=str(consultation.pk), **about)
