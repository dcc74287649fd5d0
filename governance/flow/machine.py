"""A state machine is a table of steps. `Flow.step` is the only code that writes a state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from governance.access.models import User
from governance.access.scoping import can
from governance.audit.log import record

Row = TypeVar("Row", bound=models.Model)
Guard = Callable[[Any, User], str]
"""Given the row and who asks, the reason why this person may not take the step; "" if they may."""


class StepRefused(Exception):
    """The row is not in a state from which this step may be taken. The text says what to do."""


class StepForbidden(PermissionDenied):
    """This person may not take this step on this row. The text says why."""


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow: `label` is the button, `icon` its drawing, `asks` the fields that the step's form must bring."""

    name: str
    sources: tuple[str, ...]
    target: str
    permission: str
    label: str
    guard: Guard | None = None
    icon: str = "chevron-right"
    asks: tuple[str, ...] = ()


class Flow:
    """`Flow("case", Step(…), …)`; every flow is listed in `Flow.all` for docs/flows.md and the tests."""

    all: dict[str, Flow] = {}

    def __init__(self, name: str, *steps: Step) -> None:
        self.name = name
        self.steps = {step.name: step for step in steps}
        Flow.all[name] = self

    def open_to(self, user: User, row: Any) -> list[Step]:
        """Steps that `user` may take on `row` now: the page's buttons and the API's `allowed_steps`."""
        ready = [step for step in self.steps.values() if row.state in step.sources]
        allowed = {name: can(user, name, row) for name in {step.permission for step in ready}}
        return [step for step in ready if allowed[step.permission] and not _objection(step, row, user)]

    @contextmanager
    def step(self, name: str, row: Row, *, by: User | None, **details: Any) -> Iterator[Row]:
        """Lock `row`, check the step, let the caller fill in fields, then save and record, in one transaction.

        `by=None` means the portal itself, on schedule: nobody's permission is asked. Raises StepForbidden, StepRefused.
        """
        step = self.steps[name]
        with transaction.atomic():
            locked: Any = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
            self._check(step, locked, by)
            details |= {"from": locked.state, "to": step.target}
            locked.state = step.target
            yield locked
            locked.full_clean()
            locked.save()
            record(f"{self.name}.{name}", locked, by=by, **details)

    def take(self, name: str, row: Row, *, by: User | None, **details: Any) -> Row:
        """Take a step that changes nothing but the state."""
        with self.step(name, row, by=by, **details) as taken:
            pass
        return taken

    def _check(self, step: Step, row: Any, by: User | None) -> None:
        if by is not None and not can(by, step.permission, row):
            raise StepForbidden(f"您没有“{step.label}”的权限。")
        if row.state not in step.sources:
            raise StepRefused(f"现在是“{row.get_state_display()}”，不能{step.label}。请刷新后再看可以办理的步骤。")
        if by is not None and (objection := _objection(step, row, by)):
            raise StepForbidden(objection)

    def drawing(self) -> str:
        """The same table as a Mermaid diagram, for the documentation."""
        edges = [
            f"    {source} --> {step.target}: {step.name}" for step in self.steps.values() for source in step.sources
        ]
        return "\n".join(["stateDiagram-v2", *edges])


def _objection(step: Step, row: Any, user: User) -> str:
    return step.guard(row, user) if step.guard else ""
