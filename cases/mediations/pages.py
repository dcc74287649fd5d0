"""What the app brings to pages that gather: menu entries, the search, a part beside a case."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from cases.flows import CASE
from cases.mediations.looks import LATE, MEDIATIONS
from cases.mediations.models import Mediation
from cases.models import Case, Category
from cases.panels import Panel
from cases.panels import register as register_panel
from governance.access.models import User
from governance.access.scoping import can_in
from governance.web import nav
from governance.web.gather import Hit, register_search


def search(user: User, text: str, most: int) -> list[Hit]:
    matching = Q(number__contains=text.upper()) | Q(title__contains=text)
    found = Mediation.objects.visible_to(user).standing().filter(matching).order_by("-registered_at")[:most]
    return [Hit(one.title, f"{one.number} 人民调解", one.get_absolute_url(), "people-fill") for one in found]


def beside_a_case(user: User, case: Case) -> Panel | None:
    """The mediation of a dispute, or the way to one; once agreed, whoever handles the case may finish it with that."""
    if case.category.theme != Category.Theme.DISPUTE:
        return None
    row = Mediation.objects.visible_to(user).standing().filter(case=case).first()
    taken = row is not None or Mediation.objects.standing().filter(case=case).exists()
    may_add = not taken and case.is_open() and can_in(user, "mediations.add_mediation", case.division_id)
    if row is None and not may_add:
        return None
    settled = row is not None and row.outcome == Mediation.Outcome.SETTLED
    may_finish = settled and any(step.name == "finish" for step in CASE.open_to(user, case))
    late = row is not None and row.is_overdue(timezone.now())
    context = {
        "case": case, "mediation": row, "may_add": may_add, "may_finish": may_finish, "looks": MEDIATIONS,
        "look": LATE if late else row.state if row else "",
    }  # fmt: skip
    return Panel("mediations/_panel.html", context)


nav.register(
    nav.NavItem(nav.JOINED, "人民调解", "people-fill", "mediations:list", "mediations.view_mediation", order=40)
)
nav.register(
    nav.NavItem(nav.JOINED, "法律咨询", "chat-square-text", "mediations:consults", "mediations.view_consult", order=41)
)
register_search("人民调解", search)
register_panel("mediations", beside_a_case, order=30)
