"""Who is asking: a program by its token, a page by its session."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone
from knox.crypto import hash_token
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied

from governance.access.duties import factor_is_missing, password_is_old
from governance.access.grants import HELD, resolved
from governance.access.models import Token, User


class BearerToken(BaseAuthentication):
    """`Authorization: Bearer <token>`. One query finds token, user and grants; nothing tells why a token is not accepted."""

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
        """Written in SQL: compiling the same query for each request cost more than all else that Python does for a page."""
        if not text.isascii() or not text or b" " in text:
            return None
        with connection.cursor() as cursor:
            cursor.execute(_alive(), [hash_token(text.decode())])
            row = cursor.fetchone()
        if row is None:
            return None
        names = _names(Token)
        token = Token.from_db(connection.alias, names, row[: len(names)])
        token.user = User.from_db(connection.alias, _names(User), row[len(names) : -1])
        token.user.held = resolved(row[-1] or [])
        return token


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


@cache
def _names(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@cache
def _alive() -> str:
    columns = [f't."{name}"' for name in _names(Token)] + [f'u."{name}"' for name in _names(User)]
    tables = f"{Token._meta.db_table} t JOIN {User._meta.db_table} u ON u.id = t.user_id"
    alive = "t.digest = %s AND (t.expiry IS NULL OR t.expiry > now()) AND u.is_active"
    held = f"(SELECT json_agg(json_build_array(r, c, n, d, p, s)) FROM ({HELD.format(user='u.id')}) held(r, c, n, d, p, s))"  # noqa: S608
    return f"SELECT {', '.join(columns)}, {held} FROM {tables} WHERE {alive}"  # noqa: S608  names of our own models
