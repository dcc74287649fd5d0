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
from governance.audit.log import record
from neighborhoods.models import Household, Partner
from visits.actions import needs, visits
from visits.actions.visits import Delicate, NeedAsked
from visits.api.serializers import AnswerQuestion, NeedRow, OutcomeQuestion, VisitQuestion, VisitRow
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
        household, partner = asked.pop("household"), asked.pop("partner")
        if (household is None) == (partner is None):
            raise ValidationError({"household": "请写 household（住户）或 partner（企业），二者写一个。"})
        place = household or partner
        wanted = [
            NeedAsked(**need | {"category": _category(place, need, at)}) for at, need in enumerate(asked.pop("needs"))
        ]
        told = {name: asked.pop(name) for name in ("sensitivity", "purpose", "consent")}
        delicate = Delicate(**told) if told["sensitivity"] else None
        return visits.file_visit(place, by=by, id=id, needs=wanted, delicate=delicate, **asked)

    def allowed_steps(self, row: Visit) -> list[str]:
        return ["withdraw"] if not row.withdrawn_at and can(self.request.user, "visits.withdraw_visit", row) else []

    def detail_fields(self, row: Visit) -> dict[str, Any]:
        """The words of a sensitive visit are opened for who reads it by itself; each such reading is an event."""
        more: dict[str, Any] = {"allowed_steps": self.allowed_steps(row)}
        if row.sensitivity and self.action == "retrieve":
            record("visit.viewed", row, by=self.request.user)
            more |= {"content": row.words or "", "purpose": row.purpose or "", "consent": row.consent or ""}
        return more


def _category(place: Household | Partner, need: dict[str, Any], at: int) -> Category:
    try:
        return category_at(place.division_id, need["category"])
    except ValidationError as error:
        raise ValidationError({f"needs.{at}.category": error.messages}) from None


class NeedViewSet(Steps, ScopedViewSet):
    """需求. Raised by a visit; `resolve` closes one that became no case."""

    queryset = Need.objects.all()
    serializer_class = NeedRow
    filterset_class = NeedFilter
    ordering_fields = ("raised_at",)
    ordering = "-raised_at"
    steps: ClassVar = {"resolve": (OutcomeQuestion, needs.resolve), "answer": (AnswerQuestion, needs.answer)}

    @classmethod
    def may(cls, verb: str) -> str:
        """To resolve and to answer are to change: the role table has no words of its own for them."""
        return super().may("change" if verb in ("resolve", "answer") else verb)

    def detail_fields(self, row: Need) -> dict[str, Any]:
        more: dict[str, Any] = {"allowed_steps": []}
        if can(self.request.user, "visits.change_need", row):
            more["allowed_steps"] = ["resolve"] * (row.is_waiting and not row.private) + ["answer"] * bool(
                row.resolved_at
            )
        if row.private and self.action == "retrieve":
            record("visit.viewed", row.visit, by=self.request.user)
            more["description"] = row.words or ""
        return more
