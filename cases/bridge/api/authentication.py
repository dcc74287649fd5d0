"""The other platform signs what it sends: its id stands in the address, its secret is shared, and nothing else lets it in."""

from __future__ import annotations

import time
import uuid
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission

from cases.bridge.models import Platform
from cases.bridge.signing import HEADER, is_signed


class SignedPlatform(BaseAuthentication):
    """One answer to all that does not fit: unknown, switched off, wrong secret, too old."""

    def authenticate(self, request: Any) -> tuple[AnonymousUser, Platform]:
        platform = _platform(request.parser_context["kwargs"].get("pk", ""))
        given = request.META.get("HTTP_X_MULIN_SIGNATURE", "")
        secrets = platform.secrets_at(timezone.now()) if platform else [uuid.uuid4().hex]
        if not is_signed(given, secrets, request._request.body, now=time.time()) or platform is None:
            raise AuthenticationFailed(
                f"签名不对、已过期，或平台未启用。请用约定的密钥在 {HEADER} 里签名，并核对时钟。"
            )
        return AnonymousUser(), platform

    def authenticate_header(self, request: Any) -> str:
        return "Mulin-Signature"


class IsPlatform(BasePermission):
    def has_permission(self, request: Any, view: Any) -> bool:
        return isinstance(request.auth, Platform)


class SignatureScheme(OpenApiAuthenticationExtension):
    target_class = "cases.bridge.api.authentication.SignedPlatform"
    name = "signature"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey", "in": "header", "name": HEADER,
            "description": "t=<unix 秒>,v1=<hex>：用共享密钥对“t.请求体”作 HMAC-SHA256，前后五分钟内有效。",
        }  # fmt: skip


def _platform(pk: str) -> Platform | None:
    try:
        return Platform.objects.for_sender(uuid.UUID(pk))
    except ValueError:
        return None
