"""The floor of the nightly run: the same figures by hand, in bare SQL, one statement an indicator.

Each gives (committee, numerator, denominator). Parameters: `low`, `high` codes; `as_of`, `cutoff`, `due_until`, `day`.
"""

from __future__ import annotations

_HERE = "{0}.division_id >= %(low)s AND {0}.division_id < %(high)s"
_KNOWN = "({0}.withdrawn_at IS NULL OR {0}.withdrawn_at >= %(cutoff)s) AND {0}.recorded_at < %(cutoff)s"
_STANDING = f"""{_KNOWN} AND ({{0}}.until IS NULL OR {{0}}.until > %(day)s OR {{0}}.ended_at >= %(cutoff)s)
    AND {{0}}.since <= %(day)s AND {_HERE}"""
_MET = f"v.met AND v.visited_at < %(as_of)s AND {_KNOWN.format('v')}"


def _rounds(days: int, theme: str = "") -> str:
    of_theme = f"JOIN cases_category g ON g.id = r.category_id AND g.theme = '{theme}'" if theme else ""
    return f"""
        SELECT r.division_id, count(*) FILTER (WHERE r.closed_at <= r.due_at), count(*)
        FROM cases_round r JOIN cases_case c ON c.id = r.case_id {of_theme}
        WHERE r.due_at >= %(due_until)s - interval '{days} days' AND r.due_at < %(due_until)s
            AND {_KNOWN.format("r")} AND {_KNOWN.format("c")} AND {_HERE.format("r")} GROUP BY 1"""  # noqa: S608


def _answers(days: int, numerator: str) -> str:
    return f"""
        SELECT a.division_id, {numerator}, count(*) FROM cases_answer a
        WHERE a.answered_at >= %(as_of)s - interval '{days} days' AND a.answered_at < %(as_of)s
            AND {_KNOWN.format("a")} AND {_HERE.format("a")} GROUP BY 1"""  # noqa: S608


def _cases(days: int, moment: str, numerator: str, theme: str = "") -> str:
    of_theme = f"JOIN cases_category g ON g.id = c.category_id AND g.theme = '{theme}'" if theme else ""
    return f"""
        SELECT c.division_id, count(*) FILTER (WHERE {numerator}), count(*) FROM cases_case c {of_theme}
        WHERE c.{moment} >= %(as_of)s - interval '{days} days' AND c.{moment} < %(as_of)s
            AND {_KNOWN.format("c")} AND {_HERE.format("c")} GROUP BY 1"""  # noqa: S608


STATEMENTS = {
    "ZZ-B1": f"""
        SELECT t.division_id, coalesce(n.count, 0), t.count
        FROM (SELECT h.division_id, count(*) FROM neighborhoods_household h WHERE {_STANDING.format("h")} GROUP BY 1) t
        LEFT JOIN (SELECT h.division_id, count(*) FROM neighborhoods_household h
            WHERE {_STANDING.format("h")} AND EXISTS (SELECT FROM visits_visit v
                WHERE v.household_id = h.id AND v.visited_at >= %(as_of)s - interval '365 days' AND {_MET}) GROUP BY 1
        ) n USING (division_id)""",  # noqa: S608
    "ZZ-B2": f"""
        SELECT n.division_id, count(*) FILTER (WHERE (n.case_id IS NULL AND n.resolved_at < %(cutoff)s) OR (r.closed AND NOT r.open)),
            count(*)
        FROM visits_need n LEFT JOIN (
            SELECT case_id, bool_or(coalesce(closed_at < %(cutoff)s, false)) AS closed,
                bool_or(coalesce(closed_at >= %(cutoff)s, true)) AS open
            FROM cases_round WHERE started_at < %(cutoff)s GROUP BY 1) r ON r.case_id = n.case_id
        WHERE n.raised_at >= %(as_of)s - interval '365 days' AND n.raised_at < %(as_of)s
            AND {_KNOWN.format("n")} AND {_HERE.format("n")} GROUP BY 1""",  # noqa: S608
    "DZ-B6": f"""
        SELECT k.division_id, count(*) FILTER (WHERE EXISTS (SELECT FROM visits_visit v
            WHERE v.household_id = k.household_id AND v.visited_at >= %(as_of)s - k.interval * interval '1 day' AND {_MET})), count(*)
        FROM neighborhoods_keyperson k WHERE {_STANDING.format("k")} GROUP BY 1""",  # noqa: S608
    "GZ-B3": _rounds(90),
    "FZ-B7": _rounds(180, "hazard"),
    "GZ-B4": _answers(180, "count(*) FILTER (WHERE a.resolved)"),
    "DZ-B1": _answers(365, "sum((a.satisfaction - 1) * 25)"),
    "GZ-B5": _cases(180, "opened_at", "c.repeat_of_id IS NOT NULL"),
    "FZ-G2": _cases(365, "filed_at", "c.first_channel = 'mediation'", "dispute"),
}  # fmt: skip
