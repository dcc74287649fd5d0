"""The floor's statements over submissions: whole months before the period, as the street had passed them at the cutoff."""

from __future__ import annotations

from governance.demo.bench.parts import HERE, STANDING


def _counted(code: str, months: int, below: str, newest: bool) -> str:
    """(division, above, below) of each submission; `newest`: of the last one of each division."""
    first = f"AND s.period >= to_char(%(day)s::date - interval '{months} months', 'YYYY-MM')" if months else ""
    return f"""SELECT {"DISTINCT ON (s.division_id)" if newest else ""} s.division_id, s.numerator AS above, {below} AS below
        FROM submissions_submission s
        WHERE s.indicator = '{code}' AND s.period < to_char(%(day)s::date, 'YYYY-MM') {first} AND s.reviewed_at < %(cutoff)s
            AND (s.overturned_at IS NULL OR s.overturned_at >= %(cutoff)s)
            AND (s.withdrawn_at IS NULL OR s.withdrawn_at >= %(cutoff)s) AND {HERE.format("s")}
        {"ORDER BY s.division_id, s.period DESC" if newest else ""}"""  # noqa: S608  names of ours


def told(code: str, *, months: int = 12, below: str = "s.denominator", newest: bool = False) -> str:
    counted = _counted(code, months, below, newest)
    return f"SELECT t.division_id, sum(t.above), sum(t.below) FROM ({counted}) t GROUP BY 1 HAVING sum(t.below) > 0"  # noqa: S608


def told_of(code: str, register: str) -> str:
    """Over the rows `r` of a register, of the divisions that told."""
    counted = _counted(code, 12, "0", newest=False)
    return f"""
        SELECT r.division_id, t.above, count(*) FROM {register}
        JOIN (SELECT c.division_id, sum(c.above) AS above FROM ({counted}) c GROUP BY 1) t ON t.division_id = r.division_id
        WHERE {STANDING.format("r")} GROUP BY 1, 2"""  # noqa: S608


STATEMENTS = {code: told(code) for code in ("ZZ-B3", "ZZ-B4", "ZZ-B5", "ZZ-G1", "GZ-G2", "FZ-B5", "FZ-B6", "FZ-G4", "DZ-G4")} | {
    "FZ-B3": told("FZ-B3", months=0, newest=True),
    "GZ-G3": told("GZ-G3", months=6, below="6", newest=True),
    "ZZ-G2": told_of(
        "ZZ-G2", "(SELECT * FROM neighborhoods_resident WHERE birth_date <= %(day)s - interval '18 years') r"
    ),
    "ZZ-G4": told_of("ZZ-G4", "neighborhoods_household r"),
}  # fmt: skip
