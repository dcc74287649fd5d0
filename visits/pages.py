"""Menu entries, and the app's part of a household's history."""

from __future__ import annotations

import uuid

from governance.access.models import User
from governance.web import gather, metering, nav
from governance.web.gather import Line
from visits.models import Visit

nav.register(
    nav.NavItem(nav.DAILY, "今日", "calendar-check", "visits:today", "visits.add_visit", tabbar=True, order=10)
)
nav.register(
    nav.NavItem(nav.DAILY, "走访", "person-walking", "visits:list", "visits.view_visit", tabbar=True, order=20)
)
nav.register(nav.NavItem(nav.DAILY, "需求", "clipboard-check", "visits:needs", "visits.view_need", order=25))


def visits_of(user: User, household: uuid.UUID, most: int) -> list[Line]:
    found = Visit.objects.visible_to(user).standing().filter(household=household).select_related("visitor")[:most]
    return [
        Line(
            one.visited_at, f"{one.get_method_display()}走访{'' if one.met else '，家中无人'}",
            " · ".join(filter(None, [one.content, str(one.visitor)])), one.get_absolute_url(), "person-walking",
        )
        for one in found
    ]  # fmt: skip


gather.register_history("visits", visits_of)
metering.register("visit", "登记走访")
