"""One effect for one `Idempotency-Key`, however often and however many at once it is sent.

Use inside the request's transaction: `claim`, act, `store`. A claim that is rolled back with its work is free again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.db.models.functions import Now

from governance.jobs.models import IdempotencyKey

KEPT = timedelta(hours=48)


class KeyReused(Exception):
    """The key came before with another method, path or body."""


@dataclass(frozen=True, slots=True)
class Replay:
    """The answer that was given the first time: status and the very bytes."""

    status: int
    body: bytes


def claim(user: models.Model, key: str, method: str, path: str, body: bytes) -> Replay | None:
    """None: go on and `store` the answer. A Replay: it is done already. Raises KeyReused.

    The insert waits on the unique index for a claim in flight, so of 20 at once one acts and 19 replay.
    """
    mine = IdempotencyKey(
        user_id=user.pk, key=key, method=method, path=path[:500], body_hash=hashlib.sha256(body).hexdigest()
    )
    IdempotencyKey.objects.bulk_create([mine], ignore_conflicts=True)
    kept = IdempotencyKey.objects.select_for_update().get(user_id=user.pk, key=key)
    if kept.pk == mine.pk:
        return None
    if (kept.method, kept.path, kept.body_hash) != (mine.method, mine.path, mine.body_hash):
        raise KeyReused(key)
    return Replay(kept.status, kept.response.encode()) if kept.status else None


def store(user: models.Model, key: str, *, status: int, body: bytes) -> None:
    """Keep the answer (UTF-8) for replays."""
    IdempotencyKey.objects.filter(user_id=user.pk, key=key).update(status=status, response=body.decode())


def prune() -> int:
    return IdempotencyKey.objects.filter(created__lt=Now() - KEPT).delete()[0]
