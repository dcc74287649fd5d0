"""The second net: with `visible_to` taken out, the database itself shows no neighbour's household or resident."""

from __future__ import annotations

import pytest
from django.db import connection

from governance.access import rls
from neighborhoods.models import Household, Resident
from tests.factories.neighborhoods import ResidentFactory

TABLES = ("neighborhoods_household", "neighborhoods_resident")


@pytest.fixture
def next_door(place):
    return ResidentFactory(division=place.north2)


def counted(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def test_a_query_without_its_scope_shows_the_own_rows_only(clerk, resident, next_door):
    with rls.as_user(clerk):
        assert list(Resident.objects.all()) == [resident]
        assert list(Household.objects.all()) == [resident.household]
        assert not Resident.objects.filter(pk=next_door.pk).exists()
        assert not Resident.objects.filter(household_id=next_door.household_id).exists()
        assert [counted(table) for table in TABLES] == [1, 1]


def test_a_neighbour_s_row_can_be_neither_changed_nor_made(clerk, next_door):
    with rls.as_user(clerk):
        assert Resident.objects.update(relation="x") == 0
    with pytest.raises(Exception, match="row-level security"), rls.as_user(clerk):
        Resident(division_id=next_door.division_id, household_id=next_door.household_id, name="某某").save()


@pytest.mark.parametrize("scope", ["", "{}", "nonsense", "SYSTEM"])
def test_without_a_scope_nothing_is_seen(resident, scope):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('mulin.scope', %s, true)", [scope])
    assert [counted(table) for table in TABLES] == [0, 0]
    assert not Resident.objects.exists()


def test_the_portal_itself_sees_all_when_it_says_so(resident, next_door):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('mulin.scope', '', true)")
    with rls.system():
        assert Resident.objects.count() == 2
