"""The day's head of the audit's chain, written where a backup or another machine picks it up.

Kept outside the database, it shows whether somebody rebuilt the whole chain: `manage.py verify_audit --expect SEQ:HASH`.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from governance.audit.chain import head
from governance.jobs.models import JobRun

JOB = "audit.head"


def publish(day: date) -> dict[str, Any]:
    """Write `seal-head-2026-11-22.txt` with one line `SEQ:HASH`. Written once: the first head of a day stands.

    Returns what the run keeps; nothing if no directory is set (`SEAL_HEADS_DIR`) or nothing was ever sealed.
    """
    newest = head()
    if not settings.SEAL_HEADS_DIR or newest is None:
        return {}
    folder = Path(settings.SEAL_HEADS_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"seal-head-{day:%Y-%m-%d}.txt"
    if not target.exists():
        draft = target.with_suffix(".part")
        draft.write_text(f"{newest.seq}:{newest.hash}\n")
        draft.replace(target)
    return {"seq": newest.seq, "hash": newest.hash}


def last_published() -> Any:
    """When a head was last written; None if that is off or never happened."""
    done = JobRun.objects.filter(job=JOB, state=JobRun.State.DONE, result__has_key="seq").order_by("-finished_at")
    return done.values_list("finished_at", flat=True).first()
