"""Risk points: adding, changing, taking one off the map."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.hazards.actions import kinds, places
from cases.hazards.models import RiskKind, RiskPoint
from cases.hazards.models.point import Level
from cases.hazards.selectors import kinds_at
from governance.access.filing import amend, file, lock, only, require
from governance.access.models import Division, User
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.flow.machine import StepRefused
from governance.vault.texts import allowed, needed

FIELDS = ("name", "address", "kind", "level", "measures", "longitude", "latitude")


@transaction.atomic
def add_point(
    *, division: Division, kind: RiskKind, name: str, address: str, by: User | None, level: str = Level.GENERAL,
    measures: str = "", longitude: float | None = None, latitude: float | None = None, id: uuid.UUID | None = None,
) -> RiskPoint:  # fmt: skip
    point = RiskPoint(
        id=id or uuid7(), division=division, kind=kind, level=level, longitude=longitude, latitude=latitude
    )
    require("add", point, by)
    if wrong := places.faults(division, longitude=longitude, latitude=latitude):
        raise ValidationError(wrong)
    kinds.check_kind(kind, division.code, kinds_at(division.code))
    for field, value in _texts({"name": name, "address": address, "measures": measures}).items():
        setattr(point, field, value)
    return file(point, by=by, kind=kind.code)


@transaction.atomic
def change_point(point: RiskPoint, *, by: User | None, **changes: Any) -> RiskPoint:
    """Any of FIELDS; a place is given whole."""
    point = lock(point)
    require("change", point, by)
    if point.withdrawn_at:
        raise StepRefused("这个风险点已经撤销，不能修改。")
    changes = _texts(only(changes, *FIELDS))
    place = {name: changes.get(name, getattr(point, name)) for name in ("longitude", "latitude")}
    if wrong := places.faults(point.division, **place):
        raise ValidationError(wrong)
    if "kind" in changes:
        kinds.check_kind(changes["kind"], point.division_id, kinds_at(point.division_id))
    amend(point, by=by, **changes)
    return point


@transaction.atomic
def withdraw(point: RiskPoint, *, by: User | None, reason: str) -> RiskPoint:
    """撤销: the risk is gone, or it was never there. Hazards found there keep naming it."""
    reason = needed("reason", "撤销理由", reason, 200)
    point = lock(point)
    require("withdraw", point, by)
    if point.withdrawn_at:
        raise StepRefused("这个风险点已经撤销。")
    point.withdrawn_at, point.withdrawn_reason = timezone.now(), reason
    point.save()
    record("riskpoint.withdraw", point, by=by)
    return point


def _texts(given: dict[str, Any]) -> dict[str, Any]:
    checks = {"name": (needed, "名称", 60), "address": (needed, "地点", 120), "measures": (allowed, "防控措施", 400)}
    for field, (check, label, limit) in checks.items():
        if field in given:
            given[field] = check(field, label, given[field], limit)
    return given
