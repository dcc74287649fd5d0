"""Who works with the offline pages."""

from __future__ import annotations

from typing import Any

from django import template

from governance.access.scoping import holds

register = template.Library()


@register.filter
def files_visits(user: Any) -> bool:
    return bool(user) and holds(user, "visits.add_visit")
