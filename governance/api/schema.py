"""What every operation of the API has in common, told to OpenAPI once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import Direction, OpenApiParameter
from rest_framework import serializers

from governance.api.errors import MEDIA_TYPE
from governance.api.paging import MOST, SIZE


class FieldError(serializers.Serializer):
    field = serializers.CharField(allow_blank=True)
    message = serializers.CharField()


class Problem(serializers.Serializer):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = FieldError(many=True)  # type: ignore[assignment]  # a field, named as the RFC does


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "governance.api.authentication.BearerToken"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "令牌页上新建的令牌。"}


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "governance.api.authentication.Session"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


def _query(name: str, kind: Any, text: str, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, kind, OpenApiParameter.QUERY, description=text, **more)


def _header(name: str, text: str, **more: Any) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.HEADER, description=text, **more)


class Schema(AutoSchema):
    view: Any

    def get_override_parameters(self) -> list[Any]:
        if self._is_list_view():
            return self._of_list()
        if self.method == "POST" and self.view.action == "create":
            return [_header("Idempotency-Key", "同一个键重发，只登记一次。")]
        if self.method == "PATCH":
            return [_header("If-Match", "读到的 ETag（版本号）。", required=True)]
        return []

    def _of_list(self) -> list[OpenApiParameter]:
        fields = self.view.ordering_fields
        orders = [name for field in fields for name in (field, f"-{field}")]
        size = {"type": "integer", "minimum": 1, "maximum": MOST, "default": SIZE}
        return [
            _query("cursor", OpenApiTypes.STR, "翻页标记，取自上一次答复的 next 或 previous。"),
            _query("page_size", size, "每页条数。"),
            _query("ordering", OpenApiTypes.STR, "排序，前加 - 为倒序。", enum=orders, default=self.view.ordering),
            _query("fields", OpenApiTypes.STR, "只要这些字段，以逗号分隔，例如 id,name。"),
            _query(
                "format",
                OpenApiTypes.STR,
                "csv、ndjson 一次流出整个结果集。",
                enum=["json", "csv", "ndjson"],
                default="json",
            ),
        ]

    def _map_serializer_field(self, field: Any, direction: str, *args: Any, **more: Any) -> dict[str, Any]:
        """A time of day has no zone here, which `format: time` asks for; bounds of a number are numbers; a choice that a row
        may have left open answers "".
        """
        found = super()._map_serializer_field(field, direction, *args, **more)
        if isinstance(field, serializers.TimeField):
            found = {name: value for name, value in found.items() if name != "format"} | {"example": "08:30:00"}
        if "enum" in found and _may_be_empty(field):
            found = found | {"enum": [*found["enum"], ""]}
        return {name: float(value) if isinstance(value, Decimal) else value for name, value in found.items()}

    def get_description(self) -> str:  # type: ignore[override]  # spectacular's own asks for nothing
        return (
            (getattr(getattr(self.view, self.view.action, None), "__doc__", None) or "")
            if self._is_step()
            else super().get_description()
        )

    def get_request_serializer(self) -> Any:
        match self.view.action:
            case "create" | "update":
                return self.view.create_question
            case "partial_update":
                return self.view.edit_question
            case name if self._is_step():
                return self.view.steps[name.removeprefix("step_")][0]
        return super().get_request_serializer()

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        if self._is_list_view():
            bodies["200"]["content"] |= {
                "text/csv": {"schema": {"type": "string"}},
                "application/x-ndjson": {"schema": {"type": "string"}},
            }
        if self.view.action == "update":
            bodies["201"] = bodies["200"]
        return bodies | {
            code: self._get_response_for_code(Problem, code, [MEDIA_TYPE], direction) for code in self._refusals()
        }

    def _refusals(self) -> list[str]:
        codes = ["400", "401", "403"]
        if getattr(self.view, "detail", True) and self.view.action != "create":
            codes += ["404"]
        if self.method != "GET":
            codes += ["409", "413", "415", "429"]
        more = {"create": ["422"], "partial_update": ["412", "428"]}
        return codes + more.get(self.view.action, [])

    def _is_step(self) -> bool:
        return (self.view.action or "").startswith("step_")


def _may_be_empty(field: Any) -> bool:
    """Is it a column of a row, read only, that may be blank?"""
    model = getattr(getattr(field.parent, "Meta", None), "model", None)
    if model is None or not field.read_only or "" in getattr(field, "choices", {}):
        return False
    try:
        return bool(model._meta.get_field(field.source).blank)
    except FieldDoesNotExist:
        return False
