"""What the app brings to pages that gather: menu entries, the search, a part beside a case."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from cases.hazards.looks import HAZARDS, LATE
from cases.hazards.models import Hazard
from cases.models import Case, Category
from cases.panels import Panel
from cases.panels import register as register_panel
from governance.access.models import User
from governance.access.scoping import can_in
from governance.web import nav
from governance.web.gather import Hit, register_search


def search(user: User, text: str, most: int) -> list[Hit]:
    matching = Q(number__contains=text.upper()) | Q(title__contains=text) | Q(address__contains=text)
    found = Hazard.objects.visible_to(user).standing().filter(matching).order_by("-found_at")[:most]
    return [
        Hit(one.title, f"{one.number} {one.address}", one.get_absolute_url(), "shield-exclamation") for one in found
    ]


def beside_a_case(user: User, case: Case) -> Panel | None:
    """The hazard that goes with a case of hazards, or the way to one."""
    if case.category.theme != Category.Theme.HAZARD:
        return None
    row = Hazard.objects.visible_to(user).standing().filter(case=case).first()
    taken = row is not None or Hazard.objects.standing().filter(case=case).exists()
    may_add = not taken and case.is_open() and can_in(user, "hazards.add_hazard", case.division_id)
    if row is None and not may_add:
        return None
    late = row is not None and row.is_overdue(timezone.now())
    look = LATE if late else row.state if row else ""
    return Panel("hazards/_panel.html", {"case": case, "hazard": row, "looks": HAZARDS, "look": look})


nav.register(nav.NavItem(nav.JOINED, "隐患排查", "shield-exclamation", "hazards:list", "hazards.view_hazard", order=50))
nav.register(nav.NavItem(nav.JOINED, "风险地图", "geo-alt", "hazards:map", "hazards.view_riskpoint", order=51))
nav.register(nav.NavItem(nav.JOINED, "值班值守", "person-badge", "hazards:duty", "hazards.view_watch", order=52))
nav.register(
    nav.NavItem(nav.JOINED, "综合整治", "building-gear", "hazards:violations", "hazards.view_violation", order=53)
)
nav.register(nav.NavItem(nav.ADMIN, "风险种类", "sliders", "hazards:kinds", "hazards.change_riskkind", order=62))
register_search("隐患", search)
register_panel("hazards", beside_a_case, order=40)
