"""What a membership reaches, resolved once per request in one query."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from governance.access import codes
from governance.access.roles import Role


@dataclass(frozen=True, slots=True)
class Grant:
    """`role` over the half-open range of division codes `low <= code < high`; a department narrows it to its cases."""

    role: Role
    code: str
    name: str
    low: str
    high: str
    department: int | None = None
    department_name: str = ""
    inherited: bool = False  # reached as the predecessor of a unit that is covered


HELD = """
    SELECT m.role, d.code, d.name, m.department_id, p.name, NULL
    FROM access_membership m JOIN access_division d ON d.code = m.division_id
    LEFT JOIN access_department p ON p.id = m.department_id
    WHERE m.user_id = {user} AND m.until IS NULL
    UNION ALL
    SELECT NULL, code, NULL, NULL, NULL, successor_id FROM access_division WHERE successor_id IS NOT NULL
"""


def grants_of(user_id: uuid.UUID) -> tuple[Grant, ...]:
    """Everything `user_id` holds now, with the closed units that were merged into what it covers."""
    with connection.cursor() as cursor:
        cursor.execute(HELD.format(user="%s"), [user_id])
        return resolved(cursor.fetchall())


def resolved(rows: Sequence[Sequence]) -> tuple[Grant, ...]:
    """Grants from the rows of `HELD`, for who asks them together with something else."""
    merged = {row[1]: row[5] for row in rows if row[0] is None}
    held = [_grant(row) for row in rows if row[0] is not None]
    return tuple(held + [_inherit(grant, code) for grant in held for code in _predecessors(grant, merged)])


def widest(held: Sequence[Grant]) -> Grant | None:
    """The grant that says where somebody works: the widest reach first."""
    return min(held, key=lambda grant: (grant.role.rank, grant.code), default=None)


def _grant(row: Sequence) -> Grant:
    role, code, name, department, department_name, _ = row
    return Grant(Role(role), code, name, *codes.within(code), department, department_name or "")


def _inherit(grant: Grant, code: str) -> Grant:
    low, high = codes.within(code)
    return Grant(grant.role, code, grant.name, low, high, grant.department, grant.department_name, inherited=True)


def _predecessors(grant: Grant, merged: dict[str, str]) -> list[str]:
    """Closed units whose chain of successors ends inside the grant."""
    found = []
    for code in merged:
        end, seen = code, set()
        while end in merged and end not in seen:
            seen.add(end)
            end = merged[end]
        if grant.low <= end < grant.high and not grant.low <= code < grant.high:
            found.append(code)
    return found
