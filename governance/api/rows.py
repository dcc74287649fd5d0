"""One renderer of rows for list, csv and ndjson: the database. No model is made, no serializer runs.

A resource's output serializer is its description for OpenAPI and the list of its columns: a field's `source` is the
ORM path (`division_id`, `category__code`), or the field was made by `computed(field, expression)`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Expression, F, Field, Model, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.datastructures import BaseTable, Join
from rest_framework import serializers

from governance.api.errors import invalid


@dataclass(frozen=True, slots=True)
class Column:
    """`name` outside; inside an ORM path, or an expression annotated under a name of its own."""

    name: str
    path: str
    kind: str = "text"
    expression: Any = None


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL whose parameters are bound already: psycopg2 binds on the client, and COPY knows no other way.

    `keys` are the names of the asked keys within it; `wider` says that some of them are not columns of the row.
    """

    sql: str
    columns: tuple[Column, ...]
    keys: tuple[str, ...] = ()
    wider: bool = False


def computed(field: Any, expression: Any) -> Any:
    """Declare a column that is an expression (a subquery, a masked name) and not a path."""
    field.expression = expression
    return field


@cache
def columns_of(serializer: type[serializers.Serializer]) -> tuple[Column, ...]:
    """Instances lose the expression when DRF copies a declared field, so it is read from the class."""
    declared = serializer._declared_fields
    columns: list[Column] = []
    for name, field in serializer().fields.items():
        expression, path = getattr(declared.get(name), "expression", None), str(field.source).replace(".", "__")
        if expression is None and path in {column.path for column in columns}:  # Django selects a path once
            expression = F(path)
        kind = next((kind for cls, kind in _KINDS.items() if isinstance(field, cls)), "text")
        columns.append(Column(name, path if expression is None else f"out_{name}", kind, expression))
    return tuple(columns)


_KINDS = {serializers.DateTimeField: "time"} | dict.fromkeys(
    (
        serializers.IntegerField, serializers.FloatField, serializers.DecimalField, serializers.BooleanField,
        serializers.DateField, serializers.UUIDField,
    ),
    "plain",
)  # fmt: skip
"""How a value looks as text: what is not known to be safe counts as text, whose first character matters in csv."""


def chosen(serializer: type[serializers.Serializer], wanted: str | None) -> tuple[Column, ...]:
    """The columns that `?fields=` names, in the resource's order; all without it."""
    columns = columns_of(serializer)
    if wanted is None:
        return columns
    names = {name.strip() for name in wanted.split(",")}
    if unknown := names - {column.name for column in columns}:
        raise invalid("fields", f"没有字段“{'、'.join(sorted(unknown))[:100]}”。")
    return tuple(column for column in columns if column.name in names)


def each_once(rows: QuerySet) -> QuerySet:
    """Rows that a filter joined to several others, or made DISTINCT: a choice of keys instead, so that each comes once."""
    query = rows.query
    joins: list[Any] = [
        one.join_field
        for alias, one in query.alias_map.items()
        if isinstance(one, Join) and query.alias_refcount[alias]
    ]
    if not query.distinct and not any(field.one_to_many or field.many_to_many for field in joins):
        return rows
    assert not query.distinct_fields, "DISTINCT ON chooses rows by their order; a list has an order of its own"
    return rows.model._base_manager.filter(pk__in=rows.order_by().values("pk"))


def select(rows: QuerySet, columns: tuple[Column, ...], *keys: str) -> Statement | None:
    """The compiled query with every column renamed to its outside name. None: no row can match.

    `keys` are paths; those that are no columns follow as `k0`, `k1`.
    """
    pk = rows.model._meta.pk.attname
    outside = {column.path: ident(column.name) for column in columns}
    wanted = [pk if key == "pk" else key for key in keys]
    extra = {f"k{number}": F(path) for number, path in enumerate(wanted) if path not in outside}
    expressions = {column.path: column.expression for column in columns if column.expression is not None} | extra
    asked = rows.annotate(**expressions) if expressions else rows
    try:
        sql, params = asked.values_list(*outside, *extra).query.sql_with_params()
    except EmptyResultSet:
        return None
    named = tuple(outside.get(path, f"k{number}") for number, path in enumerate(wanted))
    return Statement(
        f"({bind(sql, params)}) AS t({', '.join((*outside.values(), *extra))})", columns, named, bool(extra)
    )


def select_few(
    rows: QuerySet, serializer: type[serializers.Serializer], columns: tuple[Column, ...], *keys: str
) -> Statement | None:
    """As `select`, for a page or a row: only the choice of `rows` is compiled anew, the text around it is kept.

    Compiling a dozen columns with their subqueries took a quarter of the time of a page.
    """
    try:
        sql, params = _chosen(rows).sql_with_params()
    except EmptyResultSet:
        return None
    model: Any = rows.model
    around = _around(model, serializer, tuple(column.name for column in columns), keys)
    return replace(around, sql=around.sql.replace(_CHOICE, bind(sql, params)))


_CHOICE = "SELECT 'choice'"


class _Whole(Expression):
    """All columns of one table."""

    def __init__(self, alias: str, field: Field) -> None:
        super().__init__(output_field=field)
        self.alias = alias

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple]:
        return f"{compiler.quote_name_unless_alias(self.alias)}.*", ()


class _Chosen(BaseTable):
    """The rows of `_CHOICE` in the place of their table. Asked for by `id IN (…)` they were looked up a second time."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple]:
        return f"({_CHOICE}) {compiler.quote_name_unless_alias(self.table_alias)}", ()


def _chosen(rows: QuerySet) -> Query:
    assert not rows.query.distinct, "pass the rows through each_once first"
    query = rows.query.chain()
    query.clear_select_clause()
    query.select = (_Whole(query.get_initial_alias(), rows.model._meta.pk),)
    return query


@lru_cache(maxsize=500)
def _around(
    model: type[Model], serializer: type[serializers.Serializer], names: tuple[str, ...], keys: tuple[str, ...]
) -> Statement:
    """The statement for those rows of `model` that `_CHOICE` gives."""
    columns = tuple(column for column in columns_of(serializer) if column.name in names)
    rows = model._base_manager.order_by()
    alias = rows.query.get_initial_alias()
    rows.query.alias_map[alias] = _Chosen(model._meta.db_table, alias)
    found = select(rows, columns, *keys)
    assert found is not None, "a choice of rows is never empty beforehand"
    return found


def as_json(found: Statement) -> str:
    """One JSON text a row."""
    return f"SELECT row_to_json(t)::text FROM {found.sql}"  # noqa: S608  names quoted, values bound


def as_page(found: Statement, descending: bool, size: int) -> str:
    """The first `size` rows by their two keys, which follow the row as texts: what a page's cursor is made of."""
    names = ", ".join(f"t.{ident(column.name)}" for column in found.columns)
    row = f"(SELECT r FROM (SELECT {names}) r)" if found.wider else "t"  # noqa: S608
    order = ", ".join(f"t.{key} DESC" if descending else f"t.{key}" for key in found.keys)
    keys = ", ".join(f"t.{key}::text" for key in found.keys)
    return f"SELECT row_to_json({row})::text, {keys} FROM {found.sql} ORDER BY {order} LIMIT {size}"  # noqa: S608


def texts(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def joined(rows: Iterable[str]) -> str:
    return f"[{','.join(rows)}]"


def bind(sql: str, params: tuple) -> str:
    with connection.cursor() as cursor:
        return cursor.mogrify(sql, params).decode()


def ident(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
