"""Confirming hours, and the ledger: what was entered is never changed, only reversed and entered anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Sum
from django.utils import timezone

from governance.access.models import User
from governance.flow.machine import StepRefused
from volunteers.flows import SERVICE_RECORD
from volunteers.models import HourEntry, ServiceRecord

K = HourEntry.Kind


def confirm(record: ServiceRecord, *, by: User | None, at: datetime | None = None) -> ServiceRecord:
    """By somebody else than the timekeeper. `at` (now) is when the ledger learns of it."""
    with SERVICE_RECORD.step("confirm", record, by=by) as record:
        record.confirmed_at, record.confirmed_by = at or timezone.now(), by
        record.minutes = record.timed_minutes
        _enter(record)
    return record


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was confirmed, and for each record that was not, why."""

    done: list[ServiceRecord] = field(default_factory=list)
    refused: list[tuple[ServiceRecord, str]] = field(default_factory=list)


def confirm_all(records: Iterable[ServiceRecord], *, by: User) -> Outcome:
    """Each on its own, so that one refused does not hold up the others."""
    outcome = Outcome()
    for record in records:
        try:
            outcome.done.append(confirm(record, by=by))
        except ValidationError as error:
            outcome.refused.append((record, "；".join(error.messages)))
        except (StepRefused, PermissionDenied) as error:
            outcome.refused.append((record, str(error)))
    return outcome


def _enter(record: ServiceRecord) -> None:
    """Day by day; nothing where the ledger says so already."""
    held = _held(record)
    if held == record.by_day:
        return
    HourEntry.objects.bulk_create(
        [_entry(record, day, -minutes, K.REVERSED) for day, minutes in held.items()]
        + [_entry(record, day, minutes, K.SERVED) for day, minutes in record.by_day.items()]
    )


def _held(record: ServiceRecord) -> dict[date, int]:
    sums = HourEntry.objects.filter(record=record).order_by("day").values_list("day").annotate(total=Sum("minutes"))
    return {day: minutes for day, minutes in sums if minutes}


def _entry(record: ServiceRecord, day: date, minutes: int, kind: str) -> HourEntry:
    assert record.confirmed_at is not None
    return HourEntry(
        division_id=record.division_id, record=record, volunteer_id=record.volunteer_id, unit_id=record.unit_id, day=day,
        minutes=minutes, kind=kind, recorded_at=record.confirmed_at, by=record.confirmed_by,
    )  # fmt: skip
