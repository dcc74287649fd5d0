"""The chain of seals: made by one writer, checked by anyone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC

from django.db import connection, transaction

from governance.audit.models import Event, Seal

GENESIS = "0" * 64
_WRITER = 0x6D756C696E  # advisory lock: one sealer at a time

_WAITING = """
    WITH open AS (SELECT min(x::text::bigint) AS oldest FROM pg_snapshot_xip(pg_current_snapshot()) x WHERE NOT EXISTS
        (SELECT 1 FROM pg_stat_activity a WHERE a.backend_xid = x::xid AND a.datname <> current_database()))
    SELECT e.id FROM audit_event e, open
    WHERE NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.event_id = e.id)
      AND (e.transaction < coalesce(open.oldest, pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
           OR e.at < now() - interval '1 day')
    ORDER BY e.transaction, e.id LIMIT %s
"""  # a snapshot counts the whole cluster, other databases too; the day covers one restored into a younger cluster


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold: the link, its event (None if the event is gone) and why."""

    seq: int
    event: str | None
    reason: str


def digest(previous: str, event: Event) -> str:
    """SHA-256 over the previous hash and the event's canonical JSON (UTC, sorted keys), as hex."""
    facts = [
        str(event.pk), event.at.astimezone(UTC).isoformat(timespec="microseconds"), str(event.actor_id or ""), event.verb,
        event.subject_type, event.subject_id, event.division, event.address or "", event.details,
    ]  # fmt: skip
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


@transaction.atomic
def seal(limit: int = 5000) -> int:
    """Seal up to `limit` events that no open transaction can still precede. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_WRITER])
        cursor.execute(_WAITING, [limit])
        waiting = [row[0] for row in cursor.fetchall()]
    last = Seal.objects.order_by("-seq").first()
    seq, previous = (last.seq, last.hash) if last else (0, GENESIS)
    events = Event.objects.in_bulk(waiting)
    links = []
    for number, key in enumerate(waiting, start=seq + 1):
        links.append(Seal(seq=number, event=events[key], previous=previous, hash=digest(previous, events[key])))
        previous = links[-1].hash
    Seal.objects.bulk_create(links, batch_size=1000)
    return len(links)


def seal_all() -> int:
    total = 0
    while done := seal():
        total += done
    return total


def breaks(newest: int | None = None) -> Iterator[Break]:
    """Walk the chain, or its `newest` links, and name every link that does not hold, first one first."""
    (expected, previous), last = _beginning(newest), head()
    for link in (
        Seal.objects.filter(seq__gte=expected).select_related("event").order_by("seq").iterator(chunk_size=2000)
    ):
        if link.seq != expected:
            yield Break(expected, None, f"缺少第 {expected} 号封存记录")
        elif link.previous != previous or link.hash != digest(link.previous, link.event):
            yield Break(link.seq, str(link.event_id), "内容与封存时不一致")
        expected, previous = link.seq + 1, link.hash
    if last and last.seq >= expected:
        yield Break(expected, None, f"缺少第 {expected} 号封存的事件")


def _beginning(newest: int | None) -> tuple[int, str]:
    """Number of the first link to check, and the hash before it."""
    last = head() if newest else None
    before = Seal.objects.filter(seq=last.seq - newest).first() if last and newest else None
    return (before.seq + 1, before.hash) if before else (1, GENESIS)


def head() -> Seal | None:
    """The newest link: what is published so that nobody can rebuild the chain unseen."""
    return Seal.objects.order_by("-seq").first()
