"""The only place that decides which rows a user may reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from governance.access import codes
from governance.access.roles import Role, roles_granting

if TYPE_CHECKING:
    from governance.access.grants import Grant
    from governance.access.models import User

EVERYWHERE = [("0", codes.END)]


def grants(user: User, permission: str) -> list[Grant]:
    """The grants of `user` whose role carries `permission`."""
    roles = roles_granting(permission)
    return [grant for grant in user.held if grant.role in roles] if user.is_authenticated else []


def ranges(user: User, permission: str) -> list[codes.Range]:
    """Where `user` holds `permission`, as half-open ranges of codes; a department's narrower reach is left out."""
    if user.is_authenticated and user.is_superuser:
        return EVERYWHERE
    return [(grant.low, grant.high) for grant in grants(user, permission) if grant.department is None]


def holds(user: User, permission: str) -> bool:
    """Does `user` hold `permission` anywhere at all? For menus, not for rows."""
    return user.is_authenticated and (user.is_superuser or bool(grants(user, permission)))


class ScopedQuerySet(models.QuerySet):
    """Starts every page, endpoint, form field, export and search.

    The model says how its rows are scoped: `scope` (field that holds the division), `inherited` (rows belong to all
    below them), `department_path` (lookup by which a department's member reaches a row).
    """

    model: Any

    def visible_to(self, user: User, permission: str = "") -> Self:
        """Keep the rows that `user` may reach with `permission` (default: view)."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        meta = self.model._meta
        permission = permission or f"{meta.app_label}.view_{meta.model_name}"
        reach = Q()
        for grant in grants(user, permission):
            reach |= self._reach(grant, view=".view_" in permission)
        return self.filter(reach) if reach else self.none()

    def public(self) -> Self:
        """Keep the rows that anyone may read. Nothing, unless a model says otherwise."""
        return self.none()

    def inside(self, code: str) -> Self:
        """Keep the rows of `code` and all below it. Raises ValueError for a code that is none."""
        low, high = codes.within(code)
        return self.filter(**between(self._scope_field(), low, high))

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)

    def _scope_field(self) -> str:
        scope = self.model.scope
        field = self.model._meta.get_field(scope)
        return f"{scope}_id" if field.is_relation else scope

    def _reach(self, grant: Grant, *, view: bool) -> Q:
        field = self._scope_field()
        reach = Q(**between(field, grant.low, grant.high))
        if grant.role == Role.DEPARTMENT and not self.model.inherited:
            path = getattr(self.model, "department_path", "")
            return reach & Q(**{path: self._dispatched(grant)}) if path else Q(pk__in=[])
        if view and self.model.inherited:
            reach |= Q(**{f"{field}__in": codes.ancestors(grant.code)})
        return reach

    def _dispatched(self, grant: Grant) -> Any:
        return self.model.dispatched_to(grant.department)


def between(field: str, low: str, high: str) -> dict[str, str]:
    """A committee's range holds one code: asked as such, an index on (division, time) gives its rows in order."""
    return {field: low} if len(low) == codes.CUTS["committee"] else {f"{field}__gte": low, f"{field}__lt": high}


def can(user: User, permission: str, row: Any) -> bool:
    """May `user` do this to a row that exists?"""
    if user.is_superuser:
        return True
    found = grants(user, permission)
    if not found:
        return False
    if (type(row).inherited and ".view_" in permission) or any(grant.department for grant in found):
        return type(row)._default_manager.visible_to(user, permission).filter(pk=row.pk).exists()
    return codes.contains([(grant.low, grant.high) for grant in found], getattr(row, row_code(row)))


def row_code(row: Any) -> str:
    field = type(row)._meta.get_field(type(row).scope)
    return f"{field.name}_id" if field.is_relation else field.name


def can_in(user: User, permission: str, code: str) -> bool:
    """May `user` do this in the division `code`? For rows that do not exist yet."""
    return codes.contains(ranges(user, permission), code)
