"""`crises` and `watches` over REST."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from cases.hazards.actions import crises, watches
from cases.hazards.api import serializers as asked
from cases.hazards.filters import CrisisFilter, WatchFilter
from cases.hazards.flows import CRISIS, WATCH
from cases.hazards.models import Crisis, Watch
from cases.hazards.selectors import kind_at, person_at
from governance.api.fields import Nothing, WithReason
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Steps


class CrisisViewSet(Creatable, Steps, ScopedViewSet):
    """公共危机，下级都看得到。`stages` 是各阶段的起止、值班模式和理由。"""

    queryset = Crisis.objects.standing()
    serializer_class = asked.CrisisRow
    filterset_class = CrisisFilter
    ordering_fields = ("began_at", "pk")
    ordering = "-began_at"
    create_question = asked.NewCrisis
    flow = CRISIS
    steps: ClassVar[dict[str, Any]] = {
        "develop": (asked.ToSwitch, crises.develop), "erupt": (asked.ToSwitch, crises.erupt),
        "recover": (asked.ToSwitch, crises.recover), "lift": (asked.ToSwitch, crises.lift), "withdraw": (WithReason, crises.withdraw),
    }  # fmt: skip

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Crisis:
        asked["kind"] = kind_at(asked["division"].code, asked["kind"])
        return crises.declare(id=id, by=by, **asked)

    def detail_fields(self, row: Crisis) -> dict[str, Any]:
        return {"allowed_steps": self.allowed_steps(row)}


class WatchViewSet(Creatable, Steps, ScopedViewSet):
    """值班，下级都看得到。`now=true` 是正在值班的。"""

    queryset = Watch.objects.standing()
    serializer_class = asked.WatchRow
    filterset_class = WatchFilter
    ordering_fields = ("starts_at", "pk")
    ordering = "-starts_at"
    create_question = asked.NewWatch
    flow = WATCH
    steps: ClassVar[dict[str, Any]] = {
        "begin": (Nothing, watches.begin), "hand_over": (asked.ToHandOver, watches.hand_over), "withdraw": (WithReason, watches.withdraw),
    }  # fmt: skip

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Watch:
        asked["person"] = person_at(asked["division"].code, asked["person"])
        return watches.plan(id=id, by=by, **asked)

    def detail_fields(self, row: Watch) -> dict[str, Any]:
        return {"allowed_steps": self.allowed_steps(row)}
