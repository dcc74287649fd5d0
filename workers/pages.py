"""What the app brings to pages that gather: menu entries and the search."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from governance.access.models import User
from governance.web import nav
from governance.web.gather import Hit, register_search
from workers.models import Worker

SEE = "workers.view_worker"

nav.register(nav.NavItem(nav.PEOPLE, "社区工作者", "person-badge", "workers:list", SEE, order=50))
nav.register(
    nav.NavItem(nav.PEOPLE, "人事变动", "arrow-left-right", "workers:changes", "workers.view_change", order=51)
)
nav.register(nav.NavItem(nav.PEOPLE, "培训", "mortarboard", "workers:trainings", "workers.view_training", order=52))
nav.register(nav.NavItem(nav.PEOPLE, "员额", "person-lines-fill", "workers:quotas", "workers.view_quota", order=53))
nav.register(nav.NavItem(nav.PEOPLE, "队伍数据", "graph-up", "workers:figures", "workers.view_posting", order=54))
nav.register(nav.NavItem(nav.ADMIN, "岗位", "sliders", "workers:posts", "workers.change_post", order=61))


def search(user: User, text: str, most: int) -> list[Hit]:
    """By number, or by a name of at least two characters."""
    called = Q(number__contains=text.upper()) | Q(name__contains=text)
    found = Worker.objects.visible_to(user).standing().filter(called).for_list().order_by("number")
    rows: Iterable[Worker] = found[:most] if len(text) > 1 else []
    return [
        Hit(
            one.masked_name,
            f"{one.number} · {one.division} · {one.get_state_display()}",
            one.get_absolute_url(),
            "person-badge",
        )
        for one in rows
    ]


register_search("社区工作者", search)
