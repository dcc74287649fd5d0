"""October 2026, asked for one indicator. Its year begins on 1 November 2025 in Shanghai."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

from governance.access.models import Division
from indices.indicators import indicator
from indices.observing import observe
from tests.factories.indices import NOW, OCTOBER

WINDOW = OCTOBER.window(NOW)


def figure(code: str, place: SimpleNamespace, division: Division | None = None) -> tuple[Decimal, Decimal]:
    """(numerator, denominator) of `code` in the northern committee, or in `division`."""
    asked = (division or place.north1).code
    found = next(one for one in observe([indicator(code)], place.district.code, WINDOW) if one.division == asked)
    return found.numerator, found.denominator
