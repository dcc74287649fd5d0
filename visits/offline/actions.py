"""Handing out the secret of a user's drafts."""

from __future__ import annotations

from django.db import transaction

from governance.access.models import User
from governance.audit.log import record
from visits.offline.models import DraftSecret


@transaction.atomic
def draft_secret(*, by: User) -> str:
    """The caller's own, made at the first question; base64 of 32 bytes. It never changes: drafts may wait for months."""
    found, made = DraftSecret.objects.get_or_create(user=by)
    if made:
        record("offline.secret", found, by=by)
    return found.secret
