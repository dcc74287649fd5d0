"""Who may take over what somebody else heard first."""

from __future__ import annotations

from cases.lookups import departments_at
from governance.access import codes
from governance.access.models import Department, Division, Membership, User


def takers_for(committee: str) -> tuple[list[Department], list[Division], list[tuple[str, User]]]:
    """For a matter of `committee`: departments, the street with its committees, and the people of the same committee and street."""
    street = codes.at_level(committee, "subdistrict")
    units = list(Division.objects.current().within(street).order_by("code"))
    held = Membership.objects.filter(
        until=None, division__in=[street, committee], department=None, user__is_active=True
    ).select_related("user").order_by("division", "user__username")  # fmt: skip
    people = {(one.division_id, one.user_id): (one.division_id, one.user) for one in held}
    return departments_at(committee), units, list(people.values())


def clerks_of(committee: str) -> list[User]:
    """The clerks who work in `committee`."""
    held = {"memberships__until": None, "memberships__role": "clerk", "memberships__division": committee}
    return list(User.objects.filter(is_active=True, **held).distinct().order_by("username"))
