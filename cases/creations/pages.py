"""What the app brings to pages that gather: menu entries and the search."""

from __future__ import annotations

from django.db.models import Q

from cases.creations.models import Creation, RiverSection
from governance.access.models import User
from governance.web import nav
from governance.web.gather import Hit, register_search


def search_creations(user: User, text: str, most: int) -> list[Hit]:
    matching = Q(number__contains=text.upper()) | Q(division__name__contains=text)
    found = Creation.objects.visible_to(user).standing().filter(matching).for_list().order_by("-recorded_at")[:most]
    return [
        Hit(one.get_kind_display(), f"{one.number} {one.division.name}", one.get_absolute_url(), "award")
        for one in found
    ]


def search_rivers(user: User, text: str, most: int) -> list[Hit]:
    matching = Q(code__contains=text) | Q(name__contains=text) | Q(address__contains=text)
    found = RiverSection.objects.visible_to(user).standing().filter(matching).order_by("code", "pk")[:most]
    return [Hit(one.name, f"{one.code} {one.address}", one.get_absolute_url(), "signpost-split") for one in found]


nav.register(nav.NavItem(nav.JOINED, "创建命名", "award", "creations:list", "creations.view_creation", order=54))
nav.register(
    nav.NavItem(nav.JOINED, "河长制", "signpost-split", "creations:rivers", "creations.view_riversection", order=55)
)
register_search("创建", search_creations)
register_search("河段", search_rivers)
