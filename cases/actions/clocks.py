"""How long a case and each of its steps may take, in working days; all end at the close of business, 17:00."""

from __future__ import annotations

from datetime import datetime, timedelta

from cases.models import Case, Category
from governance.flow.workdays import add_workdays

S = Case.State

STEP_DAYS = {S.RECEIVED: 1, S.FILED: 1, S.DISPATCHED: 1, S.HANDLED: 2, S.CHECKED: 1}
"""To file, to dispatch, to accept or refuse, to check, to close. Handling has what is left of the whole."""

REPEAT_WITHIN = timedelta(days=90)


def case_due(category: Category, start: datetime) -> datetime:
    return add_workdays(start, category.days)


def step_due(state: str, now: datetime, due_at: datetime) -> datetime | None:
    """When the step out of `state` should be taken; None for a closed case."""
    if state in STEP_DAYS:
        return add_workdays(now, STEP_DAYS[S(state)])
    return due_at if state == S.HANDLING else None
