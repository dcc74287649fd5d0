"""Bringing the division table up to a file, all or nothing, in set-based SQL: a province or the whole country alike."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import NamedTuple

from django.db import connection, transaction

from governance.access.division_file import MOST_FAULTS, BadFile, Line, read
from governance.access.pinyin import initials
from governance.audit.log import record

BATCH = 20_000


class Loaded(NamedTuple):
    added: int
    changed: int
    closed: int


@transaction.atomic
def load(raw: Iterable[bytes], *, close_missing: bool = False, as_of: date | None = None) -> Loaded:
    """Add and update what the file holds; with `close_missing`, close on `as_of` what its own top rows hold and it does not.

    An empty parent leaves a known division where it is. New divisions begin on `as_of`, if given. Raises BadFile.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STAGE)
        for text in _batches(read(raw)):
            cursor.copy_expert("COPY loaded_division FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL (initials))", text)
        cursor.execute("CREATE INDEX ON loaded_division (code); ANALYZE loaded_division")
        _check(cursor)
        closed = _close(cursor, as_of) if close_missing else 0
        changed = _run(cursor, _CHANGE)
        added = _run(cursor, _ADD, {"since": as_of or date(2000, 1, 1)})
        cursor.execute("DROP TABLE loaded_division")
    if any(loaded := Loaded(added, changed, closed)):
        record("divisions.loaded", None, by=None, **loaded._asdict())
    return loaded


def _batches(lines: Iterator[Line]) -> Iterator[io.StringIO]:
    while batch := list(islice(lines, BATCH)):
        text = io.StringIO()
        csv.writer(text).writerows((*line, initials(line.name)[:60]) for line in batch)
        text.seek(0)
        yield text


def _check(cursor) -> None:
    cursor.execute(_FAULTS, {"most": MOST_FAULTS})
    if faults := [f"第 {number} 行{what}。" for number, what in cursor.fetchall()]:
        raise BadFile(faults)
    cursor.execute("SELECT 1 FROM loaded_division LIMIT 1")
    if not cursor.fetchone():
        raise BadFile(["文件里没有一行区划。"])


def _close(cursor, as_of: date | None) -> int:
    if as_of is None:
        raise BadFile(["停用区划须写明日期：--as-of 2026-01-01。"])
    cursor.execute(_TOO_EARLY, {"as_of": as_of})
    if early := cursor.fetchone():
        raise BadFile([f"{early[0]} {early[1]} 自 {early[2]} 起启用，不能在 {as_of} 停用。"])
    return _run(cursor, _CLOSE, {"as_of": as_of})


def _run(cursor, statement: str, values: dict | None = None) -> int:
    cursor.execute(statement, values)
    return cursor.rowcount


_STAGE = """
    SELECT pg_advisory_xact_lock(hashtext('access_division'));
    DROP TABLE IF EXISTS loaded_division;
    CREATE TEMPORARY TABLE loaded_division (
        line integer, code varchar(12) COLLATE "C", name text, level text, parent varchar(12) COLLATE "C", initials text
    ) ON COMMIT DROP"""

_FAULTS = """
    SELECT line, fault FROM (
        SELECT line, '的代码 ' || code || ' 与第 ' || first || ' 行重复' AS fault
        FROM (SELECT line, code, min(line) OVER (PARTITION BY code) AS first FROM loaded_division) seen WHERE line > first
        UNION ALL
        SELECT line, '的上级 ' || parent || ' 既不在文件里，也不在库里' FROM loaded_division f
        WHERE parent IS NOT NULL AND NOT EXISTS (SELECT 1 FROM loaded_division up WHERE up.code = f.parent)
        AND NOT EXISTS (SELECT 1 FROM access_division up WHERE up.code = f.parent)
    ) faults ORDER BY line LIMIT %(most)s"""

_CHANGE = """
    UPDATE access_division d
    SET name = f.name, level = f.level, initials = f.initials, parent_id = coalesce(f.parent, d.parent_id), valid_until = NULL
    FROM loaded_division f
    WHERE d.code = f.code AND (
        (d.name, d.level, d.initials, d.valid_until) IS DISTINCT FROM (f.name, f.level, f.initials, NULL)
        OR (f.parent IS NOT NULL AND d.parent_id IS DISTINCT FROM f.parent)
    )"""

_ADD = """
    INSERT INTO access_division (code, name, initials, level, parent_id, valid_from)
    SELECT code, name, initials, level, parent, %(since)s FROM loaded_division f
    WHERE NOT EXISTS (SELECT 1 FROM access_division d WHERE d.code = f.code)"""

# Below a top row of the file: its code begins with the digits that carry meaning there.
_MISSING = """
    d.valid_until IS NULL
    AND NOT EXISTS (SELECT 1 FROM loaded_division f WHERE f.code = d.code)
    AND EXISTS (
        SELECT 1 FROM (
            SELECT code, CASE WHEN code LIKE '%%0000000000' THEN 2 WHEN code LIKE '%%00000000' THEN 4
                WHEN code LIKE '%%000000' THEN 6 WHEN code LIKE '%%000' THEN 9 ELSE 12 END AS cut
            FROM loaded_division top
            WHERE parent IS NULL OR NOT EXISTS (SELECT 1 FROM loaded_division up WHERE up.code = top.parent)
        ) tops WHERE left(d.code, cut) = left(tops.code, cut)
    )"""

_TOO_EARLY = f"SELECT code, name, valid_from FROM access_division d WHERE valid_from >= %(as_of)s AND {_MISSING}"  # noqa: S608
_CLOSE = f"UPDATE access_division d SET valid_until = %(as_of)s WHERE {_MISSING}"  # noqa: S608
