"""Attendance of activities: the roster a person may see, and the numbers everybody may."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from governance.access.models import User
from neighborhoods.models import Activity, Participation

MOST = 300  # people on one roster; more are found by search


@dataclass(frozen=True, slots=True)
class Attendance:
    """`signed` hold a place, `came` of them were checked in, `guests` came without a name."""

    signed: int
    came: int
    guests: int
    capacity: int | None

    @property
    def present(self) -> int:
        return self.came + self.guests

    @property
    def left(self) -> int | None:
        return None if self.capacity is None else max(self.capacity - self.signed, 0)


def attendance(activity: Activity) -> Attendance:
    """Of everybody, whoever signed them up: numbers only."""
    found = activity.participations.signed().aggregate(signed=Count("pk"), came=Count("checked_in_at"))
    return Attendance(found["signed"], found["came"], activity.guests, activity.capacity)


def roster(user: User, activity: Activity) -> QuerySet[Participation]:
    """Those of the own divisions, by name; masked on the page."""
    own = Participation.objects.visible_to(user).signed().filter(activity=activity)
    people = own.select_related("resident__household__address", "division")
    return people.order_by("resident__name", "pk")[:MOST]
