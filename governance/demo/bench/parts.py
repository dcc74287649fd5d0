"""Conditions that the bare statements share; `{0}` is the table's letter."""

from __future__ import annotations

HERE = "{0}.division_id >= %(low)s AND {0}.division_id < %(high)s"
KNOWN = "({0}.withdrawn_at IS NULL OR {0}.withdrawn_at >= %(cutoff)s) AND {0}.recorded_at < %(cutoff)s"
SPAN = f"""{KNOWN} AND ({{0}}.until IS NULL OR {{0}}.until > %(day)s OR {{0}}.ended_at >= %(cutoff)s)
    AND {{0}}.since <= %(day)s"""
STANDING = f"{SPAN} AND {HERE}"


def since(days: int) -> str:
    """The first of the last `days` days counted: 180 or 365. As a parameter, for an expression is worked out row by row."""
    return f"%(first_{days})s"


def held(days: int) -> str:
    """Of activities `a`."""
    return f"""a.starts_at >= %(as_of)s - interval '{days} days' AND a.starts_at < %(as_of)s AND a.held_at < %(cutoff)s
        AND {KNOWN.format("a")}"""


def minutes(days: int, *columns: str) -> str:
    """The ledger by volunteer."""
    return f"""SELECT e.volunteer_id{"".join(columns)} FROM volunteers_hourentry e
        WHERE e.recorded_at < %(cutoff)s AND e.day BETWEEN {since(days)} AND %(day)s GROUP BY 1"""  # noqa: S608


def beside(above: str, below: str) -> str:
    """Two statements of (division, number) as one of both numbers: a division that is not in `above` has none of it."""
    return f"""SELECT b.division_id, coalesce(a.number, 0), b.number FROM ({below}) AS b (division_id, number)
        LEFT JOIN ({above}) AS a (division_id, number) USING (division_id)"""  # noqa: S608
