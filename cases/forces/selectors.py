"""Who may be of a force, which forces may go to a case, and how soon they come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Avg, Count, Exists, F, OuterRef, Q, QuerySet

from cases.forces.models import Callout, Force
from cases.hazards.selectors import WORKING
from cases.models import Case
from governance.access.models import Division, Membership, User

LATELY = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Pace:
    """Of the last 90 days: calls, those cancelled, and the mean time from call to arriving in minutes."""

    calls: int
    cancelled: int
    minutes: int | None


def people_of(division: str) -> QuerySet[User]:
    """Who works at `division` itself: whoever works below it sees too little to go wherever the force is sent."""
    posts = Membership.objects.standing().filter(division=division, user=OuterRef("pk"), role__in=WORKING)
    return User.objects.filter(Exists(posts), is_active=True).order_by("name", "pk")


def person_of(division: str, account: str) -> User:
    """Raises ValidationError on `person`."""
    found = people_of(division).filter(username=account).first()
    if found is None:
        raise ValidationError({"person": "队员须是本单位在岗的工作人员，请写账号。"})
    return found


def grounds_of(division: Division) -> QuerySet[Division]:
    """The standing units right below, of which a force may be bound to some."""
    return Division.objects.filter(parent=division, valid_until=None).order_by("code")


def callable_to(user: Any, case: Case) -> QuerySet[Force]:
    """Running forces that cover the case and are not already at it."""
    busy = Callout.objects.open().filter(case=case, force=OuterRef("pk"))
    found = Force.objects.visible_to(user).running().covering(case.division_id)
    return found.filter(~Exists(busy)).order_by("kind", "name")


def pace_of(force: Force, now: datetime) -> Pace:
    calls = force.callouts.standing().filter(called_at__gte=now - LATELY).order_by()
    sums = calls.aggregate(
        calls=Count("pk"), cancelled=Count("pk", filter=Q(state=Callout.State.CANCELLED)), mean=Avg(F("arrived_at") - F("called_at"))
    )  # fmt: skip
    mean = sums["mean"]
    return Pace(sums["calls"], sums["cancelled"], None if mean is None else round(mean.total_seconds() / 60))
