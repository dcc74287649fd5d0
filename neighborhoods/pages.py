"""The app's menu entries and its part of the search."""

from __future__ import annotations

from governance.access.models import User
from governance.web import nav
from governance.web.gather import Hit, register_search
from neighborhoods.selectors import find_households

nav.register(
    nav.NavItem(
        nav.DAILY, "居民与房屋", "house", "neighborhoods:list", "neighborhoods.view_household",
        tabbar=True, order=30, short="居民",
    )
)  # fmt: skip


def search(user: User, text: str, most: int) -> list[Hit]:
    return [
        Hit(
            one.address.text, " · ".join([*(resident.masked_name for resident in one.living), str(one.division)]),
            one.get_absolute_url(), "house",
        )
        for one in find_households(user, text, most)
    ]  # fmt: skip


register_search("住户", search)
