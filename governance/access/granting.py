"""Which roles somebody may hand out where, and so whose account somebody may look after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from governance.access.roles import MAY_GRANT, Role

if TYPE_CHECKING:
    from governance.access.models import Membership, User

_DISTRICT_UP = frozenset({"city", "prefecture", "district"})
LEVELS: dict[Role, frozenset[str]] = {
    Role.DISTRICT_ADMIN: _DISTRICT_UP,
    Role.VIEWER: _DISTRICT_UP,
    Role.DEPARTMENT: _DISTRICT_UP | {"subdistrict"},
    Role.SUBDISTRICT_ADMIN: frozenset({"subdistrict"}),
    Role.STAFF: frozenset({"subdistrict"}),
    Role.CLERK: frozenset({"committee"}),
    Role.AUDITOR: _DISTRICT_UP | {"subdistrict"},
}
"""The levels of division in which a role is held."""


def grantable(by: User) -> list[Role]:
    """The roles `by` may hand out anywhere."""
    if by.is_superuser:
        return list(Role)
    held = frozenset().union(*(MAY_GRANT.get(grant.role, frozenset()) for grant in by.held))
    return [role for role in Role if role in held]


def may_grant(by: User, role: str, code: str) -> bool:
    """May `by` hand out `role`, or take it away, in the division `code`?"""
    return by.is_superuser or any(
        role in MAY_GRANT.get(grant.role, ()) and grant.low <= code < grant.high for grant in by.held
    )


def may_manage(by: User, user: User, standing: list[Membership]) -> bool:
    """May `by` disable `user` or set a new password? Only who could have handed out all that `user` holds now.

    Without this rule a street could take over the account of someone who also works for the district.
    """
    if by.is_superuser or by.pk == user.pk:
        return by.pk != user.pk
    if not all(may_grant(by, one.role, one.division_id) for one in standing):
        return False
    return type(user).objects.visible_to(by, "access.change_user").filter(pk=user.pk).exists()
