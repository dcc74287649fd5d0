"""Estates, buildings, households: who may file them, and the address book that follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from governance.access.roles import Role
from governance.audit.models import Event
from governance.vault.models import RegisterHistory
from neighborhoods import address_book
from neighborhoods.actions import places
from neighborhoods.models import Building, Estate, Household
from tests.factories.access import member
from tests.factories.neighborhoods import BuildingFactory, EstateFactory


def test_a_clerk_registers_estate_building_and_household_in_the_own_committee(place, clerk):
    estate = places.add_estate(place.north1, by=clerk, name="鞍山四村")
    building = places.add_building(estate, by=clerk, name="23 号")
    household = places.add_household(building, by=clerk, room="502 室")
    assert {one.division_id for one in (estate, building, household)} == {place.north1.code}
    assert (building.order, household.floor) == (23, 5)
    assert (household.address.text, household.address.initials) == ("鞍山四村 23 号 502 室", "assc 23 h 502 s")
    assert [event.verb for event in Event.objects.order_by("at", "id")] == [
        "estate.added", "building.added", "household.added"
    ]  # fmt: skip


@pytest.mark.parametrize("role", [Role.VIEWER, Role.STAFF, Role.DISTRICT_ADMIN])
def test_who_only_views_registers_registers_nothing(place, role):
    user = member(role, of=place.north1 if role == Role.STAFF else place.district)
    with pytest.raises(PermissionDenied):
        places.add_estate(place.north1, by=user, name="鞍山四村")
    assert not Estate.objects.exists()
    assert not Event.objects.exists()


def test_a_clerk_registers_nothing_next_door(place, neighbour, building):
    for act in (
        lambda: places.add_estate(place.north1, by=neighbour, name="鞍山四村"),
        lambda: places.add_building(building.estate, by=neighbour, name="24 号"),
        lambda: places.add_household(building, by=neighbour, room="501 室"),
        lambda: places.change_estate(building.estate, by=neighbour, name="别的村"),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_an_estate_lies_in_a_committee_that_stands(place):
    admin = member(Role.SUBDISTRICT_ADMIN, of=place.north)
    with pytest.raises(ValidationError, match="现有的居委"):
        places.add_estate(place.north, by=admin, name="鞍山四村")
    place.north1.valid_until = timezone.localdate()
    place.north1.save()
    with pytest.raises(ValidationError, match="现有的居委"):
        places.add_estate(place.north1, by=admin, name="鞍山四村")


@pytest.mark.parametrize(
    ("act", "said"),
    [
        pytest.param(
            lambda b, by: places.add_estate(b.division, by=by, name="同济新村"), "本居委已有同名小区", id="estate"
        ),
        pytest.param(
            lambda b, by: places.add_building(b.estate, by=by, name="23 号"), "该小区已有同名楼栋", id="building"
        ),
        pytest.param(lambda b, by: places.add_household(b, by=by, room="502 室"), "该楼栋已有这个室号", id="household"),
    ],
)
def test_the_same_name_twice_is_refused(clerk, building, household, act, said):
    before = Event.objects.count()
    with pytest.raises(ValidationError, match=said):
        act(building, clerk)
    assert Event.objects.count() == before


def test_a_new_name_of_an_estate_goes_into_every_address(clerk, household, resident):
    places.change_estate(household.building.estate, by=clerk, name="同济绿园")
    household.address.refresh_from_db()
    assert household.address.text == "同济绿园 23 号 502 室"
    assert household.address.initials == "tjly 23 h 502 s oyrl"
    assert RegisterHistory.objects.get().values["name"] == "同济新村"


def test_a_building_and_a_room_may_be_renamed(clerk, household):
    places.change_building(household.building, by=clerk, name="25 号")
    places.change_household(household, by=clerk, room="503 室")
    household.address.refresh_from_db()
    assert household.address.text == "同济新村 25 号 503 室"


def test_a_change_of_nothing_leaves_no_trace(clerk, building):
    places.change_estate(building.estate, by=clerk, name="同济新村")
    assert not Event.objects.exists()
    assert not RegisterHistory.objects.exists()


def test_a_household_closes_only_when_it_is_empty_and_once(clerk, household, resident):
    with pytest.raises(ValidationError, match="还有 1 位居民在册"):
        places.close_household(household, by=clerk)
    resident.until = timezone.localdate()
    resident.save()
    assert places.close_household(household, by=clerk).until == timezone.localdate()
    with pytest.raises(ValidationError, match="已经注销"):
        places.close_household(household, by=clerk)


def test_a_household_does_not_close_in_the_future(clerk, household):
    with pytest.raises(ValidationError, match="不能晚于今天"):
        places.close_household(household, by=clerk, on=timezone.localdate() + timedelta(days=1))
    assert Household.objects.get().until is None


def test_a_room_can_be_registered_again_after_it_was_closed(clerk, building, household):
    places.close_household(household, by=clerk)
    assert places.add_household(building, by=clerk, room="502 室").pk != household.pk


def test_letters_stop_at_200_characters():
    assert len(address_book.letters("同济新村 23 号", ["张伟明"] * 100)) <= 200


def test_nothing_is_ever_deleted(place):
    with pytest.raises(ValidationError, match="不能删除"):
        BuildingFactory(division=place.north1, estate=EstateFactory(division=place.north1)).delete()
    assert Building.objects.exists()
