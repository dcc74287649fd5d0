"""The roster: planning a turn, taking over, handing over."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.hazards.flows import WATCH
from cases.hazards.models import Crisis, Watch
from cases.hazards.selectors import people_at
from governance.access import codes
from governance.access.filing import file, lock, require
from governance.access.models import Division, User
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.flow.machine import StepRefused
from governance.jobs import inbox
from governance.vault.texts import allowed, needed

LONGEST = timedelta(days=31)
EARLY = timedelta(hours=1)


@transaction.atomic
def plan(
    *, division: Division, person: User, place: str, starts_at: datetime, ends_at: datetime, by: User | None,
    kind: str = Watch.Kind.ROTATING, phone: str = "", crisis: Crisis | None = None, id: uuid.UUID | None = None,
) -> Watch:  # fmt: skip
    """One turn of one person, who is told. Raises PermissionDenied, or ValidationError by field."""
    watch = Watch(
        id=id or uuid7(),
        division=division,
        person=person,
        kind=kind,
        crisis=crisis,
        starts_at=starts_at,
        ends_at=ends_at,
    )
    require("add", watch, by)
    _check(watch)
    watch.place = needed("place", "值班地点", place, 60)
    watch.phone = _office_phone(phone)
    file(watch, by=by, person=str(person.pk))
    text = f"{timezone.localtime(starts_at):%m-%d %H:%M} 至 {timezone.localtime(ends_at):%m-%d %H:%M} 在{watch.place}值班。"
    inbox.notify([person], text, url=watch.get_absolute_url(), kind="watch")
    return watch


def begin(watch: Watch, *, by: User | None) -> Watch:
    """上岗, an hour before the turn at the earliest."""
    with WATCH.step("begin", watch, by=by) as watch:
        now = timezone.now()
        if now < watch.starts_at - EARLY:
            raise StepRefused("还没有到值班时间，最早提前 1 小时上岗。")
        watch.began_at = now
    return watch


def hand_over(watch: Watch, *, by: User | None, handover: str) -> Watch:
    """交接: what happened and what is still open, for whoever is next."""
    text = needed("handover", "交接记录", handover, 1000)
    with WATCH.step("hand_over", watch, by=by) as watch:
        watch.handover, watch.handed_over_at = text, timezone.now()
    return watch


@transaction.atomic
def withdraw(watch: Watch, *, by: User | None, reason: str) -> Watch:
    """Taken off the roster before it began."""
    reason = needed("reason", "撤回理由", reason, 200)
    watch = lock(watch)
    require("withdraw", watch, by)
    if watch.withdrawn_at or watch.state != Watch.State.PLANNED:
        raise StepRefused("已经上岗、交接或撤回的值班不能撤回。")
    watch.withdrawn_at, watch.withdrawn_reason = timezone.now(), reason
    watch.save()
    record("watch.withdraw", watch, by=by)
    inbox.notify(
        [watch.person], f"{timezone.localtime(watch.starts_at):%m-%d %H:%M} 的值班已取消：{reason}", kind="watch"
    )
    return watch


def _check(watch: Watch) -> None:
    wrong = {}
    if watch.division.valid_until:
        wrong["division"] = "须登记在现有的区划。"
    if not watch.starts_at < watch.ends_at <= watch.starts_at + LONGEST:
        wrong["ends_at"] = "值班的结束要晚于开始，一次不超过 31 天。"
    if watch.person.pk not in {one.pk for one in people_at(watch.division_id)}:
        wrong["person"] = "值班人须是本区划在岗的工作人员。"
    line = [watch.division_id, *codes.ancestors(watch.division_id)]
    if watch.crisis is not None and (watch.crisis.division_id not in line or not watch.crisis.is_open()):
        wrong["crisis"] = "请选本区划或上级还没有解除的危机。"
    if wrong:
        raise ValidationError(wrong)


def _office_phone(phone: str) -> str:
    """The duty room's line, shown to all: a mobile number is somebody's own."""
    return allowed("phone", "值班电话", phone, 20)
