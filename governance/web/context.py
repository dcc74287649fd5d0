"""What the shell around every page needs. Nothing is asked of the database until a template asks for it."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from governance.jobs.inbox import unread_count
from governance.web import nav


class Shell:
    """The frame of a page for one request: menus, place, unread messages, flags."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def user(self):
        user = getattr(self.request, "user", None)  # absent when a middleware before the sign-in failed
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def links(self) -> list[nav.Link]:
        return nav.links(self.user, self.request.path) if self.user else []

    @property
    def sections(self) -> list[nav.Section]:
        return nav.sections(self.links)

    @property
    def tabs(self) -> list[nav.Link]:
        """At most five entries at the bottom of a phone."""
        return [link for link in self.links if link.item.tabbar][:5]

    @property
    def menu(self) -> list[nav.Link]:
        """The user's own entries, in the menu behind the name."""
        return [link for link in self.links if link.item.section == nav.ME]

    @property
    def place(self) -> str:
        """Where the user works: the department if there is one, else the division."""
        home = self.user.home if self.user else None
        return (home.department_name or home.name) if home else ""

    @property
    def role(self) -> str:
        home = self.user.home if self.user else None
        return str(home.role.label) if home else ""

    @cached_property
    def unread(self) -> int:
        return unread_count(self.user) if self.user else 0

    @property
    def demo(self) -> bool:
        return settings.DEMO

    @property
    def portal(self) -> str:
        return getattr(settings, "PORTAL_NAME", "社会治理门户")

    @property
    def lockout(self) -> dict[str, int]:
        """How often a password may be wrong, and the minutes to wait afterwards."""
        wait = timedelta(hours=settings.AXES_COOLOFF_TIME)
        return {"limit": settings.AXES_FAILURE_LIMIT, "minutes": wait // timedelta(minutes=1)}

    @cached_property
    def url(self) -> dict[str, str]:
        """Addresses the shell links to; a page that this installation lacks is left out, so no link is dead."""
        names = ("home", "login", "logout", "search", "inbox", "password-change", "second-factor", "public-index", "me")
        return {name.replace("-", "_"): href for name in names if (href := _address(name))}


def shell(request: HttpRequest) -> dict[str, Shell]:
    return {"shell": Shell(request)}


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
