"""The app's menu entries, its part of the search and of a household's history."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from governance.access.models import User
from governance.vault import masks
from governance.web import nav
from governance.web.gather import Hit, Line, register_history, register_search
from neighborhoods import looks
from neighborhoods.models import Activity, Center, Participation
from neighborhoods.selectors import LEAST, find_households

nav.register(
    nav.NavItem(
        nav.DAILY, "居民与房屋", "house", "neighborhoods:list", "neighborhoods.view_household",
        tabbar=True, order=30, short="居民",
    )
)  # fmt: skip

for _label, _icon, _url, _needs, _order in (
    ("睦邻中心", "cup-hot", "centers", "center", 10),
    ("活动", "calendar-plus", "activities", "activity", 20),
    ("睦邻楼组", "house-add", "groups", "buildinggroup", 30),
    ("联席会议", "people", "meetings", "jointmeeting", 40),
):
    nav.register(
        nav.NavItem(nav.TOGETHER, _label, _icon, f"neighborhoods:{_url}", f"neighborhoods.view_{_needs}", order=_order)
    )


def search(user: User, text: str, most: int) -> list[Hit]:
    return [
        Hit(
            one.address.text, " · ".join([*(resident.masked_name for resident in one.living), str(one.division)]),
            one.get_absolute_url(), "house",
        )
        for one in find_households(user, text, most)
    ]  # fmt: skip


def search_centers(user: User, text: str, most: int) -> list[Hit]:
    if len(text) < LEAST:
        return []
    found = Center.objects.visible_to(user).standing().for_list().filter(name__contains=text)[:most]
    return [Hit(one.name, f"{one.division} · {one.address}", one.get_absolute_url(), "cup-hot") for one in found]


def search_activities(user: User, text: str, most: int) -> list[Hit]:
    if len(text) < LEAST:
        return []
    found = Activity.objects.visible_to(user).standing().for_list().filter(title__contains=text)[:most]
    return [
        Hit(one.title, f"{timezone.localtime(one.starts_at):%Y-%m-%d %H:%M} · {one.division}", one.get_absolute_url(), "calendar-plus")
        for one in found
    ]  # fmt: skip


def activities_of(user: User, household: uuid.UUID, most: int) -> list[Line]:
    """Activities that somebody of the household came to."""
    came = Participation.objects.visible_to(user).came().filter(resident__household=household)
    found: Any = came.select_related("activity", "resident").order_by("-checked_in_at")[:most]
    return [
        Line(
            one.checked_in_at, f"参加活动：{one.activity}", masks.name(one.resident.name), one.activity.get_absolute_url(),
            "calendar-check", looks.ACTIVITY[one.activity.state],
        )
        for one in found
    ]  # fmt: skip


register_search("住户", search)
register_search("睦邻中心", search_centers)
register_search("活动", search_activities)
register_history("activities", activities_of)
