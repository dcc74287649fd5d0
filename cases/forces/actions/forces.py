"""Setting up a force, who is of it, running and closing it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.forces.flows import FORCE
from cases.forces.models import Force, Member
from cases.forces.selectors import grounds_of, people_of
from governance.access.filing import amend, file, lock, only, require
from governance.access.models import Division, User
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.flow.machine import StepRefused
from governance.jobs import inbox
from governance.vault.texts import allowed, needed


@transaction.atomic
def set_up(
    *, division: Division, kind: str, name: str, place: str, by: User | None, phone: str = "",
    grounds: Iterable[Division] = (), id: uuid.UUID | None = None,
) -> Force:  # fmt: skip
    """`grounds`: units right below that it is bound to; none means all. Raises PermissionDenied, or ValidationError by field."""
    force = Force(id=id or uuid7(), division=division, kind=kind)
    require("add", force, by)
    if division.valid_until:
        raise ValidationError({"division": "须登记在现有的区划。"})
    given = {"name": name, "place": place, "phone": phone}
    for field, text in _texts(given).items():
        setattr(force, field, text)
    bound = _bound(division, grounds)
    file(force, by=by, kind=kind, grounds=[one.pk for one in bound])
    force.grounds.set(bound)
    return force


@transaction.atomic
def change(force: Force, *, by: User | None, **changes: Any) -> Force:
    """Name, place, phone and grounds of a force that is not closed."""
    given = only(changes, "name", "place", "phone", "grounds")
    force = lock(force)
    require("change", force, by)
    _enforce_open(force)
    amend(force, by=by, **_texts({name: given[name] for name in given if name != "grounds"}))
    if "grounds" in given:
        bound = _bound(force.division, given["grounds"])
        force.grounds.set(bound)
        record("force.bound", force, by=by, grounds=[one.pk for one in bound])
    return force


@transaction.atomic
def join(force: Force, *, person: User, by: User | None, kind: str = Member.Kind.STANDING, lead: bool = False) -> Force:
    """Somebody who works at the force's own division; a force has one lead."""
    force = lock(force)
    require("join", force, by)
    _enforce_open(force)
    if not people_of(force.division_id).filter(pk=person.pk).exists():
        raise ValidationError({"person": "队员须是本单位在岗的工作人员。"})
    member = Member(force=force, person=person, kind=kind, lead=lead, since=timezone.now())
    member.full_clean()
    member.save()
    record("force.joined", force, by=by, person=str(person.pk), kind=kind, lead=lead)
    inbox.notify(
        [person], f"您已加入{force.name}（{member.get_kind_display()}）。", url=force.get_absolute_url(), kind="force"
    )
    return force


@transaction.atomic
def leave(force: Force, *, person: User, by: User | None) -> Force:
    """A running force keeps its lead until another is named or it is closed."""
    force = lock(force)
    require("leave", force, by)
    member = _member(force, person)
    if member is None:
        raise ValidationError({"person": "这个人不在队里，请刷新后再看。"})
    if member.lead and force.state == Force.State.RUNNING:
        raise StepRefused("运行中的力量不能没有负责人，请先换人（“换负责人”）或撤并。")
    member.until = timezone.now()
    member.save()
    record("force.left", force, by=by, person=str(person.pk))
    return force


@transaction.atomic
def put_in_charge(force: Force, *, person: User, by: User | None) -> Force:
    """换负责人: a member takes over from whoever led."""
    force = lock(force)
    require("lead", force, by)
    _enforce_open(force)
    member = _member(force, person)
    if member is None:
        raise ValidationError({"person": "负责人须先是队员。"})
    force.members.filter(until=None, lead=True).update(lead=False)
    member.lead = True
    member.save()
    record("force.led", force, by=by, person=str(person.pk))
    return force


def staff(force: Force, *, by: User | None) -> Force:
    return FORCE.take("staff", force, by=by)


def run(force: Force, *, by: User | None) -> Force:
    with FORCE.step("run", force, by=by) as force:
        force.running_since = timezone.now()
    return force


def close(force: Force, *, by: User | None, reason: str) -> Force:
    """撤并: its people are free again."""
    text = needed("reason", "撤并理由", reason, 200)
    with FORCE.step("close", force, by=by) as force:
        if busy := force.callouts.open().count():
            raise StepRefused(f"还有 {busy} 次出动没有结束，请先处置或取消。")
        force.closed_at, force.closed_reason = timezone.now(), text
        force.members.filter(until=None).update(until=force.closed_at)
    return force


def _member(force: Force, person: User) -> Member | None:
    return next((one for one in force.team if one.person_id == person.pk), None)


def _enforce_open(force: Force) -> None:
    if force.withdrawn_at or force.state == Force.State.CLOSED:
        raise StepRefused("已撤并的力量不能再改。")


def _texts(given: dict[str, str]) -> dict[str, str]:
    words = {"name": ("名称", 60), "place": ("驻地", 60)}
    checked = {name: needed(name, *words[name][:1], given[name], words[name][1]) for name in words if name in given}
    return checked | ({"phone": allowed("phone", "值班电话", given["phone"], 20)} if "phone" in given else {})


def _bound(division: Division, grounds: Iterable[Division]) -> list[Division]:
    asked = {one.pk for one in grounds}
    found = [one for one in grounds_of(division) if one.pk in asked]
    if len(found) != len(asked):
        raise ValidationError({"grounds": "管辖单位须是本单位现有的下级。"})
    return found
