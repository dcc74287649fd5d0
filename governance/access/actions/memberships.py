"""Handing out roles and taking them away."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access.granting import LEVELS, may_grant
from governance.access.models import Department, Division, Membership, User
from governance.access.roles import Role
from governance.audit.log import record


@transaction.atomic
def grant(user: User, *, role: str, division: Division, department: Department | None = None, by: User) -> Membership:
    """Let `user` hold `role` in `division` from now on. A department goes with the role of a department, and only there."""
    if user.pk == by.pk:
        raise PermissionDenied("不能给自己授权，请另一位管理员办理。")
    if not may_grant(by, role, division.pk):
        raise PermissionDenied("您不能在这里授予这一角色。")
    _check(role, division, department)
    membership = Membership(user=user, role=role, division=division, department=department, granted_by=by)
    membership.full_clean()
    membership.save()
    record("membership.grant", membership, by=by, user=user.pk, role=role, department=department and department.pk)
    return membership


def _check(role: str, division: Division, department: Department | None) -> None:
    if division.valid_until is not None:
        raise ValidationError({"division": f"{division.name}已停用，不能再任职。"})
    if division.level not in LEVELS[Role(role)]:
        raise ValidationError(
            {"division": f"{Role(role).label}不能任职于{division.get_level_display()}一级，请另选区划。"}
        )
    if department and (department.division_id != division.pk or not department.active):
        raise ValidationError({"department": f"{department.name}不属于{division.name}，或已停用。"})


@transaction.atomic
def end(membership: Membership, *, by: User) -> Membership:
    """End a membership now. The last administrator of a district stays."""
    locked = Membership.objects.select_for_update().get(pk=membership.pk)
    if locked.user_id == by.pk:
        raise PermissionDenied("不能结束自己的任职，请另一位管理员办理。")
    if not may_grant(by, locked.role, locked.division_id):
        raise PermissionDenied("您不能结束这一任职。")
    if locked.until is not None:
        raise ValidationError("这一任职已经结束。")
    keep_an_administrator([locked])
    locked.until = timezone.now()
    locked.save(update_fields=["until"])
    record("membership.end", locked, by=by, user=locked.user_id, role=locked.role)
    return locked


def keep_an_administrator(leaving: list[Membership]) -> None:
    """Raise ValidationError if a district would be left without one. Locks the others, so that two cannot leave at once."""
    for one in leaving:
        if one.role != Role.DISTRICT_ADMIN:
            continue
        held = Membership.objects.standing().filter(role=one.role, division=one.division_id).order_by("pk")
        others = held.select_for_update(of=("self",)).filter(user__is_active=True)
        if not any(other.user_id != one.user_id for other in others):
            raise ValidationError(f"这是{one.division.name}最后一位区级管理员，请先任命另一位。")
