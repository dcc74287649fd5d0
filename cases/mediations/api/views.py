"""`mediations` and `consults` over REST. People are masked but for `reveal`."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import Any, ClassVar

import orjson
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from cases.mediations.actions import consults, disputants, mediations
from cases.mediations.api import serializers as asked
from cases.mediations.filters import ConsultFilter, MediationFilter
from cases.mediations.flows import CONSULT, MEDIATION
from cases.mediations.models import Consult, Mediation
from cases.mediations.selectors import mediator_at
from governance.access.revealing import reveal
from governance.access.scoping import can
from governance.api.fields import WithReason
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Steps
from governance.flow.machine import StepForbidden
from neighborhoods.api.serializers import Seen, ToReveal


def start(mediation: Mediation, *, by: Any, **given: Any) -> Mediation:
    return mediations.start(mediation, by=by, **given | _seats(mediation, given))


def reseat(mediation: Mediation, *, by: Any, **given: Any) -> Mediation:
    return mediations.reseat(mediation, by=by, **given | _seats(mediation, given))


def _seats(mediation: Mediation, given: dict[str, Any]) -> dict[str, Any]:
    """Accounts as people; who is not at hand there is refused like who may not mediate."""
    named = {name: given[name] for name in ("mediator", "second") if given.get(name)}
    return {name: mediator_at(mediation.division_id, account, field=name) for name, account in named.items()}


class MediationViewSet(Creatable, Steps, ScopedViewSet):
    """人民调解。当事人都是掩码。"""

    queryset = Mediation.objects.standing()
    serializer_class = asked.MediationRow
    filterset_class = MediationFilter
    ordering_fields = ("registered_at", "pk")
    ordering = "-registered_at"
    create_question = asked.NewMediation
    flow = MEDIATION
    steps: ClassVar[dict[str, Any]] = {
        "start": (asked.ToStart, start), "reseat": (asked.ToSeat, reseat),
        "agree": (asked.ToAgree, mediations.agree), "fail": (asked.ToFail, mediations.fail),
        "fulfil": (asked.ToFulfil, mediations.fulfil), "withdraw": (WithReason, mediations.withdraw),
    }  # fmt: skip

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Mediation:
        return mediations.register(id=id, by=by, **asked)

    def detail_fields(self, row: Mediation) -> dict[str, Any]:
        return {"allowed_steps": self.allowed_steps(row)}

    @extend_schema(request=asked.NewDisputant)
    @action(detail=True, methods=["post"], url_path="add-disputant")
    def add_disputant(self, request: Any, **kwargs: Any) -> HttpResponse:
        """登记一位当事人。"""
        row = self.get_object()
        _may(request.user, "mediations.change_mediation", row)
        disputants.add(row, by=request.user, **self.ask(asked.NewDisputant))
        return self.answer(row)

    @extend_schema(request=asked.ToRevealDisputant, responses=Seen)
    @action(detail=True, methods=["post"])
    def reveal(self, request: Any, **kwargs: Any) -> HttpResponse:
        """看一位当事人的完整信息：须写理由，留痕。"""
        row = self.get_object()
        _may(request.user, "mediations.reveal_disputant", row)
        given = self.ask(asked.ToRevealDisputant)
        one = row.disputants.standing().filter(pk=given["disputant"]).first()
        if one is None:
            raise ValidationError({"disputant": "这件调解没有这位当事人。"})
        return _seen(reveal(one, by=request.user, reason=given["reason"]))


class ConsultViewSet(Creatable, Steps, ScopedViewSet):
    """法律咨询。"""

    queryset = Consult.objects.standing()
    serializer_class = asked.ConsultRow
    filterset_class = ConsultFilter
    ordering_fields = ("asked_at", "pk")
    ordering = "-asked_at"
    create_question = asked.NewConsult
    flow = CONSULT
    steps: ClassVar[dict[str, Any]] = {
        "answer": (asked.ToAnswerConsult, consults.answer), "refer": (asked.ToRefer, consults.refer),
        "withdraw": (WithReason, consults.withdraw),
    }  # fmt: skip

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Consult:
        return consults.ask(id=id, by=by, **asked)

    def detail_fields(self, row: Consult) -> dict[str, Any]:
        return {"allowed_steps": self.allowed_steps(row)}

    @extend_schema(request=ToReveal, responses=Seen)
    @action(detail=True, methods=["post"])
    def reveal(self, request: Any, **kwargs: Any) -> HttpResponse:
        """看咨询人的完整信息：须写理由，留痕。"""
        row = self.get_object()
        _may(request.user, "mediations.reveal_consult", row)
        return _seen(reveal(row, by=request.user, **self.ask(ToReveal)))


def _may(user: Any, permission: str, row: Any) -> None:
    if not can(user, permission, row):
        raise StepForbidden("您没有办理这一步的权限。")


def _seen(seen: Any) -> HttpResponse:
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(orjson.dumps(asdict(seen)), content_type="application/json", headers=headers)
