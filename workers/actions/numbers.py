"""Numbers of workers: SG and six digits, from a sequence."""

from __future__ import annotations

from django.db import connection


def draw(count: int = 1) -> list[str]:
    """As many new numbers, in one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('workers_number') FROM generate_series(1, %s)", [count])
        return [f"SG{row[0]:06}" for row in cursor.fetchall()]
