"""敏感走访: visits about violence at home, minors or the mind are seen by fewer, and closed by approval."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q

from governance.access.scoping import ScopedQuerySet, between, ranges

if TYPE_CHECKING:
    from governance.access.models import User


class Sensitivity(models.TextChoices):
    VIOLENCE = "violence", "家暴"
    MINOR = "minor", "未成年人"
    MIND = "mind", "心理"


class SensitiveQuerySet(ScopedQuerySet):
    """Rows that are not `plain` exist for their `own` person and for who holds "sensitive" there; for nobody else.

    Every page, list, export, search and count of a list begins with `visible_to`, so none of them tells more. Counts of
    coverage take the visit as a visit: that a door was met is no secret, why it was is.
    """

    plain: ClassVar[Q] = Q(pk__in=[])
    own: ClassVar[str] = "created_by"

    def visible_to(self, user: User, permission: str = "") -> Self:
        rows = super().visible_to(user, permission)
        if not user.is_authenticated or user.is_superuser:
            return rows
        shown = self.plain | Q(**{self.own: user.pk})
        for low, high in ranges(user, "visits.sensitive_visit"):
            shown |= Q(**between("division_id", low, high))
        return rows.filter(shown)
