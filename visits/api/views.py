"""`visits` and `needs`."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from cases.lookups import category_at
from cases.models import Category
from governance.access.scoping import can
from governance.api.fields import WithReason
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Steps
from neighborhoods.models import Household
from visits.actions import needs, visits
from visits.actions.visits import NeedAsked
from visits.api.serializers import NeedRow, OutcomeQuestion, VisitQuestion, VisitRow
from visits.filters import NeedFilter, VisitFilter
from visits.models import Need, Visit


class VisitViewSet(Creatable, Steps, ScopedViewSet):
    """走访. One save files the visit, its needs and their cases."""

    queryset = Visit.objects.all()
    serializer_class = VisitRow
    filterset_class = VisitFilter
    ordering_fields = ("visited_at",)
    ordering = "-visited_at"
    create_question = VisitQuestion
    steps: ClassVar = {"withdraw": (WithReason, visits.withdraw_visit)}

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Visit:
        household = asked.pop("household")
        wanted = [
            NeedAsked(**need | {"category": _category(household, need, at)})
            for at, need in enumerate(asked.pop("needs"))
        ]
        return visits.file_visit(household, by=by, id=id, needs=wanted, **asked)

    def allowed_steps(self, row: Visit) -> list[str]:
        return ["withdraw"] if not row.withdrawn_at and can(self.request.user, "visits.withdraw_visit", row) else []

    def detail_fields(self, row: Visit) -> dict[str, Any]:
        return {"allowed_steps": self.allowed_steps(row)}


def _category(household: Household, need: dict[str, Any], at: int) -> Category:
    try:
        return category_at(household.division_id, need["category"])
    except ValidationError as error:
        raise ValidationError({f"needs.{at}.category": error.messages}) from None


class NeedViewSet(Steps, ScopedViewSet):
    """需求. Raised by a visit; `resolve` closes one that became no case."""

    queryset = Need.objects.all()
    serializer_class = NeedRow
    filterset_class = NeedFilter
    ordering_fields = ("raised_at",)
    ordering = "-raised_at"
    steps: ClassVar = {"resolve": (OutcomeQuestion, needs.resolve)}

    @classmethod
    def may(cls, verb: str) -> str:
        """To resolve is to change: the role table has no word of its own for it."""
        return super().may("change" if verb == "resolve" else verb)

    def detail_fields(self, row: Need) -> dict[str, Any]:
        waiting = not (row.case_id or row.resolved_at or row.withdrawn_at)
        return {"allowed_steps": ["resolve"] if waiting and can(self.request.user, "visits.change_need", row) else []}
