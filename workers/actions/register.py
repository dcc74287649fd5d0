"""The register of persons: what is on file, on leave and back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from governance.access.filing import amend, lock, only, require
from governance.access.models import User
from governance.vault import checksums
from workers.flows import WORKER
from workers.models import Worker

FIELDS = ("name", "sex", "birth_date", "education", "id_number", "phone", "skills")
TWICE = "这个证件号已在册，请核对是不是同一个人；在别的街道的，请办转岗。"


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


def checked(worker: Worker, values: dict[str, Any]) -> dict[str, Any]:
    """Tidied values, or a ValidationError that speaks of each field. An ID number answers for birth date and sex."""
    faults = checksums.tidy_numbers(values)
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
    mark: bytes = Worker._meta.get_field("id_number_index").index(number)  # type: ignore[assignment]  # of a number
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(mark[:8], "big", signed=True)])
    same = Worker.objects.standing().exclude(state=Worker.State.EXITED).filter(id_number_index=number)
    if same.exclude(pk=worker.pk).exists():
        raise ValidationError({"id_number": TWICE})
