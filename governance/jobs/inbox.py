"""The user's inbox: one Chinese line with a link, written in the transaction of what it tells."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from governance.jobs.models import Notice


def notify(users: Iterable[models.Model], text: str, *, url: str = "", kind: str = "") -> int:
    """Put `text` into the inbox of each of `users`, each once. `url` is a path. Returns how many."""
    people = dict.fromkeys(user.pk for user in users)
    notices = [Notice(user_id=person, text=text[:300], url=url, kind=kind) for person in people]
    return len(Notice.objects.bulk_create(notices, batch_size=1000))


def inbox(user: models.Model) -> models.QuerySet[Notice]:
    return Notice.objects.filter(user_id=user.pk)


def unread_count(user: models.Model) -> int:
    return inbox(user).filter(read_at=None).count()


def mark_read(user: models.Model, notices: Iterable[uuid.UUID] | None = None) -> int:
    """Mark the user's own notices (ids), or all of them, as read. Returns how many were unread."""
    unread = inbox(user).filter(read_at=None)
    return (unread if notices is None else unread.filter(pk__in=notices)).update(read_at=timezone.now())


def prune() -> int:
    """Away with what was read 90 days ago, and with what nobody has read for a year."""
    read = Q(read_at__lt=Now() - timedelta(days=90))
    return Notice.objects.filter(read | Q(read_at=None, at__lt=Now() - timedelta(days=365))).delete()[0]
