"""What the app brings to pages that gather: the menu, the search, and a part of a case's page."""

from __future__ import annotations

from cases import panels
from cases.models import Case
from cases.summonses.looks import LOOKS, look_key
from cases.summonses.models import Summons
from cases.summonses.selectors import matching
from governance.access.models import User
from governance.access.scoping import can, holds
from governance.web import metering, nav
from governance.web.gather import Hit, register_search


def search(user: User, text: str, most: int) -> list[Hit]:
    found = Summons.objects.visible_to(user).standing().filter(matching(text)).order_by("-raised_at")[:most]
    return [Hit(one.title, f"{one.number} {one.place}", one.get_absolute_url(), "people") for one in found]


def panel(user: User, case: Case) -> panels.Panel | None:
    """The summonses about a case, and the way to a new one."""
    if not holds(user, "summonses.view_summons"):
        return None
    found = Summons.objects.visible_to(user).filter(case=case).order_by("-raised_at")[:10]
    rows = [(one, look_key(one)) for one in found]
    may_add = case.is_open() and can(user, "summonses.add_summons", case)
    return (
        panels.Panel("summonses/_panel.html", {"case": case, "rows": rows, "looks": LOOKS, "may_add": may_add})
        if (rows or may_add)
        else None
    )


nav.register(nav.NavItem(nav.JOINED, "约请", "people", "summonses:list", "summonses.view_summons", order=24))
nav.register(nav.NavItem(nav.ADMIN, "约请时限", "stopwatch", "summonses:clock", "summonses.change_clock", order=62))
register_search("约请", search)
panels.register("summonses", panel, order=20)
metering.register("summons", "提出约请")
