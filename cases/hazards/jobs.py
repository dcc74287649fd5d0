"""Word of a hazard to the department that must rectify it, and of a crisis's stage to everybody below."""

from __future__ import annotations

from cases.hazards.models import Crisis, Hazard
from governance.access import codes
from governance.access.models import User
from governance.access.roles import Role
from governance.access.scoping import between
from governance.jobs.inbox import notify
from governance.jobs.models import Message
from governance.jobs.outbox import handles

WORKING = (Role.CLERK, Role.STAFF, Role.SUBDISTRICT_ADMIN, Role.DISTRICT_ADMIN)


@handles("hazard.assessed")
def tell_department(message: Message) -> None:
    hazard = Hazard.objects.get(pk=message.payload["hazard"])
    people = User.objects.filter(
        is_active=True, memberships__until=None, memberships__role=Role.DEPARTMENT, memberships__department=message.payload["department"]
    )  # fmt: skip
    text = f"{hazard.number} {hazard.title}：由您的部门整改，请按期完成。"
    notify(people.distinct(), text, url=hazard.get_absolute_url(), kind="hazard")


@handles("crisis.switched")
def tell_everybody_below(message: Message) -> None:
    crisis = Crisis.objects.select_related("division").get(pk=message.payload["crisis"])
    there = between("memberships__division_id", *codes.within(crisis.division_id))
    people = User.objects.filter(is_active=True, memberships__until=None, memberships__role__in=WORKING, **there)
    text = f"{crisis.title}：{crisis.get_state_display()}，{crisis.division.name}转为{crisis.mode.label}模式。"
    notify(people.distinct(), text, url=crisis.get_absolute_url(), kind="crisis")
