"""Questions the pages and actions ask: who may mediate where, who is a party, what goes with a case."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q

from cases.mediations.models import Mediation
from governance.access import codes
from governance.access.models import Membership, User
from governance.access.roles import Role

MEDIATING = (Role.CLERK, Role.STAFF, Role.SUBDISTRICT_ADMIN)


def mediators_at(division: str) -> list[User]:
    """The committee's and its street's people who may lead a mediation in `division`."""
    places = [division, codes.at_level(division, "subdistrict")]
    posts = Membership.objects.standing().filter(user=OuterRef("pk"), role__in=MEDIATING, division__in=places)
    return list(User.objects.filter(Exists(posts), is_active=True).order_by("name", "pk"))


def mediator_at(division: str, account: str, *, field: str) -> User:
    """Raises ValidationError on `field`."""
    for one in mediators_at(division):
        if one.username == account:
            return one
    raise ValidationError({field: "调解员须是本居委或本街道在岗的工作人员，请写账号。"})


def names_of_disputants(mediation: Mediation) -> set[str]:
    return {one.name for one in mediation.disputants.standing()}


def counts(user: User, now: datetime) -> dict[str, int]:
    """What the views of the list hold, in one query."""
    late = Q(state=Mediation.State.AGREED, fulfil_due_at__lt=now)
    found = Mediation.objects.visible_to(user).open().order_by()
    return found.aggregate(open=Count("pk"), overdue=Count("pk", filter=late))
