"""Tokens of programs: made by their owner, shown once, taken back by owner or administrator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from governance.access.granting import may_manage
from governance.access.models import Membership, Token, User
from governance.audit.log import record

MOST_DAYS = 365


@transaction.atomic
def create(
    owner: User, *, name: str, scope: str, days: int, addresses: Sequence[str] = (), by: User | None
) -> tuple[Token, str]:
    """Returns the token and its text, which is not kept. `by` is the owner, or None for the command line."""
    if by is not None and by.pk != owner.pk:
        raise PermissionDenied("只能为自己新建令牌。")
    if not owner.is_active:
        raise ValidationError(f"用户“{owner.username}”已停用。")
    if not 1 <= days <= MOST_DAYS:
        raise ValidationError({"days": f"有效天数应在 1 到 {MOST_DAYS} 之间。"})
    token, text = Token.objects.create(owner, timedelta(days=days), name=name, scope=scope, addresses=list(addresses))
    token.full_clean(exclude=["digest", "token_key"])
    record("token.create", owner, by=by, scope=scope, days=days, key=token.token_key[:8])
    return token, text


@transaction.atomic
def revoke(token: Token, *, by: User) -> None:
    """Take a token back; it stops working at once."""
    owner = token.user
    standing = list(Membership.objects.standing().filter(user=owner))
    if owner.pk != by.pk and not may_manage(by, owner, standing):
        raise PermissionDenied("这个令牌不由您管理。")
    record("token.revoke", owner, by=by, key=token.token_key[:8])
    token.delete()
