"""Keyset paging on (order field, primary key): no counting, no offsets, stable while rows arrive. For pages and the API."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field, QuerySet, Value
from django.db.models.expressions import Func
from django.db.models.fields import BooleanField

SIZE = 50


@dataclass(frozen=True, slots=True)
class Order:
    """`field` and the direction in which the list runs; ties go by primary key the same way."""

    field: str
    descending: bool = False

    @classmethod
    def parse(cls, text: str, allowed: tuple[str, ...]) -> Order:
        name = text.removeprefix("-")
        if name not in allowed:
            raise ValidationError({"ordering": f"只能按{'、'.join(allowed)}排序（前加 - 为倒序）。"})
        return cls(name, text.startswith("-"))

    def __str__(self) -> str:
        return f"-{self.field}" if self.descending else self.field

    def apply(self, rows: QuerySet, *, backward: bool = False) -> QuerySet:
        sign = "-" if self.descending != backward else ""
        return rows.order_by(f"{sign}{self.field}", f"{sign}pk")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins: after (or, backward, before) the row with these two keys."""

    order: Order
    keys: tuple[str, str]
    backward: bool = False

    def encode(self) -> str:
        packed = json.dumps([str(self.order), *self.keys, self.backward]).encode()
        return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()

    @classmethod
    def decode(cls, text: str, order: Order) -> Cursor:
        try:
            ordering, key, pk, backward = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (ValueError, TypeError, RecursionError, binascii.Error):
            raise _bad() from None
        if ordering != str(order) or not (isinstance(key, str) and isinstance(pk, str) and isinstance(backward, bool)):
            raise _bad()
        if "\0" in key + pk or any("\ud800" <= letter <= "\udfff" for letter in key + pk):  # no text in Postgres
            raise _bad()
        return cls(order, (key, pk), backward)

    def apply(self, rows: QuerySet) -> QuerySet:
        fields = (_field(rows, self.order.field), rows.model._meta.pk)
        try:
            values = [Value(field.to_python(key), field) for field, key in zip(fields, self.keys, strict=True)]
        except (ValidationError, ValueError):
            raise _bad() from None
        sign = "<" if self.order.descending != self.backward else ">"
        return rows.filter(RowCompare(self.order.field, "pk", *values, sign=sign))


class RowCompare(Func):
    """`(a, b) > (x, y)`: one comparison, so that the composite index answers it from the right place."""

    output_field = BooleanField()

    def __init__(self, *expressions: Any, sign: str) -> None:
        super().__init__(*expressions, sign=sign)

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> tuple[str, tuple]:
        parts, params = [], []
        for expression in self.source_expressions:
            sql, given = compiler.compile(expression)
            parts.append(sql)
            params += given
        a, b, x, y = parts
        return f"({a}, {b}) {self.extra['sign']} ({x}, {y})", tuple(params)


def _field(rows: QuerySet, path: str) -> Field:
    return rows.model._meta.pk if path == "pk" else rows.model._meta.get_field(path)


def _bad() -> ValidationError:
    return ValidationError({"cursor": "翻页标记无效，请从第一页重新开始。"})
