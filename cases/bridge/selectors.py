"""What a page asks about a case that may cross, and about what did not arrive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from cases.bridge.models import Crossing, Delivery, Platform
from cases.models import Case
from governance.access import codes
from governance.access.models import User
from governance.access.scoping import can, can_in

S = Crossing.State


@dataclass(frozen=True, slots=True)
class Standing:
    """A crossing with what this person may do about it."""

    crossing: Crossing
    stuck: list[Delivery]
    steps: list[str]


def platforms_for(user: User, case: Case) -> QuerySet[Platform]:
    """Where `case` may be sent now; none unless it waits to be dispatched and `user` may send."""
    if (
        case.state != Case.State.FILED
        or not case.is_open()
        or not can_in(user, "bridge.add_crossing", case.division_id)
    ):
        return Platform.objects.none()
    line = [case.division_id, *codes.ancestors(case.division_id)]
    taking = (Platform.Direction.BOTH, Platform.Direction.OUT)
    return Platform.objects.visible_to(user).filter(active=True, direction__in=taking, division__in=line)


def standings(user: User, case: Case) -> list[Standing]:
    """Every crossing of the case, the newest first."""
    found = list(Crossing.objects.visible_to(user).filter(case=case).select_related("platform"))
    stuck: dict[Any, list[Delivery]] = {one.pk: [] for one in found}
    for delivery in Delivery.objects.visible_to(user).stuck().filter(crossing__in=found):
        stuck[delivery.crossing_id].append(delivery)
    return [Standing(one, stuck[one.pk], _steps(user, one)) for one in found]


def _steps(user: User, crossing: Crossing) -> list[str]:
    if crossing.direction == Crossing.Direction.IN or not can(user, "bridge.change_crossing", crossing):
        return []
    if crossing.state == S.RETURNED:
        return ["confirm", "redo"] if crossing.outcome == Crossing.Outcome.DONE else ["take_back"]
    return [] if crossing.state == S.CLOSED else ["take_back"]
