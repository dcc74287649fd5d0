"""Model fields for personal values: encrypted in the row, a plain `str` in Python, found again by a blind index.

    phone = EncryptedTextField("电话", blank=True, max_length=20)
    phone_index = BlindIndexField("phone")
    Resident.objects.filter(phone_index="138 0013 8000")

A value is bound to table, column and primary key, which must be set before the row is saved (our UUIDs are). Renaming
a table or column therefore needs a data migration that seals the values anew. `values()` yields the sealed bytes; open
them with `decrypt`. COPY and `update()` take the bytes that `encrypt` and `blind_index` return.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from governance.vault.keyring import blind_key, ring


def _place(table: str, column: str, row_id: object) -> bytes:
    parts = [part.encode() for part in (table, column, str(row_id))]
    return b"".join(len(part).to_bytes(2, "big") + part for part in parts)


def encrypt(table: str, column: str, row_id: object, text: str) -> bytes:
    """Seal `text` for one cell under the current key. `row_id` is the primary key, as itself or as text."""
    return ring().seal(text.encode(), _place(table, column, row_id))


def decrypt(table: str, column: str, row_id: object, sealed: bytes | memoryview) -> str:
    """Raises `keyring.Unreadable` when the bytes were not sealed for this cell, or their key is gone."""
    return ring().open(bytes(sealed), _place(table, column, row_id)).decode()


def normalise(value: str) -> str:
    """What counts as the same value: full and half width, case, spaces and hyphens make no difference."""
    if value.isascii() and value.isalnum():
        return value.upper()
    return re.sub(r"[\s\-‐‑–—]", "", unicodedata.normalize("NFKC", value)).upper()


def blind_index(column: str, value: str) -> bytes:
    """HMAC-SHA256, 32 bytes, of a value under its column's name: tells equal values of one column, and nothing else."""
    return hmac.digest(blind_key(), f"{column}\0{normalise(value)}".encode(), "sha256")


class Sealed(bytes):
    """Ciphertext as it came from the database, as opposed to a text someone assigned."""


class LazyText(DeferredAttribute):
    """Opens the value the first time it is read, so that a list that does not show it pays nothing."""

    field: EncryptedTextField

    def __get__(self, instance: models.Model | None, cls: type | None = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = instance.__dict__[self.field.attname] = self.field.open(instance.pk, value)
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.CharField):
    """Text, stored as sealed bytes. `max_length` (optional) limits the text; the only lookup is `isnull`."""

    descriptor_class = LazyText

    def get_internal_type(self) -> str:
        return "BinaryField"

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        return models.Field.db_parameters(self, connection)

    def _check_max_length_attribute(self, **kwargs: Any) -> list[Any]:
        return [] if self.max_length is None else super()._check_max_length_attribute(**kwargs)  # type: ignore[misc]

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def seal(self, pk: object, text: str) -> Sealed:
        return Sealed(encrypt(*self.cell(pk), text))

    def open(self, pk: object, sealed: bytes) -> str:
        return decrypt(*self.cell(pk), sealed)

    def cell(self, pk: object) -> tuple[str, str, object]:
        meta = self.model._meta
        if pk is None:
            raise ValueError(f"{meta.label}.{self.name} is bound to its row: set the primary key before saving.")
        return meta.db_table, str(self.column), meta.pk.to_python(pk)

    def pre_save(self, instance: models.Model, add: bool) -> Sealed | None:
        # Opened even when untouched: sealed bytes must never be saved under a primary key that was changed.
        text = getattr(instance, self.attname)
        return None if text is None else self.seal(instance.pk, str(text))

    def get_prep_value(self, value: Any) -> Any:
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        if not isinstance(value, bytes | memoryview):
            raise TypeError(f"{self.model._meta.label}.{self.name} takes sealed bytes here: save the row or seal().")
        return connection.Database.Binary(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(value)

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError("Encrypted fields are not serialised: a fixture would hold the plain text.")


class BlindIndexField(models.BinaryField):
    """`blind_index` of the field `source`, kept up by `save`; null when that is empty. A lookup with a `str` hashes it.

    Two models that share `column` can be matched by value; by default the name is "table.column" and they cannot.
    """

    def __init__(self, source: str, *, column: str = "", **kwargs: Any) -> None:
        self.source, self.bound_to = source, column
        super().__init__(**{"null": True, "blank": True, "db_index": not kwargs.get("unique"), **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, [self.source, *args], kwargs | ({"column": self.bound_to} if self.bound_to else {})

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if not cls._meta.abstract:
            models.signals.pre_save.connect(self.refuse_half_a_save, sender=cls)

    def refuse_half_a_save(self, update_fields: frozenset[str] | None = None, **kwargs: Any) -> None:
        if update_fields is not None and self.source in update_fields and self.name not in update_fields:
            raise ValueError(f"update_fields has {self.source} without {self.name}: it could not be found again.")

    def index(self, value: str | None) -> bytes | None:
        meta = self.model._meta
        column = self.bound_to or f"{meta.db_table}.{self.source}"
        return blind_index(column, value) if value else None

    def pre_save(self, instance: models.Model, add: bool) -> bytes | None:
        value = self.index(getattr(instance, self.source))
        setattr(instance, self.attname, value)
        return value

    def get_prep_value(self, value: Any) -> Any:
        return self.index(value) if isinstance(value, str) else super().get_prep_value(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        return None if value is None else bytes(value)
