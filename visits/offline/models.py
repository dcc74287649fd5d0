"""What opens the drafts of one clerk."""

from __future__ import annotations

import base64
import secrets

from django.conf import settings
from django.db import models

from governance.access.models import Row
from governance.vault.fields import EncryptedTextField


def fresh() -> str:
    """32 random bytes in base64, the input of the phone's HKDF."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


class DraftSecret(Row):
    """草稿密钥 of a user, from which each device derives the key of the user's unsent visits (docs/decisions/0011).

    A row and not an HMAC of SECRET_KEY: a draft may lie on a phone longer than that secret lives.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="用户")
    secret = EncryptedTextField("密钥", max_length=44, default=fresh)

    class Meta:
        verbose_name = verbose_name_plural = "草稿密钥"

    def __str__(self) -> str:
        return str(self.pk)
