"""What the menus offer. Each app registers its entries once, at start, from its own `AppConfig.ready`:

    def ready(self) -> None:
        from cases import pages  # registers the app's menu entries, 今日 cards and search

and in `cases/pages.py`:

    register(NavItem(DAILY, "工单", "folder2-open", "cases:list", "cases.view_case", badge=open_cases, tabbar=True))

An entry is shown only to who holds its permission, and only if its address exists.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse

from governance.access.scoping import holds

if TYPE_CHECKING:
    from governance.access.models import User

DISTRICT, DAILY, VISITING, JOINED, TOGETHER = "全区", "日常", "走访安排", "联动处置", "共治"
PEOPLE, REVIEW, DUTIES, ADMIN, ME = "队伍", "评估", "责任考核", "管理", "我的"
SECTIONS = (
    DISTRICT,
    DAILY,
    VISITING,
    JOINED,
    TOGETHER,
    PEOPLE,
    REVIEW,
    DUTIES,
    ADMIN,
)  # ME is not a section: its entries are in the user's menu


@dataclass(frozen=True, slots=True)
class NavItem:
    """One menu entry.

    `permission` is one name, several (any of them suffices) or empty (everybody signed in).
    `badge` counts what waits; it costs a query on every page, so keep it to one indexed count.
    `tabbar` puts it also at the bottom of a phone, where `short` replaces the label.
    """

    section: str
    label: str
    icon: str
    url_name: str
    permission: str | tuple[str, ...] = ""
    badge: Callable[[User], int] | None = None
    tabbar: bool = False
    order: int = 100
    short: str = ""

    @property
    def href(self) -> str:
        """The address, or nothing where this installation has no such page."""
        try:
            return reverse(self.url_name)
        except NoReverseMatch:
            return ""

    def offered_to(self, user: User) -> bool:
        wanted = (self.permission,) if isinstance(self.permission, str) else self.permission
        return not any(wanted) or any(holds(user, permission) for permission in wanted)


@dataclass(slots=True)
class Link:
    """A menu entry as one page shows it to one user."""

    item: NavItem
    href: str
    count: int = 0
    current: bool = False

    @property
    def tab_label(self) -> str:
        return self.item.short or self.item.label


@dataclass(slots=True)
class Section:
    label: str
    links: list[Link] = field(default_factory=list)


_items: dict[tuple[str, str, str], NavItem] = {}


def register(item: NavItem) -> NavItem:
    """Add an entry; the same section, label and address registered twice is one entry."""
    if item.section not in {*SECTIONS, ME}:
        raise ValueError(f"No menu section {item.section!r}.")
    _items[item.section, item.label, item.url_name] = item
    return item


def links(user: User, path: str) -> list[Link]:
    """Every entry `user` may open, in menu order; the one that best matches `path` is current."""
    position = {name: at for at, name in enumerate((*SECTIONS, ME))}
    items = sorted(_items.values(), key=lambda item: (position[item.section], item.order))
    offered = [Link(item, item.href) for item in items if item.href and item.offered_to(user)]
    for link in offered:
        link.count = link.item.badge(user) if link.item.badge else 0
    here = [link for link in offered if path == link.href or (link.href != "/" and path.startswith(link.href))]
    if here:
        max(here, key=lambda link: len(link.href)).current = True
    return offered


def sections(offered: list[Link]) -> list[Section]:
    """The side menu: sections with at least one entry."""
    found = {name: Section(name) for name in SECTIONS}
    for link in offered:
        if link.item.section in found:
            found[link.item.section].links.append(link)
    return [section for section in found.values() if section.links]
