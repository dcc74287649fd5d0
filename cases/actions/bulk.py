"""Many cases at once: each on its own, so that one refused does not hold up the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError

from cases.actions import steps
from cases.models import Case
from governance.access.models import Department, User
from governance.flow.machine import StepRefused


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was done, and for each case that was not, why."""

    done: list[Case] = field(default_factory=list)
    refused: list[tuple[Case, str]] = field(default_factory=list)


def dispatch_all(cases: Iterable[Case], *, department: Department, by: User) -> Outcome:
    outcome = Outcome()
    for case in cases:
        try:
            outcome.done.append(steps.dispatch(case, department=department, by=by))
        except ValidationError as error:
            outcome.refused.append((case, "；".join(error.messages)))
        except (StepRefused, PermissionDenied) as error:
            outcome.refused.append((case, str(error)))
    return outcome
