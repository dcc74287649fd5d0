"""`forces` and `callouts` over REST."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, ClassVar

from cases.forces.actions import callouts, forces
from cases.forces.api import serializers as asked
from cases.forces.filters import CalloutFilter, ForceFilter
from cases.forces.flows import CALLOUT, FORCE
from cases.forces.models import Callout, Force
from cases.forces.selectors import person_of
from governance.api.fields import Nothing, WithReason
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Editable, Steps


def _named(act: Callable[..., Force]) -> Callable[..., Force]:
    """`act` with the person found by account."""
    return lambda force, *, by, person, **given: act(force, by=by, person=person_of(force.division_id, person), **given)


class ForceViewSet(Creatable, Editable, Steps, ScopedViewSet):
    """城运工作站和队伍，下级都看得到。"""

    queryset = Force.objects.standing()
    serializer_class = asked.ForceRow
    filterset_class = ForceFilter
    ordering_fields = ("recorded_at", "pk")
    ordering = "-recorded_at"
    create_question = asked.NewForce
    edit_question = asked.ForceEdit
    flow = FORCE
    labels: ClassVar[dict[str, str]] = {"join": "加入队员", "lead": "换负责人", "leave": "队员离队"}
    steps: ClassVar[dict[str, Any]] = {
        "join": (asked.ForceJoin, _named(forces.join)), "lead": (asked.ForcePerson, _named(forces.put_in_charge)), "leave": (asked.ForcePerson, _named(forces.leave)),
        "staff": (Nothing, forces.staff), "run": (Nothing, forces.run), "close": (WithReason, forces.close),
    }  # fmt: skip

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Force:
        return forces.set_up(id=id, by=by, **asked)

    def change(self, row: Force, asked: dict[str, Any], *, by: Any) -> Force:
        return forces.change(row, by=by, **asked)

    def detail_fields(self, row: Force) -> dict[str, Any]:
        return {"allowed_steps": self.allowed_steps(row)}


class CalloutViewSet(Creatable, Steps, ScopedViewSet):
    """出动：把一支运行中的力量调度到一件工单。"""

    queryset = Callout.objects.standing()
    serializer_class = asked.CalloutRow
    filterset_class = CalloutFilter
    ordering_fields = ("called_at", "pk")
    ordering = "-called_at"
    create_question = asked.NewCallout
    flow = CALLOUT
    steps: ClassVar[dict[str, Any]] = {
        "arrive": (Nothing, callouts.arrive), "finish": (asked.CalloutFinish, callouts.finish), "cancel": (WithReason, callouts.cancel),
    }  # fmt: skip

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Callout:
        return callouts.call(id=id, by=by, **asked)

    def detail_fields(self, row: Callout) -> dict[str, Any]:
        return {"allowed_steps": self.allowed_steps(row)}
