"""Numbers of volunteers: ZY, the district's six digits, seven digits of a sequence."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection


def number_for(division: str) -> str:
    return numbers_for([division])[0]


def numbers_for(divisions: Sequence[str]) -> list[str]:
    """One number a code given, in one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('volunteers_number') FROM generate_series(1, %s)", [len(divisions)])
        drawn = [row[0] for row in cursor.fetchall()]
    return [f"ZY{code[:6]}{one:07}" for code, one in zip(divisions, drawn, strict=True)]
