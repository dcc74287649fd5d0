"""The register of persons: what is on file, on leave and back, and the look at what is masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from governance.access.filing import amend, lock, only, require
from governance.access.models import User
from governance.access.scoping import can
from governance.audit.log import record
from governance.vault import checksums
from workers.flows import WORKER
from workers.models import Reveal, Worker

FIELDS = ("name", "sex", "birth_date", "education", "id_number", "phone", "skills")
TWICE = "这个证件号已在册，请核对是不是同一个人；在别的街道的，请办转岗。"


@dataclass(frozen=True, slots=True)
class Revealed:
    name: str
    id_number: str
    phone: str


@transaction.atomic
def change_worker(worker: Worker, *, by: User | None, **changes: Any) -> Worker:
    """The former values go into the encrypted history of the register."""
    worker = lock(worker)
    require("change", worker, by)
    amend(worker, by=by, **checked(worker, only(changes, *FIELDS)))
    return worker


def rest(worker: Worker, *, by: User) -> Worker:
    """离岗: still posted, away for a while."""
    return WORKER.take("rest", worker, by=by)


def come_back(worker: Worker, *, by: User) -> Worker:
    return WORKER.take("return", worker, by=by)


@transaction.atomic
def reveal(worker: Worker, *, by: User, reason: str) -> Revealed:
    """One record, one reason, one event. The event names the category; the words are kept sealed beside it."""
    if not can(by, "workers.reveal_worker", worker):
        raise PermissionDenied("您没有查看完整信息的权限。")
    reason = reason.strip()
    if not 4 <= len(reason) <= 200:
        raise ValidationError({"reason": "请写明查看的理由，4 至 200 个字。"})
    labels = {label: value for value, label in Reveal.Category.choices}
    category = labels.get(reason, Reveal.Category.OTHER)
    event = record("worker.revealed", worker, by=by, category=category)
    Reveal.objects.create(worker=worker, event=event.pk, category=category, reason=reason)
    return Revealed(worker.name, worker.id_number or "", worker.phone or "")


def checked(worker: Worker, values: dict[str, Any]) -> dict[str, Any]:
    """Tidied values, or a ValidationError that speaks of each field. An ID number answers for birth date and sex."""
    faults = {}
    for field, validate in (("id_number", checksums.validate_id_number), ("phone", checksums.validate_phone)):
        if field in values:
            values[field] = checksums.tidy(values[field] or "") or None
            try:
                validate(values[field]) if values[field] else None
            except ValidationError as error:
                faults[field] = error
    if (born := values.get("birth_date")) and not date(1900, 1, 1) <= born <= timezone.localdate():
        faults["birth_date"] = ValidationError("出生日期不能晚于今天，请核对。")
    if faults:
        raise ValidationError(faults)
    if "name" in values:
        values["name"] = values["name"].strip()
    if number := values.get("id_number"):
        refuse_twice(worker, number)
        values |= {"birth_date": checksums.birth_date(number), "sex": checksums.sex(number)}
    return values


def refuse_twice(worker: Worker, number: str | None) -> None:
    """One person is in the register of the whole installation once, until they leave. Two at once wait for each other."""
    if not number:
        return
    mark = Worker._meta.get_field("id_number_index").index(number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(mark[:8], "big", signed=True)])
    same = Worker.objects.standing().exclude(state=Worker.State.EXITED).filter(id_number_index=number)
    if same.exclude(pk=worker.pk).exists():
        raise ValidationError({"id_number": TWICE})
