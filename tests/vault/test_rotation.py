from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from governance.vault import rotation
from governance.vault.keyring import key_id
from governance.vault.models import RegisterHistory, keep
from governance.vault.rotation import rotate
from tests.factories.neighborhoods import HouseholdFactory, ResidentFactory


@pytest.fixture
def phones(neighbours):
    neighbours.objects.bulk_create([neighbours(phone=f"138001380{last:02d}") for last in range(25)])
    neighbours.objects.create(phone=None)
    return neighbours._meta.get_field("phone")


def keys_in_use(field) -> set[str]:
    rows = field.model.objects.exclude(phone__isnull=True).values_list("phone", flat=True)
    return {key_id(sealed) for sealed in rows}


@pytest.mark.parametrize("batch", [1, 7, 25, 1000])
def test_every_value_moves_to_the_current_key_and_still_reads(phones, keys, k1, k2, batch):
    keys(k2, k1)
    assert rotate(phones, batch=batch) == (25, [])
    keys(k2)
    assert keys_in_use(phones) == {"k2"}
    assert {row.phone for row in phones.model.objects.exclude(phone__isnull=True)} == {
        f"138001380{n:02d}" for n in range(25)
    }


def test_a_second_run_finds_nothing_to_do(phones, keys, k1, k2):
    keys(k2, k1)
    rotate(phones, batch=10)
    before = set(phones.model.objects.values_list("phone", flat=True))
    assert rotate(phones, batch=10) == (0, [])
    assert set(phones.model.objects.values_list("phone", flat=True)) == before


def test_an_interrupted_run_goes_on_where_it_stopped(phones, keys, k1, k2, monkeypatch):
    keys(k2, k1)
    batches = iter([None, None])
    write = rotation._write

    def write_twice(field, renewed):
        next(batches)
        write(field, renewed)

    monkeypatch.setattr(rotation, "_write", write_twice)
    with pytest.raises(StopIteration):
        rotate(phones, batch=5)
    monkeypatch.setattr(rotation, "_write", write)
    assert rotate(phones, batch=5) == (15, [])


def test_rotation_goes_to_sm4_and_back(phones, keys, k1, s3):
    for ring in ((s3, k1), (k1, s3)):
        keys(*ring)
        assert rotate(phones, batch=10) == (25, [])
        assert keys_in_use(phones) == {ring[0].split(":")[0]}


def test_a_damaged_value_is_named_left_alone_and_stops_nothing(phones, keys, k1, k2):
    damaged = phones.model.objects.exclude(phone__isnull=True).order_by("pk")[3]
    other = phones.seal(phones.model.objects.order_by("-pk")[0].pk, "13800138000")
    phones.model.objects.filter(pk=damaged.pk).update(phone=other)
    keys(k2, k1)
    assert rotate(phones, batch=4) == (24, [str(damaged.pk)])
    assert bytes(phones.model.objects.values_list("phone", flat=True).get(pk=damaged.pk)) == other


def test_the_command_counts_and_fails_when_a_value_stays_behind(neighbours, keys, k1, k2):
    for _ in range(3):
        keep(neighbours.objects.create(name="张三"), by=None)
    keys(k2, k1)
    told = StringIO()
    call_command("rotate_field_keys", batch=2, stdout=told)
    assert "vault.RegisterHistory.previous 3" in told.getvalue()
    assert "密钥 k2：重新加密" in told.getvalue()

    row = RegisterHistory.objects.first()
    RegisterHistory.objects.filter(pk=row.pk).update(previous=b"\1\2k1" + bytes(40))
    with pytest.raises(CommandError, match="1 个值"):
        call_command("rotate_field_keys", stdout=StringIO(), stderr=told)
    assert str(row.pk) in told.getvalue()


def test_rows_under_row_level_security_are_rotated_too(place, keys, k1, k2):
    household = HouseholdFactory(division=place.north1)
    resident = ResidentFactory(household=household, division=place.north1, phone="13800138000")
    keys(k2, k1)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL mulin.scope = ''")
    told = StringIO()
    call_command("rotate_field_keys", stdout=told)
    assert "neighborhoods.Resident.phone 1" in told.getvalue()
    keys(k2)
    assert type(resident).objects.get(pk=resident.pk).phone == "13800138000"
