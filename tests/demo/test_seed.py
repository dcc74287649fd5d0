from __future__ import annotations

from types import SimpleNamespace

from django.db import connection, transaction

from governance.demo.ahead import made
from governance.demo.calendar import Calendar
from governance.demo.copying import COLUMNS
from governance.demo.districts import prepare
from tests.demo.conftest import NOW, fill

RANDOM = {"id_number", "phone", "secret", "category_id", "department_id", "kind_id", "post_id", "to_post_id"}
"""Sealed with a fresh nonce each time, or numbered by the database."""

SEALED = dict.fromkeys(
    ("neighborhoods_resident", "volunteers_volunteer", "workers_worker", "mediations_disputant", "intake_sensor")
)


def digest(table: str) -> str:
    sealed = RANDOM | ({"name"} if table == "mediations_disputant" else set())
    columns = [f'"{name}"' for name in COLUMNS[table].split() if name not in sealed]
    row = f"ROW({', '.join(columns)})::text"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(string_agg({row}, ';' ORDER BY {row})) FROM {table}")
        return cursor.fetchone()[0]


def digests(divided: SimpleNamespace, **changed: object) -> dict[str, str]:
    with transaction.atomic():
        fill(divided, **changed)
        found = {table: digest(table) for table in COLUMNS}
        transaction.set_rollback(True)
    return found


def test_the_same_seed_gives_the_same_rows(divided):
    first = digests(divided)
    assert digests(divided, now=NOW.replace(hour=18)) == first
    assert not set(digests(divided, seed=2).values()) & set(first.values())


def test_other_processes_make_the_same_lines(divided):
    with transaction.atomic():
        world, committees, _ = prepare(divided.district, scale="small", seed=1, calendar=Calendar.at(NOW), password="x")
    here, there = (list(made(world, committees, processes)) for processes in (0, 1))
    for one, other in zip(here, there, strict=True):
        assert {**one, **SEALED} == {**other, **SEALED}
