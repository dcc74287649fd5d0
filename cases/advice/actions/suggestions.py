"""Keeping what was suggested, and what a person chose: the accuracy that counts."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from cases.advice.models import CategoryModel, Suggestion
from cases.advice.selectors.suggesting import Suggested
from cases.models import Case
from governance.access import codes
from governance.access.models import Division, User

SETTLED_WITHIN = timedelta(hours=2)  # a suggestion shown longer before the case was saved led to something else

SETTLE = """
    UPDATE advice_suggestion shown SET case_id = found.id, chosen_id = found.category_id, version = version + 1
    FROM (
        SELECT DISTINCT ON (c.id) one.id AS suggestion, c.id, c.category_id
        FROM advice_suggestion one JOIN cases_case c
            ON c.created_by_id = one.created_by_id AND c.recorded_at >= one.at AND c.recorded_at < one.at + %(within)s
            AND encode(sha256(convert_to(c.title, 'UTF8')), 'hex') = one.title
        WHERE one.case_id IS NULL AND one.at >= %(since)s
            AND NOT EXISTS (SELECT 1 FROM advice_suggestion taken WHERE taken.case_id = c.id)
        ORDER BY c.id, one.at DESC
    ) found
    WHERE shown.id = found.suggestion
"""


def newest_model(division: str) -> UUID | None:
    found = CategoryModel.objects.filter(division=codes.at_level(division, "district")).order_by("-trained_at")
    return found.values_list("pk", flat=True).first()


def show(found: Suggested, *, title: str, division: Division, by: User) -> Suggestion:
    """A suggestion was put before `by`, who has not saved yet. The same words shown again are the same suggestion."""
    now = timezone.now()
    same = {"title": _digest(title), "created_by": by, "case": None, "where": Suggestion.Where.NEW_CASE}
    shown = Suggestion.objects.filter(at__gte=now - SETTLED_WITHIN, **same).first() or Suggestion(**same)
    shown.at, shown.division, shown.model_id = now, division, found.model
    shown.suggested, shown.probability = found.category, found.probability
    shown.save()
    return shown


def keep(case: Case, found: Suggested, *, where: str, by: User | None) -> Suggestion:
    """The case was saved with the suggestion in sight: both are known at once."""
    return Suggestion.objects.create(
        at=timezone.now(), where=where, model_id=found.model, title=_digest(case.title), suggested=found.category,
        probability=found.probability, chosen_id=case.category_id, case=case, division_id=case.division_id, created_by=by,
    )  # fmt: skip


@transaction.atomic
def settle(now: datetime) -> int:
    """Find the cases that came of what was shown, by who saved the same title soon after. Returns how many."""
    with connection.cursor() as cursor:
        given: dict[str, Any] = {"within": SETTLED_WITHIN, "since": now - timedelta(days=8)}
        cursor.execute(SETTLE, given)
        return cursor.rowcount


def _digest(title: str) -> str:
    return hashlib.sha256(title.strip().encode()).hexdigest()
