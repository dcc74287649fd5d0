"""A line in a case's story, and what every step and act needs to know of the moment."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError

from cases.models import Case, CaseEntry
from governance.access import codes
from governance.access.models import Department, User


def tell(
    case: Case, step: str, *, at: datetime, by: User | None, text: str = "", department: int | None = None
) -> None:
    CaseEntry.objects.create(case=case, at=at, by=by, step=step, department_id=department, text=text[:1000])


def lock(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("category").get(pk=case.pk)


def check_department(department: Department, division: str) -> None:
    """Raises ValidationError unless it is in use, and of the district or street that the case lies in."""
    if not department.active or department.division_id not in [division, *codes.ancestors(division)]:
        raise ValidationError({"department": "请选本区或本街道在用的承办部门。"})
