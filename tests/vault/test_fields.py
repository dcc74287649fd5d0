from __future__ import annotations

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import connection

from governance.audit.ids import uuid7
from governance.vault.fields import Sealed, blind_index, decrypt
from governance.vault.keyring import Unreadable


@pytest.fixture
def neighbour(neighbours):
    return neighbours.objects.create(name="张三", phone="13800138000")


def raw(neighbour) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM neighbour WHERE id = %s", [neighbour.pk])
        return bytes(cursor.fetchone()[0])


def test_a_value_is_text_in_python_and_unreadable_in_the_database(neighbours, neighbour):
    assert neighbours.objects.get(pk=neighbour.pk).phone == "13800138000"
    assert b"13800138000" not in raw(neighbour)


def test_it_is_opened_only_when_it_is_read(neighbours, neighbour):
    found = neighbours.objects.get(pk=neighbour.pk)
    assert isinstance(found.__dict__["phone"], Sealed)
    assert found.phone == "13800138000"
    assert found.__dict__["phone"] == "13800138000"


def test_a_deferred_value_is_fetched_and_opened(neighbours, neighbour):
    assert neighbours.objects.defer("phone").get().phone == "13800138000"
    assert neighbours.objects.only("name").get().phone == "13800138000"


def test_values_gives_bytes_that_decrypt_opens(neighbours, neighbour):
    row = neighbours.objects.values("pk", "phone").get()
    assert isinstance(row["phone"], bytes)
    assert decrypt("neighbour", "phone", row["pk"], row["phone"]) == "13800138000"


def test_nothing_stays_nothing(neighbours):
    made = neighbours.objects.create(phone=None)
    found = neighbours.objects.get(pk=made.pk)
    assert (found.phone, found.phone_index) == (None, None)
    assert neighbours.objects.filter(phone__isnull=True).count() == 1


def test_saving_an_untouched_value_keeps_it(neighbours, neighbour):
    found = neighbours.objects.get(pk=neighbour.pk)
    found.name = "李四"
    found.save()
    assert neighbours.objects.get(pk=neighbour.pk).phone == "13800138000"


def test_a_key_given_as_text_is_the_same_row(neighbours):
    pk = uuid7()
    neighbours(id=str(pk).upper(), phone="13800138000").save()
    assert neighbours.objects.get(pk=pk).phone == "13800138000"


def test_refresh_brings_back_what_is_stored(neighbours, neighbour):
    neighbour.phone = "13900139000"
    neighbour.refresh_from_db()
    assert neighbour.phone == "13800138000"


def test_a_value_copied_in_sql_to_another_row_does_not_open(neighbours, neighbour):
    other = neighbours.objects.create(phone="13900139000")
    neighbours.objects.filter(pk=other.pk).update(phone=raw(neighbour))
    with pytest.raises(Unreadable):
        _ = neighbours.objects.get(pk=other.pk).phone


def test_many_are_created_at_once(neighbours):
    neighbours.objects.bulk_create([neighbours(phone=f"1380013800{last}") for last in range(10)])
    assert {row.phone for row in neighbours.objects.all()} == {f"1380013800{last}" for last in range(10)}
    assert neighbours.objects.filter(phone_index="13800138003").count() == 1


def test_update_takes_sealed_bytes_and_no_plain_text(neighbours, neighbour):
    field = neighbours._meta.get_field("phone")
    rows = neighbours.objects.filter(pk=neighbour.pk)
    rows.update(phone=field.seal(neighbour.pk, "13900139000"))
    assert rows.get().phone == "13900139000"
    with pytest.raises(TypeError, match="sealed bytes"):
        rows.update(phone="13900139000")


def test_comparing_with_a_plain_text_is_refused(neighbours):
    with pytest.raises(FieldError):
        neighbours.objects.filter(phone="13800138000")


def test_the_blind_index_finds_the_row_by_value(neighbours, neighbour):
    assert neighbours.objects.get(phone_index="138 0013 8000") == neighbour
    assert neighbours.objects.get(phone_index__in=["13800138000", "1"]) == neighbour
    assert neighbours.objects.get(phone_index=blind_index("neighbour.phone", "13800138000")) == neighbour
    assert not neighbours.objects.filter(phone_index="13900139000").exists()


def test_the_blind_index_follows_a_change(neighbours, neighbour):
    neighbour.phone = "13900139000"
    neighbour.save()
    assert neighbours.objects.get(phone_index="13900139000") == neighbour
    assert not neighbours.objects.filter(phone_index="13800138000").exists()


def test_saving_the_value_without_its_index_is_refused(neighbours, neighbour):
    neighbour.phone = "13900139000"
    with pytest.raises(ValueError, match="phone_index"):
        neighbour.save(update_fields=["phone"])
    neighbour.save(update_fields=["phone", "phone_index"])
    assert neighbours.objects.get(phone_index="13900139000").phone == "13900139000"


def test_the_length_of_the_plain_text_is_checked(neighbours):
    with pytest.raises(ValidationError):
        neighbours(phone="1" * 21).full_clean()
    neighbours(phone="1" * 20).full_clean()


def test_migrations_can_write_the_fields_down(neighbours):
    for name in ("phone", "phone_index"):
        field = neighbours._meta.get_field(name)
        _, _, args, kwargs = field.deconstruct()
        assert type(field)(*args, **kwargs).deconstruct()[1:] == field.deconstruct()[1:]
        assert field.db_type(connection) == "bytea"
