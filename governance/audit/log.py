"""Writing events. Call it in the transaction of what it tells, so that neither exists without the other."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

from django.db import models

from governance.audit.models import Event

origin: ContextVar[str | None] = ContextVar("origin", default=None)
"""The address of the running request; set by the web's middleware, None in jobs."""


def record(
    verb: str, subject: models.Model | None, *, by: models.Model | None, where: str = "", **details: Any
) -> Event:
    """Write that `by` did `verb` to `subject`; `by=None` means the clock. Details hold ids and codes only.

    `where` is the code of the division whose auditors are to see it, for a subject that has none of its own.
    """
    facts = _facts(verb, subject, by, details)
    return Event.objects.create(**facts | ({"division": where} if where else {}))


def record_all(verb: str, subjects: Iterable[models.Model], *, by: models.Model | None, **details: Any) -> int:
    """The same for many rows in one statement. Returns how many."""
    return len(Event.objects.bulk_create([Event(**_facts(verb, one, by, details)) for one in subjects], batch_size=500))


def _facts(verb: str, subject: models.Model | None, by: models.Model | None, details: dict[str, Any]) -> dict[str, Any]:
    return {
        "verb": verb,
        "actor": by if by is not None and by.pk else None,
        "subject_type": subject._meta.label_lower if subject is not None else "",
        "subject_id": str(subject.pk) if subject is not None else "",
        "division": getattr(subject, "division_id", "") or "",
        "address": origin.get(),
        "details": {
            key: value if isinstance(value, int | float | bool | list | dict) or value is None else str(value)
            for key, value in details.items()
        },
    }


def history(subject: models.Model) -> models.QuerySet[Event]:
    """Everything told of one row, newest first."""
    return Event.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk)).select_related(
        "actor"
    )
