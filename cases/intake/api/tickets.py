"""`hotline-tickets`: what the 12345 platform sends by itself. A ticket is a case of the entrance `hotline`."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from rest_framework import serializers

from cases.api.serializers import CaseRow
from cases.filters import CaseFilter
from cases.intake.actions.tickets import known_case, open_ticket
from cases.lookups import category_at
from cases.models import Case
from governance.access.models import Division
from governance.api.fields import Question, ScopedRelatedField
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable


class TicketRow(CaseRow):
    outside_number = serializers.CharField(help_text="热线编号")

    class Meta(CaseRow.Meta):
        fields = CaseRow.Meta.fields


class NewTicket(Question):
    number = serializers.CharField(max_length=60, help_text="热线编号；同一编号只登记一次")
    division = ScopedRelatedField(queryset=Division.objects.all())
    category = serializers.CharField(max_length=40, help_text="类别代码")
    text = serializers.CharField(max_length=2000, help_text="诉求；其中的电话和证件号会隐去")
    accepted_at = serializers.DateTimeField(help_text="受理时间")
    due_at = serializers.DateTimeField(required=False, allow_null=True, help_text="办结期限；不填按类别")
    address = serializers.CharField(max_length=120, required=False, allow_blank=True)
    name = serializers.CharField(max_length=40, required=False, allow_blank=True, help_text="来电人；加密保存")
    phone = serializers.CharField(max_length=20, required=False, allow_blank=True, help_text="来电号码；加密保存")


class HotlineTicketViewSet(Creatable, ScopedViewSet):
    """12345 热线工单。同一热线编号再发一次，答复原来的工单（200），不再开新的。"""

    queryset = Case.objects.filter(entrance=Case.Entrance.HOTLINE)
    serializer_class = TicketRow
    filterset_class = CaseFilter
    ordering_fields = ("due_at", "opened_at")
    ordering = "due_at"
    create_question = NewTicket

    @classmethod
    def may(cls, verb: str) -> str:
        return "intake.add_hotlinebatch" if verb == "add" else super().may(verb)

    def create(self, request: Any) -> HttpResponse:
        number = request.data.get("number") if isinstance(request.data, dict) else None
        known = known_case(number) if isinstance(number, str) and "\0" not in number else None
        if known is not None and self.get_queryset().filter(pk=known.pk).exists():
            return self.answer(known)
        return super().create(request)

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Case:
        asked["category"] = category_at(asked["division"].code, asked["category"])
        return open_ticket(id=id, by=by, **asked)
