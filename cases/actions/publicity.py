"""不公开 and 公开: what strangers may read of a case is an officer's decision, with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases.actions.story import lock, tell
from cases.acts import require
from cases.models import Case
from governance.access.models import User
from governance.audit.log import record
from governance.vault.texts import needed


def hide(case: Case, *, by: User | None, reason: str) -> Case:
    """设为不公开: whatever door it came by, nobody reads it in public; an earlier publication falls."""
    return _say("hide", case, by, reason, lambda now: {"private": True, "published_at": None})


def unhide(case: Case, *, by: User | None, reason: str) -> Case:
    return _say("unhide", case, by, reason, lambda now: {"private": False})


def publish(case: Case, *, by: User | None, reason: str) -> Case:
    """公开 a case that did not come from the public, without anything personal (`Case.objects.public()`)."""
    return _say("publish", case, by, reason, lambda now: {"published_at": now})


def unpublish(case: Case, *, by: User | None, reason: str) -> Case:
    return _say("unpublish", case, by, reason, lambda now: {"published_at": None})


@transaction.atomic
def _say(name: str, case: Case, by: User | None, reason: str, change: Any) -> Case:
    reason = needed("reason", "理由", reason, 200)
    case, now = lock(case), timezone.now()
    require(name, case, by)
    _set(case, change(now))
    tell(case, name, at=now, by=by, text=reason)
    record(f"case.{name}", case, by=by)
    return case


def _set(case: Case, changes: dict[str, bool | datetime | None]) -> None:
    for field, value in changes.items():
        setattr(case, field, value)
    case.save()
