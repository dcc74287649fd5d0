from __future__ import annotations

from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission

from governance.access.models import Token


class SignedIn(BasePermission):
    message = "请先登录，或带上令牌。"

    def has_permission(self, request: Any, view: Any) -> bool:
        return bool(request.user.is_authenticated)


class TokenScope(BasePermission):
    """A read token reads. A session may do what its user may do."""

    message = "令牌是只读的，不能修改数据。请换用读写令牌。"

    def has_permission(self, request: Any, view: Any) -> bool:
        token = request.auth
        return not isinstance(token, Token) or token.scope == Token.Scope.WRITE or request.method in SAFE_METHODS
