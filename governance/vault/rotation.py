"""Sealing every encrypted field anew under the current key, so that an older key can leave the ring.

Each batch is one short transaction that locks its rows, so writers are held up for milliseconds and a rotation that was
interrupted goes on where it stopped: rows under the current key are not read again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models.functions import Substr

from governance.vault.fields import EncryptedTextField, Sealed
from governance.vault.keyring import Unreadable, ring

# What governance.access.rls.system() says; the kernel's order of imports keeps us from calling it.
_AS_SYSTEM = "SELECT set_config('mulin.scope', 'system', true)"


def encrypted_fields() -> Iterator[EncryptedTextField]:
    for model in apps.get_models():
        if not model._meta.proxy:
            yield from (field for field in model._meta.local_fields if isinstance(field, EncryptedTextField))


def rotate(field: EncryptedTextField, *, batch: int) -> tuple[int, list[str]]:
    """Returns how many values were sealed anew, and the ids of rows whose value does not open."""
    done, last = 0, None
    broken: list[str] = []
    while True:
        with transaction.atomic():
            rows = _stale(field, after=last, limit=batch)
            renewed = list(_renew(field, rows, broken))
            _write(field, renewed)
        done += len(renewed)
        if len(rows) < batch:
            return done, broken
        last = rows[-1][0]


def _stale(field: EncryptedTextField, *, after: Any, limit: int) -> list[tuple[Any, Sealed]]:
    with connection.cursor() as cursor:
        cursor.execute(_AS_SYSTEM)
    header = ring().header
    head = Substr(models.F(field.attname), 1, len(header), output_field=models.BinaryField())
    rows = field.model._base_manager.annotate(head_=head).exclude(head_=header)
    rows = rows.filter(pk__gt=after) if after is not None else rows
    return list(rows.order_by("pk").select_for_update().values_list("pk", field.attname)[:limit])


def _renew(
    field: EncryptedTextField, rows: list[tuple[Any, Sealed]], broken: list[str]
) -> Iterator[tuple[str, Sealed]]:
    for pk, sealed in rows:
        try:
            yield str(pk), field.seal(pk, field.open(pk, sealed))
        except Unreadable:
            broken.append(str(pk))


def _write(field: EncryptedTextField, renewed: list[tuple[str, Sealed]]) -> None:
    if not renewed:
        return
    meta, quote = field.model._meta, connection.ops.quote_name
    table, column, key = (quote(str(name)) for name in (meta.db_table, field.column, meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {column} = renewed.sealed "  # noqa: S608  names of our own tables
            f"FROM unnest(%s::{meta.pk.rel_db_type(connection)}[], %s::bytea[]) AS renewed(id, sealed) "
            f"WHERE {table}.{key} = renewed.id",
            [[pk for pk, _ in renewed], [sealed for _, sealed in renewed]],
        )
