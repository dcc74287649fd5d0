"""Menu entries, and the app's part of a household's history."""

from __future__ import annotations

import uuid

from governance.access.models import User
from governance.web import gather, metering, nav
from governance.web.gather import Line
from visits.models import Visit
from visits.selectors.telling import told_of

DAILY, VISITING = nav.DAILY, nav.VISITING


nav.register(nav.NavItem(DAILY, "今日", "calendar-check", "visits:today", "visits.add_visit", tabbar=True, order=10))
nav.register(nav.NavItem(DAILY, "走访", "person-walking", "visits:list", "visits.view_visit", tabbar=True, order=20))
nav.register(nav.NavItem(VISITING, "走访计划", "calendar-week", "visits:plans", "visits.view_plan", order=22))
nav.register(nav.NavItem(VISITING, "应访超期", "hourglass-split", "visits:due", "visits.view_visit", order=23))
nav.register(nav.NavItem(DAILY, "需求", "clipboard-check", "visits:needs", "visits.view_need", order=25))
nav.register(nav.NavItem(VISITING, "首问接待", "chat-dots", "visits:receptions", "visits.view_reception", order=26))
nav.register(
    nav.NavItem(VISITING, "首问移交", "box-arrow-right", "visits:handovers", "visits.confirm_handover", order=27)
)


def visits_of(user: User, household: uuid.UUID, most: int) -> list[Line]:
    found = Visit.objects.visible_to(user).standing().filter(household=household).select_related("visitor")[:most]
    return [
        Line(
            one.visited_at, f"{one.get_method_display()}走访{'' if one.met else '，家中无人'}",
            " · ".join(filter(None, ["敏感走访" if one.sensitivity else one.content, str(one.visitor)])), one.get_absolute_url(),
            "person-walking",
        )
        for one in found
    ]  # fmt: skip


gather.register_history("visits", visits_of)
gather.register_history("needs", told_of, detail=True)
metering.register("visit", "登记走访")
