"""人事变动: joining, transfer and leaving, from the application to the two words that decide."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access.filing import amend, file, lock, only, require
from governance.access.models import Division, User
from governance.audit.ids import uuid7
from workers.actions import effects, notices, numbers, register
from workers.establishment import too_many
from workers.flows import CHANGE
from workers.lookups import PLACES, current_posting, district_of, posts_at, street_of
from workers.models import Change, Post, Posting, Worker

AHEAD = timedelta(days=366)
WORKING = (Worker.State.ACTIVE, Worker.State.ON_LEAVE)


@transaction.atomic
def join(
    division: Division, *, by: User | None, post: Post, effective_on: date, note: str = "",
    id: uuid.UUID | None = None, **person: Any,
) -> Change:  # fmt: skip
    """入职 of somebody new: `name sex birth_date education id_number phone skills`. Enters the register as a draft."""
    worker = Worker(number=numbers.draw()[0], division=division)
    require("add", worker, by)
    for field, value in register.checked(worker, only(person, *register.FIELDS)).items():
        setattr(worker, field, value)
    file(worker, by=by)
    return _apply(
        worker, by=by, kind=Change.Kind.JOIN, to=division, post=post, effective_on=effective_on, note=note, id=id
    )


@transaction.atomic
def rejoin(
    worker: Worker, *, by: User | None, to: Division, post: Post, effective_on: date, note: str = "",
    id: uuid.UUID | None = None,
) -> Change:  # fmt: skip
    """入职 of somebody who had left."""
    worker = lock(worker)
    require("change", worker, by)
    if worker.state != Worker.State.EXITED:
        raise ValidationError("这位社区工作者没有离职，不用再办入职。")
    register.refuse_twice(worker, worker.id_number)
    last = worker.postings.standing().order_by("-until").first()
    if last is not None and last.until and effective_on < last.until:
        raise ValidationError({"effective_on": f"上次任职到 {last.until} 为止，生效日期不能更早。"})
    return _apply(worker, by=by, kind=Change.Kind.JOIN, to=to, post=post, effective_on=effective_on, note=note, id=id)


@transaction.atomic
def transfer(
    worker: Worker, *, by: User | None, to: Division, post: Post, effective_on: date, note: str = "",
    id: uuid.UUID | None = None,
) -> Change:  # fmt: skip
    """转岗 to another place or post of the same district."""
    worker = _locked(worker, by)
    now = _posting(worker, effective_on)
    if (to.pk, post.pk) == (now.division_id, now.post_id):
        raise ValidationError({"to": "去向和岗位都和现在一样，不用办转岗。"})
    if district_of(to.pk) != district_of(worker.division_id):
        raise ValidationError({"to": "只能在本区之内转岗。"})
    kind = Change.Kind.TRANSFER
    return _apply(worker, by=by, kind=kind, to=to, post=post, effective_on=effective_on, note=note, id=id)


@transaction.atomic
def leave(
    worker: Worker, *, by: User | None, ending: str, effective_on: date, note: str = "", id: uuid.UUID | None = None
) -> Change:
    """离职 for a reason: resigned, dismissed, retired or other. `effective_on` is the first day no longer posted."""
    worker = _locked(worker, by)
    _posting(worker, effective_on)
    if ending not in Posting.LEAVING:
        raise ValidationError({"ending": "请选择离职原因。"})
    kind = Change.Kind.LEAVE
    return _apply(worker, by=by, kind=kind, ending=ending, effective_on=effective_on, note=note, id=id)


def procedure_of(kind: str, *, here: str, to: str, ending: str) -> Change.Procedure:
    """备案 for a transfer within one street and for retirement, 审批 for everything else."""
    inside = kind == Change.Kind.TRANSFER and street_of(here) == street_of(to)
    return Change.Procedure.FILING if inside or ending == Posting.Ending.RETIRED else Change.Procedure.APPROVAL


def submit(change: Change, *, by: User) -> Change:
    with CHANGE.step("submit", change, by=by) as change:
        notices.tell_street(change)
    return change


def approve(change: Change, *, by: User) -> Change:
    """The street's word: 街道同意, or 街道核对 for what is filed."""
    with CHANGE.step("approve", change, by=by) as change:
        change.street_by, change.street_at = by, timezone.now()
        notices.tell_district(change)
    return change


@transaction.atomic
def decide(change: Change, *, by: User) -> Change:
    """The district's word. Takes effect at once when its day has come, else on that day."""
    with CHANGE.step("decide", change, by=by) as change:
        if full := too_many(change, lock=True):
            raise ValidationError(full)
        change.district_by, change.district_at = by, timezone.now()
        notices.tell_decided(change)
    return effects.take_effect(change) if change.effective_on <= timezone.localdate() else change


def reject(change: Change, *, by: User, reason: str) -> Change:
    reason = reason.strip()
    if not 1 <= len(reason) <= 200:
        raise ValidationError({"reason": "请写明不同意的理由，最多 200 个字。"})
    with CHANGE.step("reject", change, by=by) as change:
        change.reason = reason
        _let_go(change, by)
        notices.tell_rejected(change)
    return change


def recall(change: Change, *, by: User) -> Change:
    with CHANGE.step("recall", change, by=by) as change:
        _let_go(change, by)
    return change


def _apply(
    worker: Worker, *, by: User | None, kind: str, effective_on: date, note: str, id: uuid.UUID | None,
    to: Division | None = None, post: Post | None = None, ending: str = "",
) -> Change:  # fmt: skip
    if effective_on > timezone.localdate() + AHEAD:
        raise ValidationError({"effective_on": "生效日期最多提前一年。"})
    if to is not None:
        _check_destination(to, post)
    here = to.pk if kind == Change.Kind.JOIN and to else worker.division_id
    change = Change(
        id=id or uuid7(), division_id=here, kind=kind, worker=worker, to_division=to, to_post=post, ending=ending,
        effective_on=effective_on, note=note.strip(),
        procedure=procedure_of(kind, here=here, to=to.pk if to else "", ending=ending),
    )  # fmt: skip
    return file(change, by=by, worker=worker.pk, kind=kind)


def _locked(worker: Worker, by: User | None) -> Worker:
    worker = lock(worker)
    require("add", Change(division_id=worker.division_id), by)
    return worker


def _posting(worker: Worker, effective_on: date) -> Posting:
    """The posting that a change would end. Locked by its worker."""
    now = current_posting(worker)
    if worker.state not in WORKING or now is None:
        raise ValidationError("这位社区工作者现在没有任职，不能转岗或离职。")
    if effective_on <= now.since:
        raise ValidationError({"effective_on": f"现任职从 {now.since} 开始，生效日期要晚于这一天。"})
    return now


def _check_destination(to: Division, post: Post | None) -> None:
    if to.level not in PLACES:
        raise ValidationError({"to": "去向应为街镇或居村。"})
    if post is None or post.pk not in {one.pk for one in posts_at(to.pk)}:
        raise ValidationError({"post": "这里没有这个岗位，或已停用。"})


def _let_go(change: Change, by: User | None) -> None:
    """Who never came is taken out of the register again."""
    if change.kind == Change.Kind.JOIN and change.worker.state == Worker.State.DRAFT:
        worker = lock(change.worker)
        amend(worker, by=by, verb="withdrawn", withdrawn_at=timezone.now(), withdrawn_reason="入职未办成")
