"""How long a case and each of its steps may take, in working days; all end at the close of business, 17:00."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from cases.models import Case, Category
from governance.flow.workdays import NATIONAL, Calendar

S = Case.State

STEP_DAYS = Category().step_days
"""What a category says that nobody changed. Handling has what is left of the whole."""

REPEAT_WITHIN = timedelta(days=90)


def case_due(category: Category, start: datetime, calendar: Calendar = NATIONAL) -> datetime:
    return calendar.add(start, category.days)


def step_due(
    state: str, now: datetime, due_at: datetime, days: Mapping[str, int] = STEP_DAYS, calendar: Calendar = NATIONAL
) -> datetime | None:
    """When the step out of `state` should be taken; None for a closed case."""
    if state in days:
        return calendar.add(now, days[state])
    return due_at if state == S.HANDLING else None


def later(due_at: datetime, days: int, calendar: Calendar) -> datetime:
    """A deadline so many working days on; at none it keeps its hour."""
    return calendar.add(due_at, days) if days else due_at
