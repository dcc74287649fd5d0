"""Which indicators read what: found in their own statements, so that nobody keeps a list beside them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, models

from indices.indicators import Indicator, indicators
from indices.windows import Window

_ANY = datetime(2026, 1, 1, tzinfo=UTC)
_TABLE = re.compile(r'(?:FROM|JOIN) "([a-z_]+)"')

ALSO = {"workers.change": "workers_posting", "cases.extension": "cases_deadline"}
"""Tables written by steps of a row that their own rows do not hang on."""


@cache
def tables_of(one: Indicator) -> frozenset[str]:
    """Tables that the figure of an indicator is counted from."""
    statement = one.statement(Window(_ANY, _ANY, _ANY), "0", ":")
    sql, _ = statement.query.get_compiler(using=DEFAULT_DB_ALIAS).as_sql()
    return frozenset(_TABLE.findall(sql))


@cache
def told_by(subject: str) -> frozenset[str]:
    """Tables that an audit event about a `subject` ("cases.case") may tell of: its own, and those of its app that hang on it."""
    try:
        model: type[models.Model] = apps.get_model(subject)
    except (LookupError, ValueError):
        return frozenset()
    hanging = (relation.related_model._meta for relation in model._meta.related_objects)
    own = {one.db_table for one in hanging if one.app_label == model._meta.app_label}
    return frozenset({model._meta.db_table, *own, ALSO.get(subject, "")})


@cache
def touched(subject: str) -> tuple[Indicator, ...]:
    """Indicators whose figures an event about a `subject` may have changed."""
    tables = told_by(subject)
    return tuple(one for one in indicators() if tables & tables_of(one))
