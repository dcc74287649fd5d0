"""Estates, buildings and households. Each lies in the division of what it belongs to."""

from __future__ import annotations

import re
import uuid
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from governance.access.filing import amend, file, last_day, lock, only, require
from governance.access.models import Division, User
from governance.audit.ids import uuid7
from neighborhoods import address_book
from neighborhoods.models import Building, Estate, Household

Id = uuid.UUID | None


@transaction.atomic
def add_estate(
    division: Division,
    *,
    by: User | None,
    name: str,
    address: str = "",
    kind: str = Estate.Kind.RESETTLED,
    id: Id = None,
) -> Estate:
    estate = Estate(id=id or uuid7(), division=division, name=name.strip(), address=address, kind=kind)
    require("add", estate, by)
    _check_committee(division)
    return file(estate, by=by)


@transaction.atomic
def change_estate(estate: Estate, *, by: User | None, **changes: Any) -> Estate:
    """`name`, `address`, `kind`. A new name goes into the address of every household."""
    estate = lock(estate)
    require("change", estate, by)
    if "name" in amend(estate, by=by, **only(changes, "name", "address", "kind")):
        address_book.refresh(Household.objects.filter(building__estate=estate))
    return estate


@transaction.atomic
def add_building(
    estate: Estate, *, by: User | None, name: str, floors: int = 6, longitude: float | None = None,
    latitude: float | None = None, id: Id = None,
) -> Building:  # fmt: skip
    name = name.strip()
    building = Building(
        id=id or uuid7(), division_id=estate.division_id, estate=estate, name=name, order=_number(name),
        floors=floors, longitude=longitude, latitude=latitude,
    )  # fmt: skip
    return file(building, by=by, estate=estate.pk)


@transaction.atomic
def change_building(building: Building, *, by: User | None, **changes: Any) -> Building:
    """`name`, `floors`, `longitude`, `latitude`."""
    building = lock(building)
    require("change", building, by)
    changes = only(changes, "name", "floors", "longitude", "latitude")
    if name := changes.get("name"):
        changes["order"] = _number(name)
    if "name" in amend(building, by=by, **changes):
        address_book.refresh(building.households.all())
    return building


@transaction.atomic
def add_household(
    building: Building,
    *,
    by: User | None,
    room: str,
    floor: int | None = None,
    since: date | None = None,
    id: Id = None,
) -> Household:
    """`since=None`: nobody knows. The floor is read from the room where it is not given."""
    room = room.strip()
    household = Household(
        id=id or uuid7(), division_id=building.division_id, building=building, room=room,
        floor=_floor(room) if floor is None else floor, **({"since": since} if since else {}),
    )  # fmt: skip
    file(household, by=by, building=building.pk)
    address_book.refresh(Household.objects.filter(pk=household.pk))
    return household


@transaction.atomic
def change_household(household: Household, *, by: User | None, **changes: Any) -> Household:
    """`room`, `floor`, `since`."""
    household = lock(household)
    require("change", household, by)
    if "room" in amend(household, by=by, **only(changes, "room", "floor", "since")):
        address_book.refresh(Household.objects.filter(pk=household.pk))
    return household


@transaction.atomic
def close_household(household: Household, *, by: User | None, on: date | None = None) -> Household:
    """The door is no more (merged, demolished). Nobody may still live behind it."""
    household = lock(household)
    require("change", household, by)
    if household.until is not None:
        raise ValidationError("这一户已经注销。")
    if living := household.residents.current().count():
        raise ValidationError(f"这一户还有 {living} 位居民在册，请先办理迁出。")
    amend(household, by=by, verb="closed", until=last_day(on, since=household.since))
    return household


def _number(name: str) -> int:
    """Where a building stands in lists: 9 号 before 23 号."""
    digits = re.search(r"\d{1,9}", name)
    return int(digits[0]) if digits else 0


def _floor(room: str) -> int:
    """502 室 is on the fifth floor, 1203 室 on the twelfth; 1 where the room does not say."""
    digits = re.search(r"(\d{1,2})\d{2}(?!\d)", room)
    return int(digits[1]) if digits else 1


def _check_committee(division: Division) -> None:
    if division.level != Division.Level.COMMITTEE or division.valid_until is not None:
        raise ValidationError({"division": "小区须登记在一个现有的居委（村）下。"})
