from __future__ import annotations

import pytest
from django.db import connection, transaction

from governance.vault.models import RegisterHistory, keep


def test_an_edit_keeps_what_the_register_said_before(neighbours):
    neighbour = neighbours.objects.create(name="张三", phone="13800138000")
    neighbour.phone, neighbour.name = "13900139000", "张山"

    with transaction.atomic():
        kept = keep(neighbour, by=None)
        neighbour.save()

    assert RegisterHistory.objects.of(neighbour).get() == kept
    kept.refresh_from_db()
    assert kept.values == {"id": str(neighbour.pk), "name": "张三", "phone": "13800138000"}


def test_the_history_is_unreadable_in_the_database(neighbours):
    neighbour = neighbours.objects.create(name="张三", phone="13800138000")
    keep(neighbour, by=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(h)::text, previous FROM vault_registerhistory h")
        row, sealed = cursor.fetchone()
    assert "13800138000" not in row
    assert "张三".encode() not in bytes(sealed)
    assert b"13800138000" not in bytes(sealed)


def test_versions_come_newest_first(neighbours):
    neighbour = neighbours.objects.create(name="甲")
    for name in ("乙", "丙"):
        keep(neighbour, by=None)
        neighbour.name = name
        neighbour.save()
    assert [kept.values["name"] for kept in RegisterHistory.objects.of(neighbour)] == ["乙", "甲"]


def test_a_row_that_was_never_saved_has_no_history(neighbours):
    with pytest.raises(neighbours.DoesNotExist):
        keep(neighbours(name="张三"), by=None)
