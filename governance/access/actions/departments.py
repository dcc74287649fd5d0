"""The departments to which cases are dispatched: part of a district's configuration."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from governance.access.models import Department, Division, User
from governance.access.scoping import can_in
from governance.audit.log import record


@transaction.atomic
def create(division: Division, *, code: str, name: str, by: User) -> Department:
    if not can_in(by, "access.add_department", division.pk):
        raise PermissionDenied("您不能在这里新增部门。")
    department = Department(division=division, code=code, name=name)
    department.full_clean()
    department.save()
    record("department.create", department, by=by, code=code)
    return department


@transaction.atomic
def set_active(department: Department, *, active: bool, by: User) -> Department:
    """Offer the department for new cases, or no longer; what it has already stays with it."""
    locked = Department.objects.select_for_update().get(pk=department.pk)
    if not can_in(by, "access.change_department", locked.division_id):
        raise PermissionDenied("您不能改动这个部门。")
    if locked.active == active:
        raise ValidationError("这个部门已经在用。" if active else "这个部门已经停用。")
    locked.active = active
    locked.save(update_fields=["active"])
    record("department.activate" if active else "department.deactivate", locked, by=by)
    return locked
