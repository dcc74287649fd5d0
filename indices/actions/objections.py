"""A community objects to its own figures while they are open to it; the district answers in words."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access.models import Division, User
from governance.access.scoping import can_in
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.flow.machine import StepRefused
from governance.jobs.inbox import notify
from indices.actions.publishing import district_admins, open_until
from indices.engine.scheme import Scheme as Engine
from indices.flows import OBJECTION
from indices.models import IndexRun, Objection


@transaction.atomic
def object_to(
    run: IndexRun, division: Division, *, by: User, text: str, indicator: str = "", id: uuid.UUID | None = None
) -> Objection:  # fmt: skip
    """File an objection of `division` against one indicator of `run`, or ("") against the whole score."""
    if not can_in(by, "indices.add_objection", division.code):
        raise PermissionDenied("您不能替这个单位提异议。")
    run = IndexRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if not open_until(run, timezone.now()):
        raise StepRefused("这一期不在公示期内，不能提异议。")
    if not run.scores.filter(division=division).exists():
        raise ValidationError({"division": "这个单位不在这一期的指数里。"})
    known = {node.code for node in Engine.from_dict(run.scheme_version.definition).indicators}
    if indicator and indicator not in known:
        raise ValidationError({"indicator": f"这一期的方案里没有指标“{indicator}”。"})
    row = Objection(
        id=id or uuid7(), run=run, division=division, indicator=indicator, text=text.strip(), created_by=by
    )  # fmt: skip
    row.full_clean()
    row.save(force_insert=True)
    record("objection.raise", row, by=by, run=str(run.pk), indicator=indicator)
    _tell_district(row)
    return row


def uphold(row: Objection, *, by: User | None, text: str) -> Objection:
    """成立. Its run must be taken back and computed anew before it can be published."""
    return _answer("uphold", row, by=by, text=text)


def reject(row: Objection, *, by: User | None, text: str) -> Objection:
    return _answer("reject", row, by=by, text=text)


def _answer(step: str, row: Objection, *, by: User | None, text: str) -> Objection:
    """In words, always."""
    if not text.strip():
        raise ValidationError({"text": "请写明答复。"})
    with OBJECTION.step(step, row, by=by) as row:
        row.answer, row.answered_by, row.answered_at = text.strip(), by, timezone.now()
    if row.created_by is not None:
        said = f"您对{row.division.name}指数的异议已答复：{row.get_state_display()}"
        notify([row.created_by], said, url=row.get_absolute_url(), kind="objection")
    return row


def _tell_district(row: Objection) -> None:
    text = f"{row.division.name}对 {row.run.period} 的指数提出异议"
    notify(district_admins(row.run.division_id), text, url=row.get_absolute_url(), kind="objection")
