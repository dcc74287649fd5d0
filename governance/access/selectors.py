"""Questions about people and events that several pages ask."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from governance.access import codes
from governance.access.models import Division, User
from governance.access.models.division import DivisionQuerySet
from governance.access.scoping import between, holds, ranges
from governance.audit.models import Event

AUDIT = "audit.view_event"


def visible_events(user: User) -> QuerySet[Event]:
    """The events of the divisions in reach; those of no division (sign-ins, accounts) from a whole district upwards."""
    events = Event.objects.select_related("actor", "seal")
    if user.is_superuser:
        return events
    reach, seen = ranges(user, AUDIT), Q()
    for low, high in reach:
        seen |= Q(**between("division", low, high))
        if len(low) <= codes.CUTS["district"]:
            seen |= Q(division="")
    return events.filter(seen) if reach else events.none()


def divisions_in_reach(user: User, permission: str) -> DivisionQuerySet:
    """The standing divisions in which `user` holds `permission`, for choosing one."""
    found: Any = Division.objects.current().visible_to(user, permission)
    return found.select_related("parent") if holds(user, permission) else found.none()


def units_below(user: User) -> list[Division]:
    """What a list offers to narrow it down: the units right below where `user` works."""
    code = user.home.code if user.home else ""
    return list(Division.objects.current().filter(parent=code).order_by("code")) if code else []
