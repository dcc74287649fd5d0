"""Menu entries of the kernel's own pages."""

from __future__ import annotations

from governance.web.nav import ADMIN, ME, REVIEW, NavItem, register

register(NavItem(REVIEW, "减负看板", "stopwatch", "burden", "web.view_formuse", order=90))
register(NavItem(ADMIN, "用户与任职", "person-gear", "users", "access.view_user", order=10))
register(NavItem(ADMIN, "令牌", "key", "tokens", "access.view_token", order=20))
register(NavItem(ADMIN, "职能部门", "briefcase", "departments", "access.change_department", order=30))
register(NavItem(ADMIN, "审计", "shield-check", "audit", "audit.view_event", tabbar=True, order=40))
register(NavItem(ME, "我的", "person-circle", "me", tabbar=True, order=10))
register(NavItem(ME, "消息", "bell", "inbox", order=20))
register(NavItem(ME, "我的令牌", "code-slash", "tokens", order=30))
