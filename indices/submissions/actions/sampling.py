"""区抽查: a random draw that anybody can draw again, and what was found."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from itertools import groupby

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.access.filing import file, require
from governance.access.models import Division, User
from governance.audit.log import record_all
from governance.vault.texts import needed
from indices.submissions.flows import SUBMISSION
from indices.submissions.models import Draw, Submission
from indices.windows import Period

MOST = 50
"""Submissions an indicator in one draw."""
SEEDS = 2**32


@transaction.atomic
def draw(*, division: Division, period: str, by: User | None, size: int = 2, seed: int | None = None) -> Draw:
    """`size` of each indicator's reviewed submissions of the month. Without a `seed` one is made and kept.

    Raises PermissionDenied, or ValidationError by field for a second draw of the month or nothing to draw from.
    """
    seed = secrets.randbelow(SEEDS) if seed is None else seed
    row = Draw(division=division, period=period, size=size, seed=seed)
    require("add", row, by)
    try:
        Period(period)
    except ValidationError as error:
        raise ValidationError({"period": error.messages}) from None
    if division.level != Division.Level.DISTRICT:
        raise ValidationError({"division": "抽查由区里统一抽取。"})
    if not 1 <= size <= MOST:
        raise ValidationError({"size": f"每项抽 1 到 {MOST} 份。"})
    candidates = _candidates(division, period)
    if not candidates:
        raise ValidationError({"period": "这个月还没有审核通过的上报，没有可抽的。"})
    row.drawn_from = len(candidates)
    file(row, by=by, period=period, seed=str(row.seed))
    chosen = chosen_of(candidates, size=size, seed=row.seed)
    for one in chosen:
        one.draw, one.version = row, one.version + 1
    Submission.objects.bulk_update(chosen, ["draw", "version"])
    record_all("submission.draw", chosen, by=by, draw=str(row.pk))
    return row


def _candidates(division: Division, period: str) -> list[Submission]:
    reviewed = Submission.objects.standing().inside(division.code).filter(period=period, draw=None)
    found = reviewed.filter(state=Submission.State.REVIEWED).order_by("indicator", "division_id")
    return list(found.select_for_update(of=("self",)))


def chosen_of(candidates: Iterable[Submission], *, size: int, seed: int) -> list[Submission]:
    """The `size` of each indicator whose SHA-256 of seed, indicator and division comes first: luck that can be checked.

    `candidates` come by indicator.
    """
    found: list[Submission] = []
    for _, rows in groupby(candidates, key=lambda one: one.indicator):
        found += sorted(rows, key=lambda one: _lot(seed, one))[:size]
    return found


def _lot(seed: int, one: Submission) -> str:
    return hashlib.sha256(f"{seed}|{one.indicator}|{one.division_id}".encode()).hexdigest()


def uphold(row: Submission, *, by: User | None) -> Submission:
    with SUBMISSION.step("uphold", row, by=by) as row:
        row.sampler, row.sampled_at = by, timezone.now()
    return row


def overturn(row: Submission, *, by: User | None, reason: str) -> Submission:
    """From now on it counts no more; the committee may report the month anew."""
    reason = needed("reason", "不通过的理由", reason, 200)
    with SUBMISSION.step("overturn", row, by=by) as row:
        row.sampler, row.reason = by, reason
        row.sampled_at = row.overturned_at = timezone.now()
    return row
