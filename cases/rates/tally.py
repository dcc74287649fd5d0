"""Counts over facts that are worked out once a row.

Django repeats an annotation in every condition that names it, and cannot group what is grouped already. So the
querysets stand as subqueries of one statement, whose conditions ask their columns by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, Q, QuerySet
from django.db.models.sql import Query

ALIAS = "facts"


class Column(Expression):
    """A column of the subquery."""

    def __init__(self, name: str, output_field: Field) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple]:
        quote = connection.ops.quote_name
        return f"{quote(ALIAS)}.{quote(self.name)}", ()


def tallies(parts: Iterable[tuple[QuerySet, Sequence[Q]]], *, key: str) -> list[list[tuple[str, int, list[int]]]]:
    """For each queryset and its conditions: (value of `key`, number of rows, rows that meet each condition …)."""
    parts = list(parts)
    widest = max(len(conditions) for _, conditions in parts)
    statements, params = [], []
    for at, (rows, conditions) in enumerate(parts):
        try:
            sql, given = _statement(at, rows, conditions, key, widest)
        except EmptyResultSet:  # who may see no row at all: Django compiles nothing
            continue
        statements.append(sql)
        params.extend(given)
    found: list[list[tuple[str, int, list[int]]]] = [[] for _ in parts]
    if not statements:
        return found
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), params)
        for at, value, rows_there, *counted in cursor:
            found[at].append((value, rows_there, counted[: len(parts[at][1])]))
    return found


def _statement(at: int, rows: QuerySet, conditions: Sequence[Q], key: str, widest: int) -> tuple[str, list[Any]]:
    named = sorted({name for condition in conditions for name in condition.referenced_base_fields})
    inner = rows.order_by().values(key, *named)
    outer = Query(None)  # as Q.check() asks a condition of bare values
    for name in named:
        outer.add_annotation(Column(name, _field(inner, name)), name, select=False)
    compiler = outer.get_compiler(using=DEFAULT_DB_ALIAS)
    counts, params = ["0"] * widest, []
    for place, condition in enumerate(conditions):
        sql, given = compiler.compile(outer.build_where(condition))
        counts[place] = f"COUNT(*) FILTER (WHERE {sql})"
        params.extend(given)
    quote = compiler.connection.ops.quote_name
    sql, given = inner.query.get_compiler(using=DEFAULT_DB_ALIAS).as_sql()
    head = f"SELECT {at}, {quote(ALIAS)}.{quote(key)}, COUNT(*), {', '.join(counts)}"
    return f"{head} FROM ({sql}) {quote(ALIAS)} GROUP BY 2", [*params, *given]


def _field(rows: QuerySet, name: str) -> Field:
    annotation = rows.query.annotations.get(name)
    return annotation.output_field if annotation is not None else rows.model._meta.get_field(name)
