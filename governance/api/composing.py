"""The SQL of a list, kept for the minute: programs ask for one page over and over, and Django took half of a request to compose it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Hashable
from typing import Any

from django.db import connection

MOST = 1000
_MOMENT = re.compile(r"'::(?:date|time|interval)")  # as psycopg2 writes it, `timestamptz` included
_kept: dict[Hashable, str] = {}


def composed(of: Hashable, compose: Callable[[], str]) -> str:
    """What `compose` makes, or has made of the same in this minute; the rows are read anew each time.

    Kept only where nothing else went into it: where it asked the database nothing, and no day or time is in it.
    """
    key = (of, int(time.time()) // 60)
    found = _kept.get(key)
    if found is not None:
        return found
    asked: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        asked.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(note):
        made = compose()
    if not asked and not _MOMENT.search(made):
        if len(_kept) >= MOST:
            forget()
        _kept[key] = made
    return made


def forget() -> None:
    _kept.clear()
