"""What the app brings to pages that gather: menu entries, and the part on a case's page."""

from __future__ import annotations

from cases import panels
from cases.bridge.looks import CROSSINGS, DELIVERIES, TOPICS
from cases.bridge.selectors import platforms_for, standings
from cases.models import Case
from governance.access.models import User
from governance.access.scoping import holds
from governance.web import nav


def crossing_panel(user: User, case: Case) -> panels.Panel | None:
    """For a case that crossed, or that this person may send over."""
    if not holds(user, "bridge.view_crossing"):
        return None
    found, platforms = standings(user, case), platforms_for(user, case)
    if not found and not platforms:
        return None
    context = {
        "case": case, "standings": found, "platforms": platforms, "looks": CROSSINGS, "delivery_looks": DELIVERIES, "topics": TOPICS,
    }  # fmt: skip
    return panels.Panel("bridge/_panel.html", context)


panels.register("bridge", crossing_panel, order=80)
nav.register(
    nav.NavItem(nav.JOINED, "平台互转", "arrow-left-right", "bridge:crossings", "bridge.view_crossing", order=45)
)
nav.register(nav.NavItem(nav.ADMIN, "平台对接与推送", "broadcast", "bridge:peers", "bridge.view_platform", order=75))
