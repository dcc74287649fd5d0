"""`workers`, `postings`, `personnel-changes` and `certificates` over REST. Personal values are masked but for `reveal`."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import Any, ClassVar

import orjson
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from governance.access.revealing import reveal
from governance.api.fields import Nothing, WithReason
from governance.api.viewsets import ScopedViewSet
from governance.api.writing import Creatable, Editable, Steps
from neighborhoods.api.serializers import Seen, ToReveal
from workers.actions import certificates, changes, register
from workers.api.serializers import (
    CertificateRow,
    ChangeRow,
    NewCertificate,
    NewChange,
    Person,
    PostingRow,
    PostRow,
    QuotaRow,
    WorkerRow,
)
from workers.filters import CertificateFilter, ChangeFilter, PostFilter, PostingFilter, QuotaFilter, WorkerFilter
from workers.flows import CHANGE, WORKER
from workers.lookups import destination, post_at
from workers.models import Certificate, Change, Post, Posting, Quota, Worker


class PostViewSet(ScopedViewSet):
    """岗位。在一个区划之内以代码为键，下级沿用上级的。"""

    queryset = Post.objects.all()
    serializer_class = PostRow
    filterset_class = PostFilter
    lookup_field = "code"
    ordering = "order"
    ordering_fields = ("order", "code")


class QuotaViewSet(ScopedViewSet):
    """员额。一个街镇从一天到另一天的核定。"""

    queryset = Quota.objects.standing()
    serializer_class = QuotaRow
    filterset_class = QuotaFilter


class WorkerViewSet(Steps, Editable, ScopedViewSet):
    """社区工作者。姓名、证件号、电话都是掩码；入职、转岗、离职办人事变动。"""

    queryset = Worker.objects.standing()
    serializer_class = WorkerRow
    filterset_class = WorkerFilter
    ordering_fields = ("number",)
    ordering = "number"
    edit_question = Person
    flow = WORKER
    steps: ClassVar[dict[str, Any]] = {"rest": (Nothing, register.rest), "return": (Nothing, register.come_back)}

    def change(self, row: Worker, asked: dict[str, Any], *, by: Any) -> Worker:
        return register.change_worker(row, by=by, **asked)

    def detail_fields(self, row: Worker) -> dict[str, Any]:
        return {"allowed_steps": self.allowed_steps(row)}

    @extend_schema(request=ToReveal, responses=Seen)
    @action(detail=True, methods=["post"])
    def reveal(self, request: Any, **kwargs: Any) -> HttpResponse:
        """看一个人的完整信息：须写理由，留痕。"""
        seen = reveal(self.get_object(), by=request.user, **self.ask(ToReveal))
        headers = {"Cache-Control": "no-store"}
        return HttpResponse(orjson.dumps(asdict(seen)), content_type="application/json", headers=headers)


class PostingViewSet(ScopedViewSet):
    """任职经历。`as_of` 是某日在岗的人，`left_by` 是到某日一年内离职的人；在任职时的区划里。"""

    queryset = Posting.objects.standing()
    serializer_class = PostingRow
    filterset_class = PostingFilter
    ordering_fields = ("pk", "since")


class ChangeViewSet(Creatable, Steps, ScopedViewSet):
    """人事变动。跨街道的转岗，接收街道看得到，不能办。到生效日期自动生效。"""

    queryset = Change.objects.all()
    serializer_class = ChangeRow
    filterset_class = ChangeFilter
    ordering_fields = ("effective_on", "pk")
    ordering = "-effective_on"
    create_question = NewChange
    flow = CHANGE
    steps: ClassVar[dict[str, Any]] = {
        "submit": (Nothing, changes.submit), "approve": (Nothing, changes.approve), "decide": (Nothing, changes.decide),
        "reject": (WithReason, changes.reject), "recall": (Nothing, changes.recall),
    }  # fmt: skip

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Change:
        kind, worker, person = asked.pop("kind"), asked.pop("worker", None), asked.pop("person", None)
        if (worker is None) == (person is None) or (person and kind != Change.Kind.JOIN):
            raise ValidationError({"worker": "写明是哪一位社区工作者；新入职的写 person。"})
        if kind == Change.Kind.LEAVE:
            return changes.leave(worker, by=by, id=id, **{"ending": ""} | _only(asked, "ending"))
        to = destination(asked.pop("to_division", ""))
        given = _only(asked) | {"post": post_at(to.pk, asked.get("post", ""))}
        if person:
            return changes.join(to, by=by, id=id, **given, **person)
        act = changes.transfer if kind == Change.Kind.TRANSFER else changes.rejoin
        return act(worker, by=by, id=id, to=to, **given)

    def detail_fields(self, row: Change) -> dict[str, Any]:
        return {"allowed_steps": self.allowed_steps(row)}


class CertificateViewSet(Creatable, Steps, ScopedViewSet):
    """证书。`expiring=90` 是 90 天内到期的。"""

    queryset = Certificate.objects.standing()
    serializer_class = CertificateRow
    filterset_class = CertificateFilter
    create_question = NewCertificate
    steps: ClassVar[dict[str, Any]] = {"withdraw": (WithReason, certificates.withdraw)}

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Certificate:
        return certificates.add_certificate(asked.pop("worker"), by=by, id=id, **asked)


def _only(asked: dict[str, Any], *more: str) -> dict[str, Any]:
    return {name: asked[name] for name in ("effective_on", "note", *more) if name in asked}
