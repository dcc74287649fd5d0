"""A step on many cases, each by itself: where one is refused the others go on, and it is told why."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from cases.actions import steps
from cases.actions.bulk import Outcome
from cases.models import Case
from governance.access.models import User
from governance.flow.machine import StepRefused

STEPS: dict[str, Callable[..., Case]] = {
    "file": steps.file, "accept": steps.accept, "check": steps.check, "close": steps.close,
}  # fmt: skip
"""Those that ask for nothing. 派遣 has a way of its own in `bulk`, since it concerns one department."""


def take_all(step: str, cases: Iterable[Case], *, by: User) -> Outcome:
    """Raises KeyError for a step that is not one of STEPS."""
    act, outcome = STEPS[step], Outcome()
    for case in cases:
        try:
            with transaction.atomic():
                outcome.done.append(act(case, by=by))
        except ValidationError as error:
            outcome.refused.append((case, "；".join(error.messages)))
        except (StepRefused, PermissionDenied) as error:
            outcome.refused.append((case, str(error)))
    return outcome
