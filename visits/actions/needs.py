"""What the committee itself does about a need that became no case, and what the resident says to that."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions import answers
from governance.access.models import User
from governance.access.scoping import can
from governance.audit.log import record
from governance.vault.texts import allowed
from visits.models import Need, NeedAnswer


@transaction.atomic
def resolve(need: Need, *, by: User, outcome: str) -> Need:
    """The need is met. Written once: who asks again raises a new need."""
    need = _locked(need, by)
    if need.private:
        raise ValidationError("敏感事项须经批准才能办结，请在走访页面申请结案。")
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


@transaction.atomic
def answer(need: Need, *, by: User, solved: bool, satisfaction: int, comment: str = "") -> Need:
    """The resident's word at the end: solved or not, and how satisfied (1 to 5). With a case it is the case's own answer."""
    _require(need, by)
    if need.private and comment.strip():
        raise ValidationError({"comment": "敏感事项不写居民的话，只登记是否解决和满意度。"})
    if need.case:
        answers.answer(need.case, by=by, resolved=solved, satisfaction=satisfaction, comment=comment)
        return need
    need = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if need.withdrawn_at or not need.resolved_at:
        raise ValidationError("这项需求还没有办结，办结后再登记居民的答复。")
    said = NeedAnswer(
        need=need, division_id=need.division_id, answered_at=timezone.now(), by=by, created_by=by, solved=solved,
        satisfaction=satisfaction, comment=allowed("comment", "居民的话", comment, 200),
    )  # fmt: skip
    said.full_clean(exclude=["need", "division", "by", "created_by"])
    said.save(force_insert=True)
    record("need.answer", need, by=by, solved=solved, satisfaction=satisfaction)
    return need


def _require(need: Need, by: User) -> None:
    if not (can(by, "visits.change_need", need) and Need.objects.visible_to(by).filter(pk=need.pk).exists()):
        raise PermissionDenied("您没有办理这项需求的权限。")


def _locked(need: Need, by: User) -> Need:
    _require(need, by)
    need = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if need.case_id:
        raise ValidationError("这项需求已转成工单，以工单办理为准。")
    if need.resolved_at or need.withdrawn_at:
        raise ValidationError("这项需求已经办结或撤回。")
    return need
