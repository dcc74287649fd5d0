"""Opening a case, and taking it back. What happens between is in `steps`, what follows in `answers`."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions.clocks import REPEAT_WITHIN, case_due, step_due
from cases.actions.numbers import number_for
from cases.actions.questions import answered
from cases.actions.requests import lapse
from cases.actions.story import lock, tell
from cases.acts import require
from cases.models import Case, Category
from governance.access import codes
from governance.access.models import Division, User
from governance.access.scoping import can_in
from governance.audit.ids import uuid7
from governance.audit.log import record
from governance.flow.workdays import calendar_of
from governance.vault.texts import allowed, needed
from neighborhoods.models import Household

LEVELS = {Division.Level.COMMITTEE, Division.Level.SUBDISTRICT}
FROM_PROGRAMS = (Case.Entrance.OPEN311, Case.Entrance.BRIDGE)
"""Programs that belong to a district file there: nothing in what they send says which street's it is."""

AHEAD = timedelta(minutes=5)  # how far a tablet's clock may run ahead


@transaction.atomic
def open_case(
    *, division: Division, category: Category, title: str, by: User | None, opened_at: datetime, source: str,
    description: str = "", household: Household | None = None, address: str = "",
    longitude: float | None = None, latitude: float | None = None, id: uuid.UUID | None = None,
    entrance: str = Case.Entrance.CLERK, outside_number: str = "", due_at: datetime | None = None,
    details: Mapping[str, Any] | None = None, private: bool = False,
) -> Case:  # fmt: skip
    """Open a case in `division`, waiting to be filed. Safe inside a caller's save; `by=None` is a sensor or the clock.

    `entrance` and `outside_number` say how it came in and what it is called there; `due_at` is their deadline, else the
    category's. `details` answers the category's questions. Raises PermissionDenied, or ValidationError by field.
    """
    if by is not None and not can_in(by, "cases.add_case", division.code):
        raise PermissionDenied("您不能在这里登记工单。")
    _check_place(division, category, household, opened_at, entrance)
    calendar = calendar_of(division.code)
    case = Case(
        id=id or uuid7(), division=division, category=category, source=source, household=household,
        title=needed("title", "事项", title, 80), description=allowed("description", "诉求", description, 4000),
        address=allowed("address", "地点", address, 120), longitude=longitude, latitude=latitude,
        opened_at=opened_at, due_at=due_at or case_due(category, opened_at, calendar), created_by=by, number=number_for(opened_at),
        entrance=entrance, outside_number=outside_number, details=answered(category, details), private=private,
    )  # fmt: skip
    case.step_due_at = step_due(case.state, opened_at, case.due_at, category.step_days, calendar)
    case.repeat_of = earlier_case(case)
    case.full_clean()
    case.save(force_insert=True)
    tell(case, "open", at=opened_at, by=by, text=case.get_source_display())
    record("case.open", case, by=by, category=category.code, source=source, entrance=entrance)
    return case


def earlier_case(case: Case) -> Case | None:
    """The newest case of the same household, or place, and category within 90 days before."""
    if not case.household_id and not case.address:
        return None
    same: dict[str, Any] = {"household": case.household_id} if case.household_id else {"address": case.address}
    if not case.household_id:
        same["division"] = case.division_id
    earlier = Case.objects.standing().filter(
        category=case.category_id, opened_at__gte=case.opened_at - REPEAT_WITHIN, opened_at__lte=case.opened_at, **same
    )
    return earlier.exclude(pk=case.pk).order_by("-opened_at").first()


@transaction.atomic
def withdraw(case: Case, *, by: User, reason: str) -> Case:
    """Take a case back: the clerk's own until it is dispatched, the street's until it is closed."""
    reason = needed("reason", "撤回理由", reason, 200)
    case = lock(case)
    require("withdraw", case, by)
    lapse(case)
    case.withdrawn_at, case.withdrawn_reason, case.step_due_at = timezone.now(), reason, None
    case.save()
    tell(case, "withdraw", at=case.withdrawn_at, by=by, text=reason)
    record("case.withdraw", case, by=by)
    return case


def _check_place(
    division: Division, category: Category, household: Household | None, opened_at: datetime, entrance: str
) -> None:
    wrong = {}
    levels = LEVELS | {Division.Level.DISTRICT} if entrance in FROM_PROGRAMS else LEVELS
    if division.level not in levels or division.valid_until:
        wrong["division"] = "工单须登记在现有的居委或街镇。"
    if not category.active or category.division_id not in [division.code, *codes.ancestors(division.code)]:
        wrong["category"] = "没有这个类别，或已停用。请选择本区在用的类别。"
    if household is not None and household.division_id != division.code:
        wrong["household"] = "住户不在这个居委。"
    if opened_at > timezone.now() + AHEAD:
        wrong["opened_at"] = "发现时间不能晚于现在。"
    if wrong:
        raise ValidationError(wrong)
