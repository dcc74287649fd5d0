"""What a view behind the sign-in is handed, for the type checker: LoginRequiredMiddleware has sent strangers away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from governance.access.models import User


class SignedIn(HttpRequest):
    """A request of somebody; only annotations name it, requests are Django's own."""

    user: User
    htmx: HtmxDetails
