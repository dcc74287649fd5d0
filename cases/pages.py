"""What the app brings to pages that gather: menu entries, the search, a household's history."""

from __future__ import annotations

import uuid

from cases.looks import LOOKS, look_key
from cases.models import Case
from cases.selectors import matching, overdue_count
from governance.access.models import User
from governance.web import metering, nav
from governance.web.gather import Hit, Line, register_history, register_search


def search(user: User, text: str, most: int) -> list[Hit]:
    found = Case.objects.visible_to(user).standing().filter(matching(text)).order_by("-opened_at")[:most]
    return [
        Hit(case.title, f"{case.number} {case.address}".strip(), case.get_absolute_url(), "folder2-open")
        for case in found
    ]


def history(user: User, household: uuid.UUID, most: int) -> list[Line]:
    found = Case.objects.visible_to(user).filter(household=household).order_by("-opened_at")[:most]
    return [
        Line(
            case.opened_at,
            f"工单：{case.title}",
            case.number,
            case.get_absolute_url(),
            "folder2-open",
            LOOKS[look_key(case)],
        )
        for case in found
    ]


nav.register(
    nav.NavItem(
        nav.DAILY, "工单", "folder2-open", "cases:list", "cases.view_case", badge=overdue_count, tabbar=True, order=20
    )
)
nav.register(nav.NavItem(nav.ADMIN, "工单类别", "sliders", "cases:categories", "cases.change_category", order=60))
nav.register(nav.NavItem(nav.ADMIN, "特殊日", "calendar-event", "cases:holidays", "flow.add_specialday", order=62))
register_search("工单", search)
register_history("cases", history)
metering.register("case", "新建工单")
