"""A model of its own in a temporary table, so that the fields are tried apart from any app."""

from __future__ import annotations

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from governance.audit.ids import uuid7
from governance.vault.fields import BlindIndexField, EncryptedTextField

K1 = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
K2 = "k2:MDEyMzQ1Njc4OTo7PD0+P0BBQkNERUZHSElKS0xNTk8="
S3 = "s3:sm4:AAECAwQFBgcICQoLDA0ODw=="

with isolate_apps("governance.vault"):

    class Neighbour(models.Model):
        id = models.UUIDField(primary_key=True, default=uuid7)
        name = models.CharField(max_length=40, null=True, blank=True)
        phone = EncryptedTextField(null=True, blank=True, max_length=20)
        phone_index = BlindIndexField("phone")

        class Meta:
            app_label = "vault"
            db_table = "neighbour"


@pytest.fixture
def neighbours(db) -> type[models.Model]:
    with connection.cursor() as cursor:
        columns = [f"{field.column} {field.db_type(connection)}" for field in Neighbour._meta.concrete_fields]
        cursor.execute(f"CREATE TEMP TABLE neighbour ({', '.join(columns)}, PRIMARY KEY (id)) ON COMMIT DROP")
    return Neighbour


@pytest.fixture
def keys(settings):
    """Call with entries of the ring, the current one first."""

    def put(*entries: str) -> None:
        settings.FIELD_KEYS = ",".join(entries)

    put(K1)
    return put


@pytest.fixture
def k1() -> str:
    return K1


@pytest.fixture
def k2() -> str:
    return K2


@pytest.fixture
def s3() -> str:
    return S3
