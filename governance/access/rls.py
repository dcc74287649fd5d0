"""The second net: row-level security on residents and households, by range of codes, set per transaction.

`visible_to` is the rule; a query that forgot it meets the policy of this module in the database and finds nothing.
The setting `mulin.scope` is an int8multirange over division codes, or the word `system` for jobs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection, transaction

from governance.access import codes
from governance.access.scoping import ranges

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from governance.access.models import User

WATCHED = "neighborhoods.view_resident"
SYSTEM = "system"


@contextmanager
def transacted() -> Iterator[None]:
    """A transaction for `enter` to set the scope in. Nested, it hands the outer one's scope back as it was."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        before = _get() if nested else ""
        yield
        if nested and not connection.needs_rollback:  # a rollback hands it back by itself
            _set(before)


def enter(user: User | AnonymousUser) -> None:
    """Let the rest of this transaction see the residents that `user` may see, and no others."""
    _set(_multirange(ranges(user, WATCHED)) if user.is_authenticated else "{}")


@contextmanager
def system() -> Iterator[None]:
    """A transaction of the portal itself (jobs, loading): said aloud, sees all rows."""
    with transacted():
        _set(SYSTEM)
        yield


@contextmanager
def as_user(user: User | AnonymousUser) -> Iterator[None]:
    """A transaction of `user`'s own: around a page, or a stream that outlives its request."""
    with transacted():
        enter(user)
        yield


def _multirange(reach: list[codes.Range]) -> str:
    spans = [f"[{int(low.ljust(12, '0'))},{_upper(high)})" for low, high in reach]
    return "{" + ",".join(spans) + "}"


def _upper(high: str) -> int:
    return 10**12 if high == codes.END else int(high) * 10 ** (12 - len(high))


def _get() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('mulin.scope', true), '')")
        return cursor.fetchone()[0]


def _set(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('mulin.scope', %s, true)", [value])


def protect(table: str) -> tuple[str, str]:
    """SQL and its reverse that put `table` under the policy. For migrations."""
    policy = f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY scope ON {table} USING (
            (SELECT current_setting('mulin.scope', true) = 'system')
            OR (SELECT CASE WHEN current_setting('mulin.scope', true) LIKE '{{%'
                THEN current_setting('mulin.scope', true)::int8multirange ELSE '{{}}' END) @> division_id::bigint
        )"""
    undo = f"""
        DROP POLICY scope ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"""
    return policy, undo
