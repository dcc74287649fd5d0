"""What a signed-in person owes before anything else: a password that is not too old, a second factor."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from governance.access.roles import ADMINS


def password_is_old(user: Any) -> bool:
    limit = settings.PASSWORD_MAX_AGE_DAYS
    return user.must_change_password or bool(
        limit and user.password_changed_at < timezone.now() - timedelta(days=limit)
    )


def factor_is_missing(request: HttpRequest) -> bool:
    """Who has set up a second factor is asked for it; administrators must set one up, unless the installation lets them wait."""
    user: Any = request.user
    if user.is_verified():
        return False
    if request.session.get("has_factor"):
        return True
    must = user.is_superuser or any(grant.role in ADMINS for grant in user.held)
    return must and not settings.SECOND_FACTOR_MAY_WAIT
