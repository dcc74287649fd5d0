"""`shortlists` and `reply-templates` over REST."""

from __future__ import annotations

from typing import Any, ClassVar

import orjson
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from cases.desk.actions import replies, shortlists
from cases.desk.api.serializers import (
    ChangedReplyTemplate,
    HowMany,
    NewReplyTemplate,
    ReplyTemplateRow,
    ShortlistRow,
    ToMove,
    ToShortlist,
)
from cases.desk.filters import ReplyTemplateFilter, ShortlistFilter
from cases.desk.models import ReplyTemplate, ShortlistEntry
from cases.desk.selectors import PERMISSION
from cases.lookups import category_at
from governance.access.scoping import holds
from governance.api.fields import Nothing
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Steps
from governance.flow.machine import StepForbidden


class ShortlistViewSet(Creatable, ScopedViewSet):
    """我的清单：自己的，以工单为键；不再管辖的工单不列。不能派遣工单的人没有清单。"""

    queryset = ShortlistEntry.objects.all()
    serializer_class = ShortlistRow
    filterset_class = ShortlistFilter
    lookup_field = "case"
    ordering_fields = ("position", "added_at")
    ordering = "position"
    create_question = ToShortlist
    http_method_names = ["get", "head", "post"]

    @classmethod
    def may(cls, verb: str) -> str:
        return PERMISSION

    def make(self, asked: dict[str, Any], *, id: Any, by: Any) -> ShortlistEntry:
        return shortlists.add(asked["case"], by=by, over=asked["over"])

    @extend_schema(request=ToMove)
    @action(detail=True, methods=["post"])
    def move(self, request: Any, **kwargs: Any) -> HttpResponse:
        """与前一件或后一件换位。"""
        entry = self.get_object()
        shortlists.move(entry.case, by=request.user, **self.ask(ToMove))
        return self.answer(entry)

    @extend_schema(request=Nothing, responses={204: None})
    @action(detail=True, methods=["post"])
    def remove(self, request: Any, **kwargs: Any) -> HttpResponse:
        """移出清单。"""
        entry = self.get_object()
        self.ask(Nothing)
        shortlists.remove(entry.case, by=request.user)
        return HttpResponse(status=204)

    @extend_schema(request=Nothing, responses=HowMany, filters=False)
    @action(detail=False, methods=["post"])
    def arrange(self, request: Any) -> HttpResponse:
        """按走访路线排好，答复清单上有几件。"""
        return self._whole(shortlists.arrange)

    @extend_schema(request=Nothing, responses=HowMany, filters=False)
    @action(detail=False, methods=["post"])
    def clear(self, request: Any) -> HttpResponse:
        """移出已办结和撤回的，答复移出几件。"""
        return self._whole(shortlists.drop_finished)

    def _whole(self, act: Any) -> HttpResponse:
        if not holds(self.request.user, PERMISSION):
            raise StepForbidden("清单供街道和区里派遣、核查工单的人员使用。")
        self.ask(Nothing)
        return HttpResponse(orjson.dumps({"cases": act(by=self.request.user)}), content_type="application/json")


def change(reply: ReplyTemplate, *, by: Any, **asked: Any) -> ReplyTemplate:
    return replies.change(reply, by=by, **_with_category(asked, reply.division_id))


class ReplyTemplateViewSet(Creatable, Steps, ScopedViewSet):
    """回复模板。下级看得到上级的，只能改自己维护的；`change` 只写要改的字段，不用的设 `active` 为假。"""

    queryset = ReplyTemplate.objects.all()
    serializer_class = ReplyTemplateRow
    filterset_class = ReplyTemplateFilter
    ordering_fields = ("pk",)
    create_question = NewReplyTemplate
    http_method_names = ["get", "head", "post"]
    labels: ClassVar[dict[str, str]] = {"change": "维护回复模板"}
    steps: ClassVar[dict[str, Any]] = {"change": (ChangedReplyTemplate, change)}

    def make(self, asked: dict[str, Any], *, id: Any, by: Any) -> ReplyTemplate:
        return replies.add(by=by, **_with_category(asked, asked["division"].code))


def _with_category(asked: dict[str, Any], division: str) -> dict[str, Any]:
    """A code is looked up where the template is for; an empty one means every category."""
    if "category" not in asked:
        return asked
    return asked | {"category": category_at(division, asked["category"]) if asked["category"] else None}
