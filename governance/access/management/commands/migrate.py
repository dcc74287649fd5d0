from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections
from psycopg2 import sql

APPEND_ONLY = "append_only"
"""The trigger that marks a table as such. A trigger can be told to look away; a privilege that is not there cannot."""


class Command(Migrate):
    """Migrations run as the owner; afterwards the unprivileged role gets what it needs and no more."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        grant(options["database"])


def grant(alias: str) -> None:
    """Let the web's role read and write every table, but only add to the append-only ones."""
    role = settings.DATABASES["default"]["USER"]
    if role == settings.DATABASES["owner"]["USER"] or alias != "owner":
        return
    name = sql.Identifier(role)
    with connections[alias].cursor() as cursor:
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name))
        cursor.execute(
            sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(name)
        )
        cursor.execute(sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(name))
        for table in _append_only() & set(connections[alias].introspection.table_names(cursor)):
            cursor.execute(sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(sql.Identifier(table), name))


def _append_only() -> set[str]:
    marked = (
        one for one in apps.get_models() if any(t.name == APPEND_ONLY for t in getattr(one._meta, "triggers", ()))
    )
    return {one._meta.db_table for one in marked}
