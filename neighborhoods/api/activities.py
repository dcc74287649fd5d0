"""`activities` and `participations` over REST."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from governance.access.scoping import can
from governance.api.fields import Nothing
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Editable, Steps
from neighborhoods.actions import activities, participations
from neighborhoods.api.center_shapes import (
    ActivityEdit,
    ActivityRow,
    MayGiveReason,
    NewActivity,
    NewParticipation,
    ParticipationRow,
    ReasonAsked,
    ToArrive,
    ToEvaluate,
    ToHold,
)
from neighborhoods.api.centers import conflicting
from neighborhoods.filters import ActivityFilter, ParticipationFilter
from neighborhoods.flows import ACTIVITY
from neighborhoods.models import Activity, Participation


class ActivityViewSet(Creatable, Editable, Steps, ScopedViewSet):
    """活动。发布时预约所写的活动室，时间已被占用时答 409。"""

    queryset = Activity.objects.all()
    serializer_class = ActivityRow
    filterset_class = ActivityFilter
    ordering_fields = ("starts_at",)
    ordering = "-starts_at"
    create_question, edit_question = NewActivity, ActivityEdit
    flow = ACTIVITY
    steps: ClassVar[dict[str, Any]] = {
        "publish": (Nothing, conflicting(activities.publish)),
        "hold": (ToHold, activities.hold),
        "evaluate": (ToEvaluate, activities.evaluate),
        "cancel": (ReasonAsked, activities.cancel),
    }

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Activity:
        return activities.add_activity(asked.pop("division"), by=by, id=id, **asked)

    @conflicting
    def change(self, row: Activity, asked: dict[str, Any], *, by: Any) -> Activity:
        return activities.change_activity(row, by=by, **asked)

    def detail_fields(self, row: Activity) -> dict[str, Any]:
        return {"allowed_steps": self.allowed_steps(row)}


class ParticipationViewSet(Creatable, Steps, ScopedViewSet):
    """活动报名。登记就是报名；名额已满时答 409。"""

    queryset = Participation.objects.all()
    serializer_class = ParticipationRow
    filterset_class = ParticipationFilter
    create_question = NewParticipation
    steps: ClassVar[dict[str, Any]] = {
        "arrive": (ToArrive, participations.arrive),
        "withdraw": (MayGiveReason, participations.cancel_sign_up),
    }

    @classmethod
    def may(cls, verb: str) -> str:
        """To check in is to change: the role table has no word of its own for it."""
        return super().may("change" if verb == "arrive" else verb)

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Participation:
        return participations.sign_up(asked["activity"], asked["resident"], by=by, id=id)

    def detail_fields(self, row: Participation) -> dict[str, Any]:
        open_ones = [] if row.withdrawn_at or row.checked_in_at else ["arrive", "withdraw"]
        return {"allowed_steps": [name for name in open_ones if can(self.request.user, self.may(name), row)]}
