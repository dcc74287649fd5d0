"""What the committee itself does about a need that became no case."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access.models import User
from governance.access.scoping import can
from governance.audit.log import record
from governance.vault.texts import allowed
from visits.models import Need


@transaction.atomic
def resolve(need: Need, *, by: User, outcome: str) -> Need:
    """The need is met. Written once: who asks again raises a new need."""
    need = _locked(need, by)
    need.outcome = allowed("outcome", "办结情况", outcome, 200)
    if len(need.outcome) < 2:
        raise ValidationError({"outcome": "请写明怎么办结的。"})
    need.resolved_at, need.resolved_by, need.follow_up_on = timezone.now(), by, None
    need.full_clean()
    need.save()
    record("need.resolve", need, by=by)
    return need


@transaction.atomic
def follow_up(need: Need, *, by: User, on: date) -> Need:
    """Put the next look at a need on another day."""
    need = _locked(need, by)
    if on < timezone.localdate():
        raise ValidationError({"on": "回访日期不能早于今天。"})
    need.follow_up_on = on
    need.save()
    record("need.follow_up", need, by=by, on=on)
    return need


def _locked(need: Need, by: User) -> Need:
    if not can(by, "visits.change_need", need):
        raise PermissionDenied("您没有办理这项需求的权限。")
    need = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if need.case_id:
        raise ValidationError("这项需求已转成工单，以工单办理为准。")
    if need.resolved_at or need.withdrawn_at:
        raise ValidationError("这项需求已经办结或撤回。")
    return need
