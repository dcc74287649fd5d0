"""`households` and `residents` over REST. Personal values are masked but for the one answer of `reveal`."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from governance.access.revealing import reveal
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Editable
from neighborhoods.actions import people, places
from neighborhoods.api.serializers import (
    HouseholdEdit,
    HouseholdRow,
    NewHousehold,
    NewResident,
    ResidentEdit,
    ResidentRow,
    Seen,
    ToDelist,
    ToEnd,
    ToList,
    ToReveal,
)
from neighborhoods.filters import HouseholdFilter, ResidentFilter
from neighborhoods.models import Household, Resident


class HouseholdViewSet(Creatable, Editable, ScopedViewSet):
    """住户。"""

    queryset = Household.objects.all()
    serializer_class = HouseholdRow
    filterset_class = HouseholdFilter
    create_question, edit_question = NewHousehold, HouseholdEdit

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Household:
        return places.add_household(asked.pop("building"), by=by, id=id, **asked)

    def change(self, row: Household, asked: dict[str, Any], *, by: Any) -> Household:
        return places.change_household(row, by=by, **asked)

    @extend_schema(request=ToEnd)
    @action(detail=True, methods=["post"])
    def close(self, request: Any, **kwargs: Any) -> HttpResponse:
        """注销：门牌不再存在。"""
        return self.answer(places.close_household(self.get_object(), by=request.user, **self.ask(ToEnd)))


class ResidentViewSet(Creatable, Editable, ScopedViewSet):
    """居民。姓名、证件号、电话都是掩码。"""

    queryset = Resident.objects.all()
    serializer_class = ResidentRow
    filterset_class = ResidentFilter
    create_question, edit_question = NewResident, ResidentEdit

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Resident:
        return people.add_resident(asked.pop("household"), by=by, id=id, **asked)

    def change(self, row: Resident, asked: dict[str, Any], *, by: Any) -> Resident:
        return people.change_resident(row, by=by, **asked)

    @extend_schema(request=ToReveal, responses=Seen)
    @action(detail=True, methods=["post"])
    def reveal(self, request: Any, **kwargs: Any) -> HttpResponse:
        """看一个人的完整信息：须写理由，留痕。"""
        seen = reveal(self.get_object(), by=request.user, **self.ask(ToReveal))
        headers = {"Cache-Control": "no-store"}
        return HttpResponse(orjson.dumps(asdict(seen)), content_type="application/json", headers=headers)

    @extend_schema(request=ToEnd)
    @action(detail=True, methods=["post"], url_path="move-out")
    def move_out(self, request: Any, **kwargs: Any) -> HttpResponse:
        """迁出。"""
        return self.answer(people.move_out(self.get_object(), by=request.user, **self.ask(ToEnd)))

    @extend_schema(request=ToList)
    @action(detail=True, methods=["post"], url_path="list-key-person")
    def list_key_person(self, request: Any, **kwargs: Any) -> HttpResponse:
        """列入一类重点人群。"""
        resident = self.get_object()
        people.list_key_person(resident, by=request.user, **self.ask(ToList))
        return self.answer(resident)

    @extend_schema(request=ToDelist)
    @action(detail=True, methods=["post"], url_path="delist-key-person")
    def delist_key_person(self, request: Any, **kwargs: Any) -> HttpResponse:
        """移出一类重点人群。"""
        resident, asked = self.get_object(), self.ask(ToDelist)
        span = resident.key_spans.current().filter(kind=asked.pop("kind")).first()
        if span is None:
            raise ValidationError({"kind": "这位居民没有列入这一类重点人群。"})
        people.delist_key_person(span, by=request.user, **asked)
        return self.answer(resident)
