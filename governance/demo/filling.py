"""How forms were filled in: sums a day, made up from the visits and cases that were filed with them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import connection

RECENT = timedelta(days=365)

_SUMS = """
    INSERT INTO web_formuse (division_id, day, kind, saves, kept, typed, seconds, up_to_20, up_to_60, up_to_180, longer)
    SELECT division_id, day, %(kind)s, n, n * %(kept)s, typed, n * (%(seconds)s + skill), quick, n - quick - slow, slow, 0
    FROM (SELECT *, round(n * (%(share)s + skill * -0.01))::int AS quick, (n / 25)::int AS slow
        FROM (SELECT division_id, (recorded_at AT TIME ZONE 'Asia/Shanghai')::date AS day, count(*) AS n,
                sum(1 + ({told} <> '')::int) AS typed, abs(hashtext(division_id)) %% 15 AS skill
            FROM {table} WHERE division_id >= %(low)s AND division_id < %(high)s AND recorded_at >= %(since)s AND {which}
            GROUP BY 1, 2) AS filed) AS summed
    ON CONFLICT DO NOTHING"""

_FORMS: tuple[tuple[dict[str, Any], tuple[str, str, str]], ...] = (
    ({"kind": "visit", "kept": 2, "seconds": 11, "share": 0.82}, ("visits_visit", "content", "true")),
    ({"kind": "case", "kept": 3, "seconds": 48, "share": 0.2}, ("cases_case", "description", "source = 'passive'")),
)


def fill_in(low: str, high: str, today: date) -> int:
    """Sums of the last year for the codes in `low <= code < high`. Returns how many rows. Call it inside `rls.system()`."""
    made = 0
    with connection.cursor() as cursor:
        for given, (table, told, which) in _FORMS:
            asked = _SUMS.format(table=table, told=told, which=which)
            cursor.execute(asked, given | {"low": low, "high": high, "since": today - RECENT})
            made += cursor.rowcount
    return made
