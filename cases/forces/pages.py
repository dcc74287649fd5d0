"""What the app brings to pages that gather: menu entries, the search, a part beside a case."""

from __future__ import annotations

from cases.forces.flows import CALL
from cases.forces.looks import CALLOUTS
from cases.forces.models import Callout, Force
from cases.models import Case
from cases.panels import Panel
from cases.panels import register as register_panel
from governance.access.models import User
from governance.access.scoping import can_in
from governance.web import nav
from governance.web.gather import Hit, register_search


def search(user: User, text: str, most: int) -> list[Hit]:
    found = Force.objects.visible_to(user).standing().filter(name__contains=text).for_list()[:most]
    return [Hit(one.name, f"{one.get_kind_display()} {one.place}", one.get_absolute_url(), "people") for one in found]


def beside_a_case(user: User, case: Case) -> Panel | None:
    """Who was called out to it, and the way to call somebody."""
    calls = list(Callout.objects.visible_to(user).standing().filter(case=case).for_list().order_by("-called_at"))
    may_call = case.is_open() and can_in(user, CALL, case.division_id)
    if not calls and not may_call:
        return None
    return Panel("forces/_panel.html", {"case": case, "calls": calls, "looks": CALLOUTS, "may_call": may_call})


nav.register(nav.NavItem(nav.JOINED, "力量", "people", "forces:list", "forces.view_force", order=56))
nav.register(nav.NavItem(nav.JOINED, "出动", "megaphone", "forces:callouts", "forces.view_callout", order=57))
register_search("力量", search)
register_panel("forces", beside_a_case, order=60)
