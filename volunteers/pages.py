"""What the app brings to pages that gather: menu entries, the search, a household's history."""

from __future__ import annotations

import uuid
from typing import Any

from governance.access.models import User
from governance.web import nav
from governance.web.gather import Hit, Line, register_history, register_search
from volunteers.looks import RECORDS
from volunteers.models import ServiceRecord, Volunteer
from volunteers.selectors import matching


def search(user: User, text: str, most: int) -> list[Hit]:
    found = Volunteer.objects.visible_to(user).filter(matching(user, text)).select_related("resident", "division")
    return [
        Hit(one.masked_name, f"{one.number} {one.division.short_name}", one.get_absolute_url(), "heart-fill")
        for one in found.order_by("number")[:most]
    ]


def history(user: User, household: uuid.UUID, most: int) -> list[Line]:
    """The service of those who live or lived there."""
    rows: Any = ServiceRecord.objects.visible_to(user).standing().filter(volunteer__resident__household=household)
    rows = rows.exclude(checked_in_at=None).for_list().order_by("-checked_in_at")[:most]
    return [
        Line(
            row.checked_in_at, f"志愿服务：{row.shift.project.title}", f"{row.volunteer.masked_name} {row.volunteer.number}",
            row.get_absolute_url(), "heart-fill", RECORDS[row.state],
        )
        for row in rows
    ]  # fmt: skip


VIEW = "volunteers.view_volunteer"
nav.register(nav.NavItem(nav.PEOPLE, "志愿者", "heart-fill", "volunteers:list", VIEW, order=10))
nav.register(
    nav.NavItem(nav.PEOPLE, "志愿服务项目", "calendar-plus", "volunteers:projects", "volunteers.view_project", order=12)
)
nav.register(
    nav.NavItem(nav.PEOPLE, "志愿服务时长", "clock-history", "volunteers:hours", "volunteers.view_hourentry", order=14)
)
register_search("志愿者", search)
register_history("volunteers", history)
