"""首问接待: answering it, handing it over, and what the other side says to that."""

from __future__ import annotations

from itertools import chain

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from governance.access.models import Department, Division, ScopedModel, User
from governance.audit.log import record
from governance.flow.workdays import add_workdays
from governance.jobs.inbox import notify
from governance.vault.texts import allowed, needed
from visits.flows import HANDOVER, RECEPTION
from visits.models import Handover, Reception, Visit

DAYS = 5  # working days to answer or to be rid of it


def receive(visit: Visit, *, by: User, answer: str = "") -> Reception:
    """Part of filing a reception: `by` is the first receiver. With an `answer` the matter is settled on the spot."""
    answer = allowed("answer", "当场答复", answer, 200)
    state = Reception.State.ANSWERED if answer else Reception.State.RECEIVED
    reception = Reception(
        visit=visit, division=visit.division, receiver=by, created_by=by, state=state, answer=answer,
        due_at=add_workdays(visit.visited_at, DAYS), settled_at=visit.visited_at if answer else None,
    )  # fmt: skip
    reception.save(force_insert=True)
    record("reception.receive", reception, by=by, answered=bool(answer))
    return reception


def answer(reception: Reception, *, by: User, answer: str) -> Reception:
    with RECEPTION.step("answer", reception, by=by) as taken:
        taken.answer, taken.settled_at = needed("answer", "答复", answer, 200), timezone.now()
    return taken


@transaction.atomic
def hand_over(
    reception: Reception, *, by: User, matter: str, division: Division | None = None, department: Department | None = None,
    taker: User | None = None,
) -> Reception:  # fmt: skip
    """To a department, to a committee or street, or to one person there. Until they confirm, it stays with `by`."""
    where = department.division if department else division
    if where is None or (department and division):
        raise ValidationError({"to": "请选一个接手的部门，或一个居委、街镇。"})
    if taker and not taker.memberships.filter(until=None, division=where).exists():
        raise ValidationError({"taker": "接手人不在所选的单位，请重新选择。"})
    if taker == by:
        raise ValidationError({"taker": "不能移交给自己。"})
    with RECEPTION.step("hand_over", reception, by=by, to=department.code if department else where.code) as taken:
        handover = Handover(
            reception=taken, division=where, department=department, taker=taker, created_by=by,
            matter=needed("matter", "移交的事项", matter, 200),
        )  # fmt: skip
        handover.full_clean()
        handover.save(force_insert=True)
    if taker:
        notify([taker], "有一件首问接待移交给您，请确认是否接手。", url=reverse("visits:handovers"), kind="reception")
    return taken


@transaction.atomic
def take_back(reception: Reception, *, by: User) -> Reception:
    """The first receiver thinks better of it while nobody has confirmed."""
    with RECEPTION.step("take_back", reception, by=by) as taken:
        for handover in taken.handovers.waiting().select_for_update(of=("self",)):
            handover.withdrawn_at, handover.withdrawn_reason = timezone.now(), "首问人收回"
            handover.save()
    return taken


@transaction.atomic
def confirm(handover: Handover, *, by: User) -> Handover:
    """Who takes over says so; only now the first receiver is free."""
    with HANDOVER.step("confirm", handover, by=by) as taken:
        taken.decided_at, taken.decided_by = timezone.now(), by
    with RECEPTION.step("be_taken", taken.reception, by=None, handover=str(taken.pk)) as reception:
        reception.settled_at = timezone.now()
    _tell(taken, "已确认接手。")
    return taken


@transaction.atomic
def give_back(handover: Handover, *, by: User, reason: str) -> Handover:
    with HANDOVER.step("return", handover, by=by) as taken:
        taken.decided_at, taken.decided_by = timezone.now(), by
        taken.reason = needed("reason", "退回理由", reason, 200)
    RECEPTION.take("take_back", taken.reception, by=None)
    _tell(taken, "没有接手，退回给您。")
    return taken


def waiting_of(visit: Visit) -> list[ScopedModel]:
    """What is withdrawn together with a visit."""
    found = Reception.objects.filter(visit=visit, withdrawn_at=None)
    waiting = Handover.objects.waiting().filter(reception__visit=visit)
    return list(chain(found.select_for_update(of=("self",)), waiting.select_for_update(of=("self",))))


def _tell(handover: Handover, words: str) -> None:
    reception = handover.reception
    notify([reception.receiver], f"首问接待：{handover.to}{words}", url=reception.get_absolute_url(), kind="reception")
