"""What the app brings to pages that gather: menu entries, the search, and what waits on 今日."""

from __future__ import annotations

from governance.access.models import User
from governance.web import nav
from governance.web.gather import Hit, register_search
from indices.plans.models import PlanTask


def search(user: User, text: str, most: int) -> list[Hit]:
    found = PlanTask.objects.visible_to(user).standing().filter(title__contains=text, plan__withdrawn_at=None)
    rows = found.select_related("plan", "division").order_by("-recorded_at")[:most]
    return [
        Hit(one.title, f"{one.plan.title} · {one.division.name}", one.get_absolute_url(), "list-check") for one in rows
    ]


nav.register(nav.NavItem(nav.DUTIES, "责任分工", "list-check", "plans:list", "plans.view_plantask", order=10))
nav.register(
    nav.NavItem(nav.DUTIES, "督导检查", "clipboard-check", "plans:inspections", "plans.view_inspection", order=20)
)
register_search("责任任务", search)
