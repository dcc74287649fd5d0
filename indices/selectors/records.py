"""The rows behind a number: exactly those counted, as far as the reader may see them."""

from __future__ import annotations

from django.db.models import QuerySet

from governance.access import codes
from governance.access.models import User
from indices.indicators import Indicator, Side
from indices.models import IndexRun
from indices.selectors.resources import RESOURCES


def behind(user: User, one: Indicator, run: IndexRun, side: Side, code: str, *, own: bool = False) -> QuerySet:
    """Rows of `side` in the division `code` as known at the run's cutoff; with `own`, only those filed by the unit itself."""
    low, high = (
        (code, f"{code}0") if own else codes.within(code)
    )  # nothing else lies between a code and itself with a digit more
    return one.records(run.window, side, low, high).visible_to(user)


def rows_of(one: Indicator, side: Side, records: QuerySet) -> QuerySet:
    """Divisions are asked for apart: joined, their table would be walked through in the order of the list."""
    return records.select_related(*RESOURCES[one.resource_of(side)].fetch).prefetch_related("division")
