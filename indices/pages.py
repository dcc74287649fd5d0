"""Menu entries of the app: with the whole district for its own roles, among the reviews for everybody else."""

from __future__ import annotations

from dataclasses import dataclass

from governance.access.models import User
from governance.access.roles import Role
from governance.web import nav

DISTRICT = frozenset({Role.DISTRICT_ADMIN, Role.VIEWER})


@dataclass(frozen=True, slots=True)
class ByRole(nav.NavItem):
    """Offered to those whose first role is one of `roles`."""

    roles: frozenset[Role] = DISTRICT

    def offered_to(self, user: User) -> bool:
        return user.home is not None and user.home.role in self.roles and nav.NavItem.offered_to(self, user)


OTHERS = frozenset(Role) - DISTRICT
DASHBOARD = ("一屏观全域", "speedometer2", "indices:dashboard", "indices.view_score")
INDEX = ("睦邻指数", "graph-up", "indices:overview")  # published scores are for everybody who signs in

nav.register(ByRole(nav.DISTRICT, *DASHBOARD, tabbar=True, order=10, short="总览"))
nav.register(ByRole(nav.DISTRICT, *INDEX, tabbar=True, order=20, short="指数"))
nav.register(ByRole(nav.REVIEW, *DASHBOARD, order=10, roles=OTHERS))
nav.register(ByRole(nav.REVIEW, *INDEX, order=20, roles=OTHERS))
nav.register(nav.NavItem(nav.REVIEW, "评估方案", "sliders", "indices:schemes", "indices.view_schemeversion", order=25))
nav.register(
    nav.NavItem(nav.REVIEW, "月报年报", "file-earmark-text", "indices:reports", "indices.view_report", order=30)
)
nav.register(
    nav.NavItem(nav.REVIEW, "指数异议", "chat-square-text", "indices:objections", "indices.view_objection", order=40)
)
