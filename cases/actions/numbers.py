"""Numbers of cases and their kin: two letters (SP for a case), the day in Shanghai, five digits of a sequence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection
from django.utils import timezone


def number_for(at: datetime, letters: str = "SP", sequence: str = "cases_number") -> str:
    return numbers_for([timezone.localdate(at)], letters, sequence)[0]


def numbers_for(days: Sequence[date], letters: str = "SP", sequence: str = "cases_number") -> list[str]:
    """One number a day given, in one query. The sequence turns over after 99,999, so a loader gives its days in order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [sequence, len(days)])
        drawn = [row[0] for row in cursor.fetchall()]
    return [f"{letters}{day:%Y%m%d}{one:05}" for day, one in zip(days, drawn, strict=True)]
