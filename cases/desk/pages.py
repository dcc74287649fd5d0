"""What the desk brings elsewhere: the menu, two parts of a case's page, how a person likes the work list."""

from __future__ import annotations

from cases import board, panels
from cases.desk.actions.photos import LOOKING
from cases.desk.models import Photo
from cases.desk.selectors import PERMISSION, holder_of, liking_of, may_list, pictures_of
from cases.models import Case
from cases.panels import Panel
from governance.access.models import User
from governance.access.scoping import can, holds
from governance.web import nav


def shortlist_panel(user: User, case: Case) -> Panel | None:
    if not holds(user, PERMISSION) or not may_list(user, case):
        return None
    entry = holder_of(case)
    if entry is None and not case.is_open():
        return None
    context = {"case": case, "entry": entry, "mine": entry is not None and entry.owner_id == user.pk}
    return Panel("desk/_shortlist_panel.html", context)


def photos_panel(user: User, case: Case) -> Panel | None:
    pictures = pictures_of(case)
    may_add = can(user, "desk.add_photo", case)
    if not pictures and not may_add:
        return None
    context = {
        "case": case, "pictures": pictures, "may_add": may_add, "kinds": Photo.Kind.choices, "why": LOOKING,
        "may_publish": can(user, "desk.publish_photo", case), "may_withdraw": can(user, "desk.withdraw_photo", case),
        "user": user,
    }  # fmt: skip
    return Panel("desk/_photos_panel.html", context)


panels.register("desk.photos", photos_panel, order=10)
panels.register("desk.shortlist", shortlist_panel, order=5)
board.register(liking_of)
nav.register(nav.NavItem(nav.DAILY, "我的清单", "bookmark", "desk:shortlist", PERMISSION, order=22))
nav.register(nav.NavItem(nav.ADMIN, "回复模板", "chat-dots", "desk:replies", "desk.add_replytemplate", order=62))
