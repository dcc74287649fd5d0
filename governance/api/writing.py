"""Writing: the body is a question, the app's action does the work, and the answer is the row as it now stands."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils.crypto import salted_hmac
from rest_framework.decorators import action

from governance.access.scoping import can, holds
from governance.api.errors import Refusal, invalid
from governance.api.fields import Question
from governance.api.models import Filing
from governance.api.parsers import canonical
from governance.flow.machine import Flow, StepForbidden
from governance.jobs import idempotency

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_LABELS = {"withdraw": "撤回", "answer": "登记居民答复", "arrive": "签到", "end": "结束"}
_VERSION = re.compile(r'(?:W/)?"?(\d{1,9})"?')


class Asking:
    """Shared by all that take a body."""

    def ask(self, question: type[Question], *, partial: bool = False) -> dict[str, Any]:
        context = {"request": self.request, "view": self}  # type: ignore[attr-defined]
        asked = question(data=self.request.data, partial=partial, context=context)  # type: ignore[attr-defined]
        asked.is_valid(raise_exception=True)
        return asked.validated_data

    @classmethod
    def may(cls, verb: str) -> str:
        meta = cls.queryset.model._meta  # type: ignore[attr-defined]
        return f"{meta.app_label}.{verb}_{meta.model_name}"


class Creatable(Asking):
    """`POST` with an optional `Idempotency-Key`; `PUT /{uuid}/` with an id of the client's own.

    Declare `create_question` and `make`.
    """

    create_question: type[Question]

    def make(self, asked: dict[str, Any], *, id: uuid.UUID | None, by: Any) -> Any:
        """Call the app's action; `id=None` lets the model make one. Returns the new row."""
        raise NotImplementedError

    def create(self, request: Any) -> HttpResponse:
        key = request.META.get("HTTP_IDEMPOTENCY_KEY")
        if key is None:
            return self._created(None)
        if not _KEY.fullmatch(key):
            raise invalid("Idempotency-Key", "Idempotency-Key 应为 1 到 255 个可见的 ASCII 字符。")
        replay = idempotency.claim(request.user, key, request.method, request.path, request._request.body)
        if replay:
            return HttpResponse(replay.body, status=replay.status, content_type="application/json")
        response = self._created(None)
        idempotency.store(request.user, key, status=response.status_code, body=response.content)
        return response

    def update(self, request: Any, **kwargs: Any) -> HttpResponse:
        """Of many at once one files and the rest wait on the key of `Filing`, then find what it filed."""
        pk, digest = (
            self._own_id(),
            salted_hmac("governance.api.filing", canonical(request.data), algorithm="sha256").hexdigest(),
        )
        filing = Filing(row=pk, resource=self.basename, digest=digest)  # type: ignore[attr-defined]
        if self._is_first(filing):
            if self.queryset.model._base_manager.filter(pk=pk).exists():  # type: ignore[attr-defined]
                raise Refusal(409, "这个编号已被占用。")
            return self._created(pk)
        kept = Filing.objects.get(pk=pk)
        row = self.get_queryset().filter(pk=pk).first()  # type: ignore[attr-defined]
        if row is None or (kept.resource, kept.digest) != (filing.resource, filing.digest):
            raise Refusal(409, "这个编号已用于另一份内容。")
        return self.answer(row)  # type: ignore[attr-defined]

    def _is_first(self, filing: Filing) -> bool:
        Filing.objects.bulk_create([filing], ignore_conflicts=True)
        return Filing.objects.filter(pk=filing.pk, at=filing.at, digest=filing.digest).exists()

    def _own_id(self) -> uuid.UUID:
        try:
            return uuid.UUID(self.kwargs[self.lookup_field])  # type: ignore[attr-defined]
        except ValueError:
            raise invalid(self.lookup_field, "编号应为 UUID。") from None  # type: ignore[attr-defined]

    def _created(self, pk: uuid.UUID | None) -> HttpResponse:
        if not holds(self.request.user, self.may("add")):  # type: ignore[attr-defined]
            raise StepForbidden("您没有登记这类记录的权限。")
        row = self.make(self.ask(self.create_question), id=pk, by=self.request.user)  # type: ignore[attr-defined]
        response = self.answer(row, status=201)  # type: ignore[attr-defined]
        base = self.request.path if pk is None else self.request.path.rsplit("/", 2)[0] + "/"  # type: ignore[attr-defined]
        response["Location"] = f"{base}{row.pk}/"
        return response


class Editable(Asking):
    """`PATCH` with `If-Match`: who edits an old version is told, and shown the new one. Declare `edit_question` and `change`."""

    edit_question: type[Question]

    def change(self, row: Any, asked: dict[str, Any], *, by: Any) -> Any:
        """Call the app's action with the fields that were sent. Returns the row."""
        raise NotImplementedError

    def partial_update(self, request: Any, **kwargs: Any) -> HttpResponse:
        row = self.get_object()  # type: ignore[attr-defined]
        if not can(request.user, self.may("change"), row):
            raise StepForbidden("您没有修改这条记录的权限。")
        wanted = _version(request.META.get("HTTP_IF_MATCH"))
        locked = type(row)._base_manager.select_for_update(of=("self",)).get(pk=row.pk)
        if locked.version != wanted:
            current = self.representation(locked)  # type: ignore[attr-defined]
            raise Refusal(
                412,
                "这条记录已被别人修改，请对照新的内容再改。",
                headers={"ETag": f'"{locked.version}"'},
                current=current,
            )
        asked = self.ask(self.edit_question, partial=True)
        return self.answer(self.change(locked, asked, by=request.user))  # type: ignore[attr-defined]


class Steps(Asking):
    """`POST /{id}/<step>/`: declare `flow` and `steps`, step -> (question, action), called `action(row, by=user, **asked)`.

    Beside the flow's own steps a resource may offer others (`withdraw`), which need the permission of the same name;
    for these override `allowed_steps`, and say in `labels` what they are called. A resource without a life cycle leaves
    `flow` out.
    """

    flow: ClassVar[Flow | None] = None
    labels: ClassVar[dict[str, str]] = {}
    steps: ClassVar[dict[str, tuple[type[Question], Callable[..., Any]]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name, (question, act) in cls.__dict__.get("steps", {}).items():
            known = cls.flow.steps.get(name) if cls.flow else None
            permission, label = (
                (known.permission, known.label) if known else (cls.may(name), (_LABELS | cls.labels).get(name, name))
            )
            setattr(cls, f"step_{name}", _route(name, permission, label, question, act))

    def allowed_steps(self, row: Any) -> list[str]:
        taken = self.flow.open_to(self.request.user, row) if self.flow else []  # type: ignore[attr-defined]
        return [step.name for step in taken if step.name in self.steps]


def _route(name: str, permission: str, label: str, question: Any, act: Any) -> Callable[..., HttpResponse]:
    def take(self: Any, request: Any, **kwargs: Any) -> HttpResponse:
        row = self.get_object()
        if not can(request.user, permission, row):
            raise StepForbidden(f"您没有“{label}”的权限。")
        return self.answer(act(row, by=request.user, **self.ask(question)))

    take.__name__, take.__doc__ = f"step_{name}", label
    return action(detail=True, methods=["post"], url_path=name, url_name=name)(take)


def _version(text: str | None) -> int:
    if text is None:
        raise Refusal(428, "修改须带 If-Match，值为读到的 ETag（版本号）。")
    found = _VERSION.fullmatch(text.strip())
    if not found:
        raise invalid("If-Match", 'If-Match 应为读到的 ETag，例如 "3"。')
    return int(found[1])
