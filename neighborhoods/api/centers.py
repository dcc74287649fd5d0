"""`centers`, `rooms` and `bookings` over REST."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any, ClassVar

import orjson
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from governance.api.fields import Nothing
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Editable, Steps
from governance.flow.machine import StepRefused
from neighborhoods.actions import bookings, centers
from neighborhoods.api.center_shapes import (
    BookingRow,
    BusyTime,
    CenterEdit,
    CenterRow,
    NewBooking,
    NewCenter,
    NewRoom,
    ReasonAsked,
    RoomEdit,
    RoomRow,
)
from neighborhoods.api.serializers import ToEnd
from neighborhoods.filters import BookingFilter, CenterFilter, RoomFilter
from neighborhoods.flows import BOOKING, CENTER
from neighborhoods.models import Booking, Center, Room
from neighborhoods.selectors.centers import taken


def conflicting(act: Callable[..., Any]) -> Callable[..., Any]:
    """What a page says on its form is a conflict to a program: somebody else has the room (409)."""

    @wraps(act)
    def tried(*args: Any, **kwargs: Any) -> Any:
        try:
            return act(*args, **kwargs)
        except bookings.RoomTaken as taken_already:
            raise StepRefused(taken_already.messages[0]) from None

    return tried


class CenterViewSet(Creatable, Editable, Steps, ScopedViewSet):
    """睦邻中心。下级单位都能看到上级的中心。"""

    queryset = Center.objects.all()
    serializer_class = CenterRow
    filterset_class = CenterFilter
    ordering_fields = ("pk", "name")
    create_question, edit_question = NewCenter, CenterEdit
    flow = CENTER
    steps: ClassVar[dict[str, Any]] = {name: (ToEnd, act) for name, act in centers.STEPS.items()}

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Center:
        return centers.add_center(asked.pop("division"), by=by, id=id, **asked)

    def change(self, row: Center, asked: dict[str, Any], *, by: Any) -> Center:
        return centers.change_center(row, by=by, **asked)

    def detail_fields(self, row: Center) -> dict[str, Any]:
        return {"allowed_steps": self.allowed_steps(row)}


class RoomViewSet(Creatable, Editable, ScopedViewSet):
    """活动室。"""

    queryset = Room.objects.all()
    serializer_class = RoomRow
    filterset_class = RoomFilter
    create_question, edit_question = NewRoom, RoomEdit

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Room:
        return centers.add_room(asked.pop("center"), by=by, id=id, **asked)

    def change(self, row: Room, asked: dict[str, Any], *, by: Any) -> Room:
        return centers.change_room(row, by=by, **asked)

    @extend_schema(responses=BusyTime(many=True), parameters=[])
    @action(detail=True, methods=["get"])
    def busy(self, request: Any, **kwargs: Any) -> HttpResponse:
        """从今天起 90 天内已被占用的时间，不写是谁。"""
        room = self.get_object()
        slots = taken(request.user, [room], timezone.localdate(), bookings.AHEAD.days + 1)[room.pk]
        body = [{name: asdict(one)[name] for name in ("starts_at", "ends_at")} for one in slots]
        return HttpResponse(orjson.dumps(body), content_type="application/json")


class BookingViewSet(Creatable, Steps, ScopedViewSet):
    """活动室预约。时间已被占用时答 409。"""

    queryset = Booking.objects.all()
    serializer_class = BookingRow
    filterset_class = BookingFilter
    ordering_fields = ("starts_at",)
    ordering = "starts_at"
    create_question = NewBooking
    flow = BOOKING
    steps: ClassVar[dict[str, Any]] = {
        name: (ReasonAsked if BOOKING.steps[name].asks else Nothing, act) for name, act in bookings.STEPS.items()
    }

    @conflicting
    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Booking:
        return bookings.book(asked.pop("room"), by=by, id=id, **asked)

    def detail_fields(self, row: Booking) -> dict[str, Any]:
        return {"allowed_steps": self.allowed_steps(row)}
