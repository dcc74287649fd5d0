"""Residents, key persons, and the look at what is masked."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access.filing import amend, file, last_day, lock, only, require
from governance.access.models import User
from governance.audit.ids import uuid7
from governance.vault import checksums
from neighborhoods import address_book
from neighborhoods.models import Household, KeyPerson, Resident

FIELDS = ("name", "sex", "birth_date", "relation", "id_number", "phone", "since")


@transaction.atomic
def add_resident(
    household: Household, *, by: User | None, name: str, id: uuid.UUID | None = None, **values: Any
) -> Resident:
    """`sex birth_date relation id_number phone since`; an ID number answers for birth date and sex."""
    household = lock(household)  # nobody moves in behind a door that is being closed
    resident = Resident(id=id or uuid7(), division_id=household.division_id, household=household)
    require("add", resident, by)
    if household.until is not None:
        raise ValidationError({"household": "这一户已经注销，不能再登记居民。"})
    for field, value in _checked(resident, only({"name": name, **values}, *FIELDS)).items():
        setattr(resident, field, value)
    file(resident, by=by, household=household.pk)
    address_book.refresh(Household.objects.filter(pk=household.pk))
    return resident


@transaction.atomic
def change_resident(resident: Resident, *, by: User | None, **changes: Any) -> Resident:
    """The former values go into the encrypted history of the register."""
    resident = lock(resident)
    require("change", resident, by)
    if "name" in amend(resident, by=by, **_checked(resident, only(changes, *FIELDS))):
        address_book.refresh(Household.objects.filter(pk=resident.household_id))
    return resident


@transaction.atomic
def move_out(resident: Resident, *, by: User | None, on: date | None = None) -> Resident:
    """迁出. What the resident was listed for ends the same day."""
    resident = lock(resident)
    require("change", resident, by)
    if resident.until is not None:
        raise ValidationError("这位居民已经迁出。")
    left = last_day(on, since=resident.since)
    amend(resident, by=by, verb="moved_out", until=left)
    for span in resident.key_spans.current().select_for_update():
        amend(span, by=by, verb="delisted", until=max(left, span.since))
    address_book.refresh(Household.objects.filter(pk=resident.household_id))
    return resident


@transaction.atomic
def list_key_person(
    resident: Resident, *, by: User | None, kind: str, since: date | None = None, interval: int = 30,
    id: uuid.UUID | None = None,
) -> KeyPerson:  # fmt: skip
    """列入重点人群: to be visited at least every `interval` days from `since` on."""
    resident = lock(resident)
    if resident.until is not None:
        raise ValidationError("这位居民已经迁出，不能列入重点人群。")
    since = since or timezone.localdate()
    if since > timezone.localdate():
        raise ValidationError({"since": "列入日期不能晚于今天。"})
    if not 1 <= interval <= 365:
        raise ValidationError({"interval": "走访间隔应为 1 至 365 天。"})
    span = KeyPerson(
        id=id or uuid7(), division_id=resident.division_id, resident=resident, household_id=resident.household_id,
        kind=kind, since=since, interval=interval,
    )  # fmt: skip
    return file(span, by=by, resident=resident.pk, kind=kind)


@transaction.atomic
def delist_key_person(span: KeyPerson, *, by: User | None, on: date | None = None) -> KeyPerson:
    span = lock(span)
    require("change", span, by)
    if span.until is not None:
        raise ValidationError("已经移出这一类重点人群。")
    amend(span, by=by, verb="delisted", until=last_day(on, since=span.since))
    return span


def _checked(resident: Resident, values: dict[str, Any]) -> dict[str, Any]:
    """Tidied values, or a ValidationError that speaks of each field."""
    faults = checksums.tidy_numbers(values)
    if (born := values.get("birth_date")) and not date(1880, 1, 1) <= born <= timezone.localdate():
        faults["birth_date"] = ValidationError("出生日期不能晚于今天，请核对。")
    if faults:
        raise ValidationError(faults)
    if "name" in values:
        values["name"] = values["name"].strip()
    number = values.get("id_number", resident.id_number)
    _refuse_twice(resident, number)
    return values | ({"birth_date": checksums.birth_date(number), "sex": checksums.sex(number)} if number else {})


def _refuse_twice(resident: Resident, number: str | None) -> None:
    same = (
        Resident.objects.current()
        .filter(household=resident.household_id, id_number_index=number)
        .exclude(pk=resident.pk)
    )
    if number and same.exists():
        raise ValidationError({"id_number": "这一户已登记过这个证件号，请核对是不是同一个人。"})
