"""The floor of the nightly run: the same figures by hand, in bare SQL, one statement an indicator.

Each gives (division, numerator, denominator). Parameters: `low`, `high` codes; `as_of`, `cutoff`, `due_until`, `day`, and
`first_180`, `first_365`: the first day of what is counted.
"""

from __future__ import annotations

from governance.demo.bench import reported
from governance.demo.bench.parts import HERE, KNOWN, SPAN, STANDING, beside, held, minutes, since

_MET = f"v.met AND v.visited_at < %(as_of)s AND {KNOWN.format('v')}"
_HOUSEHOLDS = f"SELECT h.division_id, count(*) FROM neighborhoods_household h WHERE {STANDING.format('h')} GROUP BY 1"  # noqa: S608
_POSTINGS = f"SELECT p.division_id, count(*) FROM workers_posting p WHERE {STANDING.format('p')} GROUP BY 1"  # noqa: S608


_DUE = """coalesce((SELECT d.due_at FROM cases_deadline d WHERE d.round_id = r.id AND d.recorded_at < %(cutoff)s
    ORDER BY d.recorded_at DESC, d.id DESC LIMIT 1), r.due_at)"""
_PAUSED = "r.id IN (SELECT p.round_id FROM cases_pause p WHERE p.since < %(cutoff)s AND (p.ended_at IS NULL OR p.ended_at >= %(cutoff)s))"
_ROUNDS = f"""
    SELECT r.division_id, count(*) FILTER (WHERE r.closed_at <= r.due), count(*)
    FROM (SELECT r.*, {_DUE} AS due FROM cases_round r WHERE r.due_at < %(due_until)s AND NOT {_PAUSED}) r
    JOIN cases_case c ON c.id = r.case_id
    WHERE r.due >= %(due_until)s - interval '90 days' AND r.due < %(due_until)s
        AND {KNOWN.format("r")} AND {KNOWN.format("c")} AND {HERE.format("r")} GROUP BY 1"""  # noqa: S608


def _shared(
    table: str, moment: str, numerator: str, days: int = 365, until: str = "due_until", more: str = "true"
) -> str:
    """Rows `t` by a moment of theirs."""
    return f"""
        SELECT t.division_id, count(*) FILTER (WHERE {numerator}), count(*) FROM {table}
        WHERE t.{moment} >= %({until})s - interval '{days} days' AND t.{moment} < %({until})s AND {more}
            AND {KNOWN.format("t")} AND {HERE.format("t")} GROUP BY 1"""  # noqa: S608


def _answers(days: int, numerator: str) -> str:
    return f"""
        SELECT a.division_id, {numerator}, count(*) FROM cases_answer a
        WHERE a.answered_at >= %(as_of)s - interval '{days} days' AND a.answered_at < %(as_of)s
            AND {KNOWN.format("a")} AND {HERE.format("a")} GROUP BY 1"""  # noqa: S608


def _cases(days: int, moment: str, numerator: str, theme: str = "") -> str:
    of_theme = f"JOIN cases_category g ON g.id = c.category_id AND g.theme = '{theme}'" if theme else ""
    return f"""
        SELECT c.division_id, count(*) FILTER (WHERE {numerator}), count(*) FROM cases_case c {of_theme}
        WHERE c.{moment} >= %(as_of)s - interval '{days} days' AND c.{moment} < %(as_of)s
            AND {KNOWN.format("c")} AND {HERE.format("c")} GROUP BY 1"""  # noqa: S608


def _residents(who: str, condition: str = "true") -> str:
    """Those among the residents whom the statement `who` names."""
    return f"""
        SELECT r.division_id, count(*) FILTER (WHERE r.id IN ({who})), count(*) FROM neighborhoods_resident r
        WHERE {condition} AND {STANDING.format("r")} GROUP BY 1"""  # noqa: S608


def _reached(theme: str) -> str:
    return _residents(f"""
        SELECT p.resident_id FROM neighborhoods_participation p JOIN neighborhoods_activity a ON a.id = p.activity_id
        WHERE a.theme = '{theme}' AND {held(365)} AND p.noted_at < %(cutoff)s AND {KNOWN.format("p")}""")  # noqa: S608


def _recognised(title: str) -> str:
    return f"FROM volunteers_recognition c WHERE c.title = '{title}' AND {STANDING.format('c')}"


_SERVING = f"c.volunteer_id IN ({minutes(180)} HAVING sum(e.minutes) > 0)"

STATEMENTS = {
    "ZZ-B1": beside(
        f"""SELECT h.division_id, count(*) FROM neighborhoods_household h
            WHERE {STANDING.format("h")} AND EXISTS (SELECT FROM visits_visit v
                WHERE v.household_id = h.id AND v.visited_at >= %(as_of)s - interval '365 days' AND {_MET}) GROUP BY 1""",  # noqa: S608
        _HOUSEHOLDS,
    ),
    "ZZ-B2": f"""
        SELECT n.division_id, count(*) FILTER (WHERE (n.case_id IS NULL AND n.resolved_at < %(cutoff)s) OR (r.closed AND NOT r.open)),
            count(*)
        FROM visits_need n LEFT JOIN (
            SELECT case_id, bool_or(coalesce(closed_at < %(cutoff)s, false)) AS closed,
                bool_or(coalesce(closed_at >= %(cutoff)s, true)) AS open
            FROM cases_round WHERE started_at < %(cutoff)s GROUP BY 1) r ON r.case_id = n.case_id
        WHERE n.raised_at >= %(as_of)s - interval '365 days' AND n.raised_at < %(as_of)s
            AND {KNOWN.format("n")} AND {HERE.format("n")} GROUP BY 1""",  # noqa: S608
    "ZZ-B6": f"""
        SELECT h.division_id, count(*) FILTER (WHERE h.id IN (SELECT o.household_id FROM neighborhoods_onboarding o
            WHERE {SPAN.format("o")})), count(*)
        FROM neighborhoods_household h WHERE {STANDING.format("h")} GROUP BY 1""",  # noqa: S608
    "ZZ-B7": beside(
        f"""SELECT t.division_id, sum(t.hours) FROM workers_attendance t WHERE t.attended AND t.noted_at < %(cutoff)s
            AND t.held_at >= %(as_of)s - interval '365 days' AND t.held_at < %(as_of)s AND {KNOWN.format("t")}
            AND {HERE.format("t")} GROUP BY 1""",  # noqa: S608
        _POSTINGS,
    ),
    "ZZ-G3": f"""
        SELECT g.division_id, count(*) FILTER (WHERE EXISTS (SELECT FROM neighborhoods_activity a
            WHERE a.group_id = g.id AND {held(180)})), count(*)
        FROM neighborhoods_buildinggroup g
        WHERE g.named_on <= %(day)s AND g.named_at < %(cutoff)s AND {STANDING.format("g")} GROUP BY 1""",  # noqa: S608
    "GZ-B1": _shared(
        "summonses_summons t", "closed_at", "t.result = 'resolved'", until="as_of", more="t.closed_at < %(cutoff)s AND t.kind = 'summons'"
    ),
    "GZ-B2": _shared(
        "summonses_invitation t JOIN summonses_summons s ON s.id = t.summons_id", "arrive_due_at", "t.arrived_at <= t.arrive_due_at",
        more=f"s.kind = 'summons' AND {KNOWN.format('s')}",
    ),
    "GZ-B3": _ROUNDS,
    "GZ-B4": _answers(180, "count(*) FILTER (WHERE a.resolved)"),
    "GZ-B5": _cases(180, "opened_at", "c.repeat_of_id IS NOT NULL"),
    "GZ-B6": f"""
        SELECT m.division_id, count(*) FILTER (WHERE m.noted_at < %(cutoff)s), count(*) FROM neighborhoods_jointmeeting m,
            LATERAL date_trunc('month', %(due_until)s AT TIME ZONE 'Asia/Shanghai') AS t(month)
        WHERE m.kind = 'troika' AND m.month >= t.month - interval '12 months' AND m.month < t.month
            AND {KNOWN.format("m")} AND {HERE.format("m")} GROUP BY 1""",  # noqa: S608
    "GZ-G1": beside(
        f"""SELECT left(a.division_id, w.digits) AS division_id, count(DISTINCT a.partner_id)
            FROM neighborhoods_activity a CROSS JOIN (VALUES (6), (9), (12)) AS w (digits)
            WHERE a.partner_id IS NOT NULL AND {held(180)} AND {HERE.format("a")} GROUP BY 1""",  # noqa: S608
        _HOUSEHOLDS,
    ),
    "GZ-G4": f"""
        SELECT a.division_id, count(*) FILTER (WHERE a.organiser_kind <> 'government'), count(*) FROM neighborhoods_activity a
        WHERE {held(180)} AND {HERE.format("a")} GROUP BY 1""",  # noqa: S608
    "FZ-B1": _shared(
        "mediations_mediation t", "closed_at", "t.outcome = 'settled'", until="as_of", more="t.closed_told_at < %(cutoff)s"
    ),
    "FZ-B2": _shared(
        "mediations_mediation t", "fulfil_due_at", "t.fulfilled_at <= t.fulfil_due_at AND t.fulfilled_told_at < %(cutoff)s",
        more="t.outcome = 'settled' AND t.closed_told_at < %(cutoff)s",
    ),
    "FZ-B4": beside(
        f"""SELECT c.division_id, count(*) FROM mediations_consult c
            WHERE c.answered_at >= %(as_of)s - interval '365 days' AND c.answered_at < least(%(as_of)s, %(cutoff)s)
                AND {KNOWN.format("c")} AND {HERE.format("c")} GROUP BY 1""",  # noqa: S608
        _HOUSEHOLDS,
    ),
    "FZ-B7": _shared(
        "hazards_rectification t JOIN hazards_hazard z ON z.id = t.hazard_id", "due_at", "t.rectified_at <= t.due_at AND t.rectified_at < %(cutoff)s",
        180, more=f"(t.ended_at IS NULL OR t.ended_at >= %(cutoff)s) AND {KNOWN.format('z')}",
    ),
    "FZ-B8": f"""
        SELECT p.division_id, count(*) FILTER (WHERE EXISTS (SELECT FROM workers_certificate c WHERE c.worker_id = p.worker_id
            AND c.kind IN ('assistant', 'social', 'senior') AND c.issued_on <= %(day)s
            AND (c.expires_on IS NULL OR c.expires_on >= %(day)s) AND {KNOWN.format("c")})), count(*)
        FROM workers_posting p WHERE {STANDING.format("p")} GROUP BY 1""",  # noqa: S608
    "FZ-G1": beside(
        f"SELECT c.division_id, count(*) {_recognised('legal')} AND {_SERVING} GROUP BY 1", _HOUSEHOLDS
    ),
    "FZ-G2": _cases(365, "filed_at", "c.first_channel = 'mediation'", "dispute"),
    "FZ-G3": _reached("law"),
    "DZ-B1": _answers(365, "sum((a.satisfaction - 1) * 25)"),
    "DZ-B2": _residents(
        f"SELECT v.resident_id FROM volunteers_volunteer v WHERE {SPAN.format('v')}",  # noqa: S608
        "r.birth_date <= %(day)s - interval '18 years'",
    ),
    "DZ-B3": f"""
        SELECT v.division_id, sum(least(coalesce(m.minutes, 0), 18000)), count(*)
        FROM volunteers_volunteer v LEFT JOIN ({minutes(365, ", sum(e.minutes) AS minutes")}) m ON m.volunteer_id = v.id
        WHERE {STANDING.format("v")} GROUP BY 1""",  # noqa: S608
    "DZ-B4": f"""
        SELECT p.division_id, count(*) FILTER (WHERE p.ending = 'resigned' AND p.until BETWEEN {since(365)} AND %(day)s
                AND p.ended_at < %(cutoff)s),
            sum((p.since < {since(365)} AND (p.until IS NULL OR p.until >= {since(365)} OR p.ended_at >= %(cutoff)s))::int * 0.5
                + (p.since <= %(day)s AND (p.until IS NULL OR p.until > %(day)s OR p.ended_at >= %(cutoff)s))::int * 0.5)
        FROM workers_posting p WHERE {KNOWN.format("p")} AND {HERE.format("p")} GROUP BY 1""",  # noqa: S608
    "DZ-B5": beside(
        f"""SELECT c.division_id, count(*) FROM neighborhoods_activity a JOIN neighborhoods_center c ON c.id = a.center_id
            WHERE {held(365)} AND {HERE.format("c")} GROUP BY 1""",  # noqa: S608
        f"SELECT o.division_id, count(*) FROM neighborhoods_opening o WHERE {STANDING.format('o')} GROUP BY 1",  # noqa: S608
    ),
    "DZ-B6": f"""
        SELECT k.division_id, count(*) FILTER (WHERE EXISTS (SELECT FROM visits_visit v
            WHERE v.household_id = k.household_id AND v.visited_at >= %(as_of)s - k.interval * interval '1 day' AND {_MET})), count(*)
        FROM neighborhoods_keyperson k WHERE {STANDING.format("k")} GROUP BY 1""",  # noqa: S608
    "DZ-G1": _residents(
        f"""SELECT v.resident_id FROM volunteers_hourentry e JOIN volunteers_servicerecord s ON s.id = e.record_id
            JOIN volunteers_shift f ON f.id = s.shift_id JOIN volunteers_project j ON j.id = f.project_id AND j.theme = 'mutual'
            JOIN volunteers_volunteer v ON v.id = e.volunteer_id
            WHERE e.recorded_at < %(cutoff)s AND e.day BETWEEN {since(365)} AND %(day)s GROUP BY 1 HAVING sum(e.minutes) > 0"""  # noqa: S608
    ),
    "DZ-G2": f"""
        SELECT c.division_id, count(*) FILTER (WHERE {_SERVING}), count(*) {_recognised("talent")} GROUP BY 1""",
    "DZ-G3": _reached("virtue"),
} | reported.STATEMENTS  # fmt: skip
