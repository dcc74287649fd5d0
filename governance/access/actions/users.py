"""Accounts: opened with a first role, closed and reopened, given a new password."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from governance.access.actions.memberships import grant, keep_an_administrator
from governance.access.granting import may_manage
from governance.access.models import Department, Division, Membership, Token, User
from governance.access.passwords import new_password
from governance.audit.log import record


@transaction.atomic
def create(
    username: str, *, name: str, role: str, division: Division, department: Department | None = None, by: User
) -> tuple[User, str]:
    """Open an account with its first role, so that nobody is ever without a place. Returns it and its password, once."""
    user, password = User(username=username, name=name, must_change_password=True), new_password()
    user.set_password(password)
    user.full_clean()
    user.save()
    record("user.create", user, by=by, division=division.pk)
    grant(user, role=role, division=division, department=department, by=by)
    return user, password


@transaction.atomic
def disable(user: User, *, by: User) -> User:
    """Close the account: its sessions end with the next page, its tokens are gone."""
    locked, standing = _managed(user, by)
    if not locked.is_active:
        raise ValidationError("这个账号已经停用。")
    keep_an_administrator(standing)
    locked.is_active = False
    locked.save(update_fields=["is_active"])
    revoked, _ = Token.objects.filter(user=locked).delete()
    record("user.disable", locked, by=by, tokens=revoked)
    return locked


@transaction.atomic
def enable(user: User, *, by: User) -> str:
    """Open a closed account again. Returns its new password, so that no old session or password comes back with it."""
    locked, _ = _managed(user, by)
    if locked.is_active:
        raise ValidationError("这个账号没有停用。")
    locked.is_active = True
    password = _renew(locked, "is_active")
    record("user.enable", locked, by=by)
    return password


@transaction.atomic
def reset_password(user: User, *, by: User) -> str:
    """Returns the new password, once; the owner must change it. All sessions end and all tokens are gone."""
    locked, _ = _managed(user, by)
    if not locked.is_active:
        raise ValidationError("账号已停用，请先启用。")
    password = _renew(locked)
    revoked, _ = Token.objects.filter(user=locked).delete()
    record("user.reset_password", locked, by=by, tokens=revoked)
    return password


@transaction.atomic
def reset_second_factor(user: User, *, by: User) -> None:
    """Forget the one-time codes of a lost phone; the owner sets them up again at the next sign-in."""
    locked, _ = _managed(user, by)
    forgotten, _ = TOTPDevice.objects.filter(user=locked).delete()
    if not forgotten:
        raise ValidationError("这个账号还没有设置动态口令。")
    record("user.reset_second_factor", locked, by=by)


def _managed(user: User, by: User) -> tuple[User, list[Membership]]:
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    standing = list(Membership.objects.standing().filter(user=locked).select_related("division"))
    if not may_manage(by, locked, standing):
        raise PermissionDenied("这个账号不由您管理，请所在区的管理员办理。")
    return locked, standing


def _renew(user: User, *fields: Any) -> str:
    password = new_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "password_changed_at", "must_change_password", *fields])
    return password
