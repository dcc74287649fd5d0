"""Who answers for a task or an inspection: whom a reminder reaches."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from governance.access import codes
from governance.access.models import Division, User
from governance.access.roles import Role
from indices.plans.models import Inspection, PlanTask

CUTS = codes.CUTS


def _at(role: Role, code: str) -> Q:
    return Q(memberships__until=None, memberships__role=role, memberships__division=code)


def _of_place(division: Division) -> Q:
    """The clerks of a committee; the administrators of its street."""
    street = codes.full(division.code[: CUTS["subdistrict"]])
    found = _at(Role.SUBDISTRICT_ADMIN, street)
    return found | _at(Role.CLERK, division.code) if division.level == Division.Level.COMMITTEE else found


def people_of_task(task: PlanTask) -> QuerySet[User]:
    """The members of the departments it names, and who works at the division that carries it."""
    departments = [one.department_id for one in task.parties.all() if one.department_id]
    asked = Q(memberships__until=None, memberships__role=Role.DEPARTMENT, memberships__department__in=departments)
    if task.division.level == Division.Level.DISTRICT:
        asked |= _at(Role.DISTRICT_ADMIN, task.division_id)
    else:
        asked |= _of_place(task.division)
    return User.objects.filter(asked, is_active=True).distinct()


def people_of_inspection(inspection: Inspection) -> QuerySet[User]:
    return User.objects.filter(_of_place(inspection.division), is_active=True).distinct()
