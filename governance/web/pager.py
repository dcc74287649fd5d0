"""One page of a list: 50 rows, with the links before and after it in the same address as the filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from governance.access.keyset import SIZE, Cursor, Order


@dataclass(frozen=True, slots=True)
class Page:
    """`rows` of the page; `previous` and `next` are query strings, empty where there is no such page."""

    rows: list[Any]
    previous: str
    next: str


def page_of(request: HttpRequest, rows: QuerySet, order: Order, *, size: int = SIZE) -> Page:
    """The page that `?cursor=` names, in one query. Raises ValidationError for a cursor that is none."""
    cursor = Cursor.decode(text, order) if (text := request.GET.get("cursor")) else None
    backward = bool(cursor and cursor.backward)
    found = list(order.apply(cursor.apply(rows) if cursor else rows, backward=backward)[: size + 1])
    more, found = len(found) > size, found[:size][:: -1 if backward else 1]
    if not found:
        return Page([], "", "")
    after = _link(request, order, found[-1]) if more or backward else ""
    before = _link(request, order, found[0], backward=True) if (more if backward else cursor) else ""
    return Page(found, before, after)


def _link(request: HttpRequest, order: Order, row: Any, *, backward: bool = False) -> str:
    value = getattr(row, order.field)
    key = value.isoformat() if hasattr(value, "isoformat") else str(value)
    query = request.GET.copy()
    query["cursor"] = Cursor(order, (key, str(row.pk)), backward).encode()
    return f"?{query.urlencode()}"
