"""A case goes over and comes back; what the officer decides about it. The department's work is done there meanwhile."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions import steps
from cases.bridge.flows import CROSSING
from cases.bridge.models import Crossing, Delivery, Platform
from cases.bridge.words import event_body
from cases.models import Case, CaseEntry
from governance.access import codes
from governance.access.filing import require
from governance.access.models import User
from governance.access.scoping import can
from governance.audit.log import record
from governance.flow.machine import StepForbidden, StepRefused
from governance.jobs import outbox
from governance.vault.texts import needed

S = Crossing.State
CARRY = "bridge.carry"


@transaction.atomic
def send_out(case: Case, *, platform: Platform, by: User | None) -> Crossing:
    """Dispatch `case` to the department that stands for `platform`, and put it on its way."""
    crossing = Crossing(
        case=case, platform=platform, division_id=case.division_id, direction=Crossing.Direction.OUT, created_by=by
    )
    require("add", crossing, by)
    if not platform.takes or platform.division_id not in [case.division_id, *codes.ancestors(case.division_id)]:
        raise ValidationError({"platform": "这个平台不接收本区的工单，或已停用。"})
    assert platform.department is not None  # a platform that takes cases has one
    steps.dispatch(case, by=by, department=platform.department)
    crossing.full_clean(exclude=["division", "created_by"])
    crossing.save(force_insert=True)
    tell_story(case, f"转往{platform.name}办理。", by=by)
    record("crossing.added", crossing, by=by, case=str(case.pk), platform=str(platform.pk))
    _put(crossing, topic="case")
    return crossing


@transaction.atomic
def confirm(crossing: Crossing, *, by: User) -> Case:
    """采用对方的结果: the officer answers for it as the handler, so somebody else checks it."""
    _expect(crossing, by, Crossing.Outcome.DONE)
    return steps.finish(crossing.case, by=by, result=crossing.result or "对方平台已办理。")


@transaction.atomic
def redo(crossing: Crossing, *, by: User | None, reason: str, seq: int | None = None) -> Crossing:
    """Not good enough: the other platform is asked to work on it again."""
    reason = needed("reason", "理由", reason, 200)
    if by is not None:
        _expect(crossing, by, Crossing.Outcome.DONE)
    with CROSSING.step("redo", crossing, by=by) as crossing:
        crossing.outcome, crossing.result, crossing.returned_at = "", "", None
    tell(crossing, "rework", seq=seq, text=reason)
    return crossing


@transaction.atomic
def take_back(crossing: Crossing, *, by: User, reason: str) -> Crossing:
    """The case is ours again, to be dispatched anew: called back, or after the other platform would not have it."""
    reason = needed("reason", "理由", reason, 200)
    if crossing.direction != Crossing.Direction.OUT:
        raise StepRefused("转入的工单不能撤回转出。")
    case = Case.objects.get(pk=crossing.case_id)
    (steps.refuse if case.state == Case.State.DISPATCHED else steps.give_back)(case, by=by, reason=reason)
    return end(crossing, by=by, event="withdrawn", text=reason)


@transaction.atomic
def end(crossing: Crossing, *, by: User | None, event: str = "", seq: int | None = None, text: str = "") -> Crossing:
    """Over, in whatever state it is; with `event` the other platform is told."""
    name = "close" if crossing.state == S.RETURNED else "recall"
    with CROSSING.step(name, crossing, by=by) as crossing:
        crossing.closed_at = timezone.now()
    if event:
        tell(crossing, event, seq=seq, text=text)
    return crossing


@transaction.atomic
def retry(delivery: Delivery, *, by: User) -> Delivery:
    """再试: now, and with all its tries before it."""
    if not can(by, "bridge.change_delivery", delivery):
        raise StepForbidden("您没有重新发送的权限。")
    waiting = Delivery.objects.select_for_update().filter(pk=delivery.pk, delivered_at=None)
    if not waiting.update(next_try_at=timezone.now(), given_up_at=None, attempts=0):
        raise StepRefused("这一条已经送达，不用再发。")
    record("delivery.retried", delivery, by=by)
    delivery.refresh_from_db()
    hurry(delivery)
    return delivery


def tell(crossing: Crossing, event: str, *, seq: int | None = None, **more: Any) -> None:
    """Put an event of a crossing on its way; with `seq`, once."""
    if crossing.outside_number or crossing.direction == Crossing.Direction.OUT:
        _put(crossing, topic=event, seq=seq, body=event_body(crossing, event, **more))


def tell_story(case: Case, text: str, *, by: User | None = None) -> None:
    CaseEntry.objects.create(case=case, at=timezone.now(), by=by, text=text[:1000])


def hurry(delivery: Delivery) -> None:
    """The outbox wakes the carrier as soon as this is committed; the clock would do so within a minute."""
    outbox.tell(CARRY, platform=str(delivery.platform_id or ""), webhook=str(delivery.webhook_id or ""))


def _put(crossing: Crossing, *, topic: str, seq: int | None = None, body: dict[str, Any] | None = None) -> None:
    delivery = Delivery(
        platform_id=crossing.platform_id,
        crossing=crossing,
        division_id=crossing.division_id,
        topic=topic,
        seq=seq,
        body=body or {},
    )
    Delivery.objects.bulk_create([delivery], ignore_conflicts=True)
    hurry(delivery)


def _expect(crossing: Crossing, by: User, outcome: str) -> None:
    if not can(by, "bridge.change_crossing", crossing):
        raise StepForbidden("您没有办理平台互转的权限。")
    if crossing.direction != Crossing.Direction.OUT or crossing.state != S.RETURNED or crossing.outcome != outcome:
        raise StepRefused("对方还没有回转办理结果。请刷新后再看。")
