"""A state machine is a table of steps. `Flow.step` and `Flow.step_all` are the only code that writes a state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import QuerySet

from governance.access.models import User
from governance.access.scoping import can, grants
from governance.audit.log import record, record_all

Row = TypeVar("Row", bound=models.Model)
Guard = Callable[[Any, User], str]
"""Given the row and who asks, the reason why this person may not take the step (`Refused` if nobody may); "" if they may."""


class Refused(str):
    """A guard's reason that lies in the row as it stands and not in the person: 409 where a plain one is 403."""

    __slots__ = ()


class StepRefused(Exception):
    """The row is not in a state from which this step may be taken. The text says what to do."""


class StepForbidden(PermissionDenied):
    """This person may not take this step on this row. The text says why."""


def enforce(objection: str) -> None:
    """Raise what a guard objects. Raises StepRefused, StepForbidden."""
    if objection:
        raise StepRefused(objection) if isinstance(objection, Refused) else StepForbidden(objection)


def permitted(user: User, permissions: Iterable[str], row: Any) -> set[str]:
    """Those of `permissions` that `user` holds on `row`; those held by the same grants are asked for once."""
    known: dict[Any, bool] = {}
    found = set()
    for name in permissions:
        held = tuple(grants(user, name))
        if held not in known:
            known[held] = can(user, name, row)
        if known[held]:
            found.add(name)
    return found


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
    """`Flow("case", Step(…), …)`; every flow is listed in `Flow.all` for docs/flows.md and the tests.

    `rests` says of a row why it takes no step at all for now (withdrawn, paused); "" if it does.
    """

    all: dict[str, Flow] = {}

    def __init__(self, name: str, *steps: Step, rests: Callable[[Any], str] | None = None) -> None:
        self.name = name
        self.steps = {step.name: step for step in steps}
        self.rests = rests or (lambda row: "")
        Flow.all[name] = self

    def open_to(self, user: User, row: Any, held: set[str] | None = None) -> list[Step]:
        """Steps that `user` may take on `row` now: the page's buttons and the API's `allowed_steps`."""
        ready = [] if self.rests(row) else [step for step in self.steps.values() if row.state in step.sources]
        if held is None:
            held = permitted(user, dict.fromkeys(step.permission for step in ready), row)
        return [step for step in ready if step.permission in held and not _objection(step, row, user)]

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

    @transaction.atomic
    def step_all(
        self, name: str, rows: QuerySet, *, by: User | None, fill: Callable[[Any], None], fields: Iterable[str], **details: Any
    ) -> tuple[list[Any], list[tuple[Any, str]]]:  # fmt: skip
        """One step of many rows at once, in a handful of statements. Returns (taken, [(row, why not)]).

        `fill` sets on each row what the caller wants to, named in `fields`; what it sets is the caller's to have checked.
        """
        step, taken, refused = self.steps[name], [], []
        for row in rows.select_for_update(of=("self",)):
            try:
                self._check(step, row, by)
            except (StepRefused, StepForbidden) as error:
                refused.append((row, str(error)))
                continue
            row.came_from, row.state, row.version = row.state, step.target, row.version + 1
            fill(row)
            taken.append(row)
        if taken:
            type(taken[0])._base_manager.bulk_update(taken, ["state", "version", *fields])
        for source in {row.came_from for row in taken}:
            leaving = [row for row in taken if row.came_from == source]
            record_all(f"{self.name}.{name}", leaving, by=by, **details, **{"from": source, "to": step.target})
        return taken, refused

    def _check(self, step: Step, row: Any, by: User | None) -> None:
        if by is not None and not can(by, step.permission, row):
            raise StepForbidden(f"您没有“{step.label}”的权限。")
        if why := self.rests(row):
            raise StepRefused(why)
        if row.state not in step.sources:
            raise StepRefused(f"现在是“{row.get_state_display()}”，不能{step.label}。请刷新后再看可以办理的步骤。")
        if by is not None:
            enforce(_objection(step, row, by))

    def drawing(self) -> str:
        """The same table as a Mermaid diagram, for the documentation."""
        edges = [
            f"    {source} --> {step.target}: {step.name}" for step in self.steps.values() for source in step.sources
        ]
        return "\n".join(["stateDiagram-v2", *edges])


def _objection(step: Step, row: Any, user: User) -> str:
    return step.guard(row, user) if step.guard else ""
