"""Submissions as the index counts them: passed by the street on the day a test asks for."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from governance.access.models import Division
from indices.submissions.indicators import reported
from indices.submissions.models import Submission
from tests.factories.indices import at
from tests.factories.mediations import ConsultFactory

S = Submission.State


def submission(
    division: Division, code: str, period: str, numerator: float, denominator: float | None = None, *, reviewed: str = "", **fields: Any
) -> Submission:  # fmt: skip
    """Reviewed on the tenth of the month after, unless `reviewed` says when; `state="submitted"` for one that waits."""
    told = at(f"{_after(period)}-05 10:00")
    passed = None if fields.get("state") in (S.SUBMITTED, S.RETURNED) else at(reviewed or f"{_after(period)}-10 10:00")
    given = {"recorded_at": told, "reviewed_at": passed, "state": S.REVIEWED, "version": 1} | fields
    below = None if denominator is None else Decimal(str(denominator))
    return Submission.objects.create(
        division=division, indicator=code, period=period, numerator=Decimal(str(numerator)), denominator=below, **given
    )


def reported_in(place: SimpleNamespace) -> None:
    """A month of each reported indicator from every committee, and a consult that was answered there."""
    for at_, committee in enumerate((place.north1, place.north2, place.south1)):
        for one in reported().values():
            below = (50 if one.survey else 10) if one.asks_denominator else None
            numerator = 3500 + at_ if one.survey else 4 + at_ % 3
            submission(committee, one.code, "2026-09", numerator, below)
        told = at("2026-09-01 09:00")
        ConsultFactory(
            division=committee, state="answered", answer="可以。", asked_at=told, answered_at=told, recorded_at=told
        )


def _after(period: str) -> str:
    year, month = int(period[:4]), int(period[5:])
    return f"{year + month // 12}-{month % 12 + 1:02d}"
