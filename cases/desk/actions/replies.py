"""Upkeep of reply templates. Their places are checked when they are written, so that none surprises later."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from cases.desk.models import ReplyTemplate
from cases.desk.places import unknown_places
from governance.access import codes
from governance.access.models import Division, User
from governance.access.scoping import can, can_in
from governance.audit.log import record
from governance.flow.machine import StepForbidden
from governance.vault.texts import needed

FIELDS = ("step", "category", "title", "text", "order", "active")


@transaction.atomic
def add(*, division: Division, by: User, **fields: Any) -> ReplyTemplate:
    """`fields` are those of FIELDS. Raises StepForbidden, or ValidationError by field."""
    if not can_in(by, "desk.add_replytemplate", division.code):
        raise StepForbidden("您不能在这里增加回复模板。")
    reply = ReplyTemplate(division=division)
    _write(reply, fields)
    record("reply.add", reply, by=by, step=reply.step)
    return reply


@transaction.atomic
def change(reply: ReplyTemplate, *, by: User, **fields: Any) -> ReplyTemplate:
    if not can(by, "desk.change_replytemplate", reply):
        raise StepForbidden("这个模板由上级维护，您可以另建本街道的。")
    _write(reply, fields)
    record("reply.change", reply, by=by, step=reply.step, active=reply.active)
    return reply


def _write(reply: ReplyTemplate, fields: dict[str, Any]) -> None:
    for name in fields.keys() & set(FIELDS):
        setattr(reply, name, fields[name])
    reply.title = needed("title", "名称", reply.title, 30)
    reply.text = needed("text", "内容", reply.text, 500 if reply.step == ReplyTemplate.Step.FINISH else 200)
    if unknown := unknown_places(reply.text):
        raise ValidationError({"text": f"没有“{{{unknown[0]}}}”这个空，请用列出的几个。"})
    if reply.category and reply.category.division_id not in [reply.division_id, *codes.ancestors(reply.division_id)]:
        raise ValidationError({"category": "请选本区在用的类别。"})
    reply.full_clean()
    reply.save()
