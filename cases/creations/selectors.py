"""Who may be a river's chief, and how far the patrols have come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Q

from cases.hazards.selectors import people_at
from governance.access.models import User


def chief_at(division: str, account: str) -> User:
    """Raises ValidationError on `chief`."""
    for one in people_at(division):
        if one.username == account:
            return one
    raise ValidationError({"chief": "河长须是本区划在岗的工作人员，请写账号。"})


@dataclass(frozen=True, slots=True)
class Coverage:
    """全覆盖: how many sections there are, how many were patrolled within their interval, how many are overdue."""

    sections: int
    covered: int
    overdue: int


def coverage(sections: Any, today: date) -> Coverage:
    """In one query."""
    in_time, late = Q(last_at__isnull=False, due_on__gte=today), Q(due_on__lt=today)
    found = sections.with_rounds().order_by().aggregate(
        sections=Count("pk"), covered=Count("pk", filter=in_time), overdue=Count("pk", filter=late)
    )  # fmt: skip
    return Coverage(**found)
