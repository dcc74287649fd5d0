"""A crisis through its stages. Each switch ends one span and begins the next, with who and why; the stage sets the duty mode."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.hazards.actions import kinds
from cases.hazards.flows import CRISIS
from cases.hazards.models import Crisis, CrisisStage, RiskKind
from cases.hazards.selectors import kinds_at
from governance.access.filing import file, lock, require
from governance.access.models import Division, User
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.flow.machine import StepRefused
from governance.jobs import outbox
from governance.vault.texts import needed

PLACES = (Division.Level.DISTRICT, Division.Level.SUBDISTRICT, Division.Level.COMMITTEE)


@transaction.atomic
def declare(
    *, division: Division, kind: RiskKind, title: str, reason: str, by: User | None, id: uuid.UUID | None = None
) -> Crisis:
    """潜伏期 begins now. Known to all below `division`."""
    now = timezone.now()
    crisis = Crisis(id=id or uuid7(), division=division, kind=kind, began_at=now)
    require("add", crisis, by)
    if division.level not in PLACES or division.valid_until:
        raise ValidationError({"division": "公共危机须登记在现有的区、街镇或居委。"})
    kinds.check_kind(kind, division.code, kinds_at(division.code))
    crisis.title = needed("title", "名称", title, 60)
    reason = needed("reason", "理由", reason, 400)
    file(crisis, by=by, kind=kind.code)
    _begin(crisis, now, by, reason)
    return crisis


def develop(crisis: Crisis, *, by: User | None, reason: str) -> Crisis:
    return _switch("develop", crisis, by, reason)


def erupt(crisis: Crisis, *, by: User | None, reason: str) -> Crisis:
    return _switch("erupt", crisis, by, reason)


def recover(crisis: Crisis, *, by: User | None, reason: str) -> Crisis:
    return _switch("recover", crisis, by, reason)


def lift(crisis: Crisis, *, by: User | None, reason: str) -> Crisis:
    """解除: back to normal."""
    return _switch("lift", crisis, by, reason)


@transaction.atomic
def withdraw(crisis: Crisis, *, by: User | None, reason: str) -> Crisis:
    """Declared by mistake: only while nothing followed from it."""
    reason = needed("reason", "撤回理由", reason, 200)
    crisis = lock(crisis)
    require("withdraw", crisis, by)
    if crisis.withdrawn_at or crisis.state != Crisis.State.LATENT:
        raise StepRefused("只有潜伏期的危机可以撤回；以后的请进入恢复期再解除。")
    crisis.withdrawn_at, crisis.withdrawn_reason = timezone.now(), reason
    crisis.save()
    crisis.stages.update(until=crisis.withdrawn_at, withdrawn_at=crisis.withdrawn_at, withdrawn_reason=reason)
    record("crisis.withdraw", crisis, by=by)
    return crisis


def _switch(name: str, crisis: Crisis, by: User | None, reason: str) -> Crisis:
    reason = needed("reason", "切换理由", reason, 400)
    details: dict[str, Any] = {"mode": Crisis.MODES[Crisis.State(CRISIS.steps[name].target)].value}
    with transaction.atomic():
        with CRISIS.step(name, crisis, by=by, **details) as crisis:
            now = timezone.now()
            crisis.stages.filter(until=None).update(until=now)
            if crisis.state == Crisis.State.OVER:
                crisis.over_at = now
        _begin(crisis, now, by, reason)
        outbox.tell("crisis.switched", key=f"{crisis.pk}:{crisis.version}", crisis=str(crisis.pk))
    return crisis


def _begin(crisis: Crisis, now: Any, by: User | None, reason: str) -> None:
    """Being over is a moment, told like a stage that ends as it begins."""
    CrisisStage.objects.create(
        crisis=crisis, division_id=crisis.division_id, stage=crisis.state, mode=crisis.mode, since=now,
        until=now if crisis.state == Crisis.State.OVER else None, by=by, reason=reason, created_by=by,
    )  # fmt: skip
