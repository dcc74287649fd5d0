"""What the app brings to pages that gather: the menu, the search, and a part of a case's page."""

from __future__ import annotations

from django.utils import timezone

from cases import panels
from cases.consultations.looks import DUTIES, LOOKS, duty_key, look_key
from cases.consultations.models import Consultation, Duty
from cases.consultations.selectors import matching
from cases.models import Case
from governance.access.models import User
from governance.access.scoping import can, holds
from governance.web import metering, nav
from governance.web.gather import Hit, register_search


def search(user: User, text: str, most: int) -> list[Hit]:
    found = Consultation.objects.visible_to(user).standing().filter(matching(text)).order_by("-raised_at")[:most]
    return [Hit(one.title, one.number, one.get_absolute_url(), "chat-square-text") for one in found]


def panel(user: User, case: Case) -> panels.Panel | None:
    """The consultations about a case with the duties they laid down, and the way to a new one."""
    if not holds(user, "consultations.view_consultation"):
        return None
    found = Consultation.objects.visible_to(user).standing().filter(subjects__case=case).order_by("-raised_at")[:10]
    rows = [(one, look_key(one)) for one in found]
    may_add = case.is_open() and can(user, "consultations.add_consultation", case)
    if not rows and not may_add:
        return None
    now = timezone.now()
    laid = Duty.objects.visible_to(user).standing().filter(consultation__in=[one for one, _ in rows]).for_list()
    duties = [(one, duty_key(one, now)) for one in laid]
    context = {"case": case, "rows": rows, "looks": LOOKS, "duties": duties, "duty_looks": DUTIES, "may_add": may_add}
    return panels.Panel("consultations/_panel.html", context)


nav.register(
    nav.NavItem(
        nav.JOINED, "会商", "chat-square-text", "consultations:list", "consultations.view_consultation", order=25
    )
)
nav.register(
    nav.NavItem(nav.JOINED, "会商任务", "list-check", "consultations:duties", "consultations.view_duty", order=26)
)
register_search("会商", search)
panels.register("consultations", panel, order=22)
metering.register("consultation", "提出会商")
