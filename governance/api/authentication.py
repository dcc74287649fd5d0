"""Who is asking: a program by its token, a page by its session."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone
from knox.crypto import hash_token
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied

from governance.access.duties import factor_is_missing, password_is_old
from governance.access.models import Token, User


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer <token>`. One query finds token and user; nothing tells why a token is not accepted."""

    def authenticate(self, request: Any) -> tuple[User, Token] | None:
        kind, _, text = get_authorization_header(request).partition(b" ")
        if kind.lower() != b"bearer":
            return None
        token = self._find(text.strip())
        if token is None or not token.allows(request.META.get("REMOTE_ADDR", "")):
            raise AuthenticationFailed("令牌无效、已过期，或不允许从这个地址使用。")
        _touch(token)
        return token.user, token

    def authenticate_header(self, request: Any) -> str:
        return 'Bearer realm="api"'

    def _find(self, text: bytes) -> Token | None:
        if not text.isascii() or not text:
            return None
        alive = Q(expiry=None) | Q(expiry__gt=timezone.now())
        found = Token.objects.filter(alive, digest=hash_token(text.decode()), user__is_active=True)
        return found.select_related("user").order_by().first() if b" " not in text else None


class Session(SessionAuthentication):
    """The page's own session. An owner who still has duties (old password, no second factor) does them first."""

    def authenticate(self, request: Any) -> tuple[Any, None] | None:
        found = super().authenticate(request)
        if found and (password_is_old(found[0]) or factor_is_missing(request._request)):
            raise PermissionDenied("请先在网页上完成改密或第二因素设置，再使用接口。")
        return found

    def enforce_csrf(self, request: Any) -> None:
        try:
            super().enforce_csrf(request)
        except PermissionDenied:
            raise PermissionDenied("缺少 CSRF 令牌，或令牌已经过期。请刷新页面后再试。") from None


def _touch(token: Token) -> None:
    """Remember the day of the last use: one write a day."""
    today = timezone.localdate()
    if token.last_used_on != today:
        Token.objects.filter(pk=token.pk).update(last_used_on=today)
