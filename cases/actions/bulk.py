"""Many cases dispatched at once, in a handful of statements; one refused does not hold up the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from cases.actions.clocks import step_due
from cases.actions.story import check_department
from cases.flows import CASE
from cases.models import Case, CaseEntry, Dispatch
from cases.rules import MOST_RETURNS
from governance.access.models import Department, User
from governance.flow.workdays import calendars_of
from governance.jobs import outbox


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, and for each case that was not, why."""

    done: list[Case] = field(default_factory=list)
    refused: list[tuple[Case, str]] = field(default_factory=list)


@transaction.atomic
def dispatch_all(cases: Iterable[Case], *, department: Department, by: User | None) -> Outcome:
    """The cases in the order given; the department hears of them in one message."""
    asked, now = list(cases), timezone.now()
    calendars = calendars_of({case.division_id for case in asked})

    def fill(case: Case) -> None:
        case.department, case.assigned, case.warned = department, case.returns >= MOST_RETURNS, Case.Warned.NOT_YET
        days, calendar = case.category.step_days, calendars[case.division_id]
        case.step_due_at = step_due(case.state, now, case.due_at, days, calendar)

    fit, foreign = _apart(asked, department)
    rows = Case.objects.filter(pk__in=[case.pk for case in fit]).select_related("category").order_by("pk")
    fields = ("department", "assigned", "warned", "step_due_at")
    done, refused = CASE.step_all("dispatch", rows, by=by, fill=fill, fields=fields, department=department.pk)
    Dispatch.objects.bulk_create(
        Dispatch(case=case, department=department, at=now, by=by, assigned=case.assigned, version=1) for case in done
    )
    CaseEntry.objects.bulk_create(
        CaseEntry(case=case, at=now, by=by, step="dispatch", department=department, version=1) for case in done
    )
    if done:
        outbox.tell("case.dispatched", cases=[str(case.pk) for case in done], department=department.pk)
    place = {case.pk: at for at, case in enumerate(asked)}
    return Outcome(
        sorted(done, key=lambda case: place[case.pk]), sorted(foreign + refused, key=lambda one: place[one[0].pk])
    )


def _apart(cases: list[Case], department: Department) -> tuple[list[Case], list[tuple[Case, str]]]:
    """Those that may go to `department` at all, and the others with the reason."""
    fit, foreign = [], []
    for case in cases:
        try:
            check_department(department, case.division_id)
        except ValidationError as error:
            foreign.append((case, "；".join(error.messages)))
        else:
            fit.append(case)
    return fit, foreign
