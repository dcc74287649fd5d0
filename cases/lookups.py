"""Which row a code means at a place: the one of the nearest division up the tree."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from cases.models import Category, Question
from governance.access import codes
from governance.access.models import Department


def category_at(division: str, code: str) -> Category:
    """Raises ValidationError on `category`."""
    return _nearest(Category.objects.in_use(), division, code, "category", "类别")


def department_at(division: str, code: str) -> Department:
    """Raises ValidationError on `department`."""
    return _nearest(Department.objects.filter(active=True), division, code, "department", "承办部门")


def categories_at(division: str) -> list[Category]:
    """What may be chosen in `division`, in order; a nearer category hides one of the same code above."""
    line = [division, *codes.ancestors(division)]
    found = Category.objects.in_use().filter(division__in=line)
    nearest = {one.code: one for one in sorted(found, key=lambda one: -line.index(one.division_id))}
    return sorted(nearest.values(), key=lambda one: (one.order, one.code))


def radius_at(division: str, code: str) -> int:
    """Metres within which a second report of the category is likely the same; the usual for a code that means none."""
    try:
        return category_at(division, code).radius
    except ValidationError:
        return Category().radius


def questions_at(division: str, code: str) -> list[Question]:
    """What the category asks that `code` means at `division`; nothing for a code that means none."""
    try:
        category = category_at(division, code)
    except ValidationError:
        return []
    return list(category.questions.filter(active=True))


def departments_at(division: str) -> list[Department]:
    """Where cases of `division` may go: its street's offices, then the district's departments."""
    line = [division, *codes.ancestors(division)]
    found = Department.objects.filter(division__in=line, active=True)
    return sorted(found, key=lambda one: (line.index(one.division_id), one.code))


def _nearest(rows: Any, division: str, code: str, field: str, label: str) -> Any:
    line = [division, *codes.ancestors(division)]
    found = [] if "\0" in code else list(rows.filter(code=code, division__in=line))
    if not found:
        raise ValidationError({field: f"没有代码为“{code[:40]}”的{label}，或已停用。"})
    return min(found, key=lambda row: line.index(row.division_id))
