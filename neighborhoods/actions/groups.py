"""睦邻楼组, 上云 and 联席会议: what a neighbourhood does for itself."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access.filing import amend, file, last_day, lock, only, require
from governance.access.models import User
from governance.audit.ids import uuid7
from governance.flow.machine import StepRefused
from neighborhoods.flows import BUILDING_GROUP
from neighborhoods.models import Building, BuildingGroup, Estate, Household, Onboarding


@transaction.atomic
def add_group(
    estate: Estate, *, by: User | None, name: str, buildings: Iterable[Building] | None = None, feature: str = "",
    since: date | None = None, id: uuid.UUID | None = None,
) -> BuildingGroup:  # fmt: skip
    """A candidate over `buildings` of the estate, all of them unless said otherwise."""
    group = BuildingGroup(
        id=id or uuid7(), division_id=estate.division_id, estate=estate, name=name.strip(), feature=feature,
        since=_not_ahead("since", since),
    )  # fmt: skip
    chosen = _of_estate(estate, estate.buildings.standing() if buildings is None else buildings)
    file(group, by=by, estate=estate.pk)
    group.buildings.set(chosen)
    return group


@transaction.atomic
def change_group(group: BuildingGroup, *, by: User | None, **changes: Any) -> BuildingGroup:
    """`name`, `feature`, `buildings`."""
    group = lock(group)
    require("change", group, by)
    if group.until is not None:
        raise StepRefused("这个楼组已经撤销。")
    changes = only(changes, "name", "feature", "buildings")
    if "buildings" in changes:
        group.buildings.set(_of_estate(group.estate, changes.pop("buildings")))
    amend(group, by=by, **changes)
    return group


def name_group(group: BuildingGroup, *, by: User | None, on: date | None = None) -> BuildingGroup:
    with BUILDING_GROUP.step("name", group, by=by) as group:
        group.named_on, group.named_at = last_day(on, since=group.since), timezone.now()
    return group


def review(group: BuildingGroup, *, by: User | None, on: date | None = None) -> BuildingGroup:
    with BUILDING_GROUP.step("review", group, by=by) as group:
        group.reviewed_on = last_day(on, since=group.reviewed_on or group.named_on or group.since)
    return group


def dissolve(group: BuildingGroup, *, by: User | None, on: date | None = None) -> BuildingGroup:
    with BUILDING_GROUP.step("dissolve", group, by=by) as group:
        group.until = last_day(on, since=group.reviewed_on or group.named_on or group.since)
    return group


STEPS: dict[str, Callable[..., Any]] = {"name": name_group, "review": review, "dissolve": dissolve}


@transaction.atomic
def onboard(
    household: Household, *, by: User | None, since: date | None = None, id: uuid.UUID | None = None
) -> Onboarding:
    """上云."""
    household = lock(household)
    if household.until is not None:
        raise ValidationError({"household": "这一户已经注销。"})
    span = Onboarding(
        id=id or uuid7(), division_id=household.division_id, household=household, since=_not_ahead("since", since)
    )
    return file(span, by=by, household=household.pk)


@transaction.atomic
def end_onboarding(span: Onboarding, *, by: User | None, on: date | None = None) -> Onboarding:
    span = lock(span)
    require("change", span, by)
    if span.until is not None:
        raise StepRefused("这一户已经退出。")
    amend(span, by=by, verb="ended", until=last_day(on, since=span.since))
    return span


@transaction.atomic
def onboard_building(building: Building, *, by: User | None, doors: Iterable[Household]) -> tuple[int, int]:
    """Make `doors` those of the building that are in the cloud from today on. Returns how many came and how many left."""
    wanted = {door.pk: door for door in doors if door.building_id == building.pk}
    spans = {one.household_id: one for one in Onboarding.objects.current().filter(household__building=building)}
    came = [onboard(door, by=by) for pk, door in wanted.items() if pk not in spans]
    left = [end_onboarding(span, by=by) for pk, span in spans.items() if pk not in wanted]
    return len(came), len(left)


def _not_ahead(field: str, day: date | None) -> date:
    day = day or timezone.localdate()
    if day > timezone.localdate():
        raise ValidationError({field: "日期不能晚于今天。"})
    return day


def _of_estate(estate: Estate, buildings: Iterable[Building]) -> list[Building]:
    chosen = list(buildings)
    if not chosen or any(one.estate_id != estate.pk for one in chosen):
        raise ValidationError({"buildings": "请选这个小区的楼栋，至少一栋。"})
    return chosen
