"""Input is a question: what may be asked, and of which rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import MultipleObjectsReturned, ObjectDoesNotExist, ValidationError
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


class Question(serializers.Serializer):
    """The body of a creation, an edit or a step. A key it does not know is an error: a typo must not be lost."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if isinstance(data, Mapping) and (unknown := sorted(set(data) - set(self.fields))):
            raise serializers.ValidationError({name: ["没有这个字段。"] for name in unknown})
        return super().to_internal_value(data)


class Nothing(Question):
    """A step that asks for nothing."""


class WithReason(Question):
    reason = serializers.CharField(max_length=200)


@extend_schema_field(str)
class ScopedRelatedField(serializers.RelatedField):
    """A row named by `key`, among those the caller may see; others do not exist."""

    default_error_messages = {
        "missing": "没有“{value}”，或不在您的管辖范围内。",
        "several": "“{value}”不止一个，请写明是哪一个。",
    }

    def __init__(self, *, key: str = "pk", **kwargs: Any) -> None:
        self.key = key
        super().__init__(**kwargs)

    def get_queryset(self) -> QuerySet:
        rows: Any = super().get_queryset()
        return rows.visible_to(self.context["request"].user)

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str | int) or isinstance(value, bool):
            self.fail("missing", value=str(value)[:60])
        try:
            return self.get_queryset().get(**{self.key: value})
        except MultipleObjectsReturned:
            self.fail("several", value=value)
        except (ObjectDoesNotExist, ValidationError, ValueError, OverflowError):
            self.fail("missing", value=str(value)[:60])

    def to_representation(self, row: Any) -> str:
        return str(getattr(row, self.key))
