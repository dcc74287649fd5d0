"""`creations`, `river-sections` and `river-patrols` over REST."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from cases.creations.actions import creations, rivers
from cases.creations.api import serializers as asked
from cases.creations.filters import CreationFilter, PatrolFilter, SectionFilter
from cases.creations.flows import CREATION
from cases.creations.models import Creation, RiverPatrol, RiverSection
from cases.creations.selectors import chief_at
from cases.lookups import category_at
from governance.api.fields import WithReason
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Editable, Steps


class CreationViewSet(Creatable, Steps, ScopedViewSet):
    """创建命名。`due=true` 是 60 天内到期或已过期的。还有违法建筑没有整治（无违建居村）、隐患逾期未整改（减灾示范社区）的办不了。"""

    queryset = Creation.objects.standing()
    serializer_class = asked.CreationRow
    filterset_class = CreationFilter
    ordering_fields = ("recorded_at", "pk")
    ordering = "-recorded_at"
    create_question = asked.NewCreation
    flow = CREATION
    steps: ClassVar[dict[str, Any]] = {
        "check": (asked.ToInspect, creations.check), "name": (asked.ToNameUntil, creations.name), "recheck": (asked.ToInspectAgain, creations.recheck),
        "refuse": (WithReason, creations.refuse), "revoke": (WithReason, creations.revoke), "withdraw": (WithReason, creations.withdraw),
    }  # fmt: skip

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Creation:
        return creations.apply(id=id, by=by, **asked)

    def allowed_steps(self, row: Creation) -> list[str]:
        mine = creations.may_withdraw(self.request.user, row)
        return [*super().allowed_steps(row), *(["withdraw"] if mine else [])]

    def detail_fields(self, row: Creation) -> dict[str, Any]:
        entries = row.entries.select_related("by")
        history = [
            {"at": one.at, "step": one.step, "by": str(one.by) if one.by else None, "text": one.text} for one in entries
        ]
        return {"allowed_steps": self.allowed_steps(row), "history": history}


class RiverSectionViewSet(Creatable, Editable, Steps, ScopedViewSet):
    """河段和河长，下级都看得到。`overdue=true` 是逾期未巡的。"""

    queryset = RiverSection.objects.standing()
    serializer_class = asked.RiverSectionRow
    filterset_class = SectionFilter
    create_question = asked.NewSection
    edit_question = asked.SectionEdit
    steps: ClassVar[dict[str, Any]] = {"withdraw": (asked.ToEndSection, rivers.end_section)}

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> RiverSection:
        return rivers.add_section(id=id, by=by, **_with_chief(asked, asked["division"].code))

    def change(self, row: RiverSection, asked: dict[str, Any], *, by: Any) -> RiverSection:
        return rivers.change_section(row, by=by, **_with_chief(asked, row.division_id))


class RiverPatrolViewSet(Creatable, Steps, ScopedViewSet):
    """巡河记录，下级都看得到。写了类别的同时转工单。"""

    queryset = RiverPatrol.objects.standing()
    serializer_class = asked.RiverPatrolRow
    filterset_class = PatrolFilter
    ordering_fields = ("patrolled_at", "pk")
    ordering = "-patrolled_at"
    create_question = asked.NewPatrol
    steps: ClassVar[dict[str, Any]] = {"withdraw": (WithReason, rivers.withdraw_patrol)}

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> RiverPatrol:
        section = asked.pop("section")
        if code := asked.pop("category", ""):
            asked["category"] = category_at(section.division_id, code)
        return rivers.patrol(section, id=id, by=by, **asked)


def _with_chief(given: dict[str, Any], division: str) -> dict[str, Any]:
    return given | {"chief": chief_at(division, given["chief"])} if "chief" in given else given
