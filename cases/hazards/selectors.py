"""Questions the pages and actions ask: kinds at a place, the duty mode, who is on duty, the points of a map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from cases.hazards.models import Crisis, DutyMode, Hazard, RiskKind, Watch
from governance.access import codes
from governance.access.models import Membership, User
from governance.access.roles import Role
from governance.access.scoping import between
from governance.files.models import Attachment

WORKING = (Role.CLERK, Role.STAFF, Role.SUBDISTRICT_ADMIN, Role.DISTRICT_ADMIN)
WORST_FIRST = list(reversed(DutyMode))


def kinds_at(division: str) -> list[RiskKind]:
    """What may be chosen in `division`, in order; a nearer kind hides one of the same code above."""
    line = [division, *codes.ancestors(division)]
    found = RiskKind.objects.filter(active=True, division__in=line)
    nearest = {one.code: one for one in sorted(found, key=lambda one: -line.index(one.division_id))}
    return sorted(nearest.values(), key=lambda one: (one.order, one.code))


def kind_at(division: str, code: str) -> RiskKind:
    """Raises ValidationError on `kind`."""
    for one in kinds_at(division):
        if one.code == code:
            return one
    raise ValidationError({"kind": f"没有代码为“{code[:40]}”的风险种类，或已停用。请先在“风险种类”里启用。"})


def crises_over(division: str) -> list[Crisis]:
    """The open crises of `division` and of what is above it, the worst first."""
    found = Crisis.objects.open().filter(division__in=[division, *codes.ancestors(division)]).for_list()
    return sorted(found, key=lambda one: (WORST_FIRST.index(one.mode), -one.began_at.timestamp()))


def mode_of(division: str) -> DutyMode:
    """值班模式: what the worst open crisis asks for."""
    crises = crises_over(division)
    return crises[0].mode if crises else DutyMode.NORMAL


def on_duty(division: str, now: datetime) -> list[Watch]:
    """Who is on duty now at `division` or above it, the nearest first."""
    line = [division, *codes.ancestors(division)]
    found = Watch.objects.now(now).filter(division__in=line).for_list()
    return sorted(found, key=lambda one: (line.index(one.division_id), one.kind, one.starts_at))


def people_at(division: str) -> list[User]:
    """Who may be put on the roster of `division`: those who work there or below it."""
    there = Q(**between("division_id", *codes.within(division)))
    posts = Membership.objects.standing().filter(there, user=OuterRef("pk"), role__in=WORKING)
    return list(User.objects.filter(Exists(posts), is_active=True).order_by("name", "pk"))


def person_at(division: str, account: str) -> User:
    """Raises ValidationError on `person`."""
    for one in people_at(division):
        if one.username == account:
            return one
    raise ValidationError({"person": "值班人须是本区划在岗的工作人员，请写账号。"})


def hazard_counts(user: Any, now: datetime) -> dict[str, int]:
    """What the views of the list hold, in one query."""
    late = Q(rectified_at=None, rectify_due_at__lt=now)
    found = Hazard.objects.visible_to(user).open().order_by()
    return found.aggregate(
        open=Count("pk"), overdue=Count("pk", filter=late), check=Count("pk", filter=Q(state=Hazard.State.RECTIFIED))
    )


def photos_of(hazard: Hazard) -> QuerySet[Attachment]:
    """Whoever may see the hazard may see its photos."""
    return Attachment.objects.of(hazard)


@dataclass(frozen=True, slots=True)
class Spot:
    """A point or hazard as a map and its table show it. `x` and `y` run from 0 to 1000, south and west at 0."""

    label: str
    note: str
    level: str
    shape: str  # point or hazard
    url: str
    longitude: float
    latitude: float
    x: int = 0
    y: int = 0


def placed(spots: Iterable[Spot], *, margin: int = 40) -> list[Spot]:
    """Spots spread over the drawing, true to shape: one scale both ways, a degree of longitude narrower by the latitude."""
    known = list(spots)
    if not known:
        return []
    west, east = min(one.longitude for one in known), max(one.longitude for one in known)
    south, north = min(one.latitude for one in known), max(one.latitude for one in known)
    narrow = 0.855  # the cosine of 31.2 degrees, Shanghai's latitude
    span = max((east - west) * narrow, north - south) or 1
    scale = (1000 - 2 * margin) / span
    left, low = (1000 - (east - west) * narrow * scale) / 2, (1000 - (north - south) * scale) / 2
    return [
        Spot(
            one.label, one.note, one.level, one.shape, one.url, one.longitude, one.latitude,
            round(left + (one.longitude - west) * narrow * scale), round(low + (one.latitude - south) * scale),
        )
        for one in known
    ]  # fmt: skip
