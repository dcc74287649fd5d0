"""The menu entry."""

from governance.web import nav

nav.register(
    nav.NavItem(nav.VISITING, "离线走访", "cloud-arrow-up", "offline:shell", "visits.add_visit", order=22)
)  # fmt: skip
