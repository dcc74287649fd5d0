"""The daily word of overdue doors: to whom, how often, and that its number is the list behind it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from governance.access.roles import Role
from governance.jobs.models import JobRun, Notice
from tests.factories.access import member
from tests.factories.neighborhoods import HouseholdFactory, KeyPersonFactory, ResidentFactory
from tests.factories.visits import plan, visit
from visits.jobs import OVERDUE, tell_of_overdue_doors
from visits.models import BuildingDuty

TODAY = timezone.localdate


@pytest.fixture
def told(db):
    """`told()` runs the day's job and answers user -> text; once run, the day is done."""

    def run() -> dict:
        period = TODAY().isoformat()
        JobRun.objects.get_or_create(job=OVERDUE, period=period)
        tell_of_overdue_doors(period)
        assert JobRun.objects.get(job=OVERDUE, period=period).state == "done"
        return {one.user: (one.text, one.url) for one in Notice.objects.select_related("user")}

    return run


@pytest.fixture
def officer(place):
    return member(Role.STAFF, of=place.north)


def test_clerk_and_street_hear_once_a_day_how_many_doors_are_overdue(
    told, place, clerk, neighbour, officer, home, client
):
    """Doors that two plans ask for count once; those of the register alone, and those met, do not count."""
    plan(place.north, days_ago=100, interval=90)
    plan(place.north, code="key-1", days_ago=50)
    KeyPersonFactory(division=place.north1, resident=ResidentFactory(division=place.north1, household=home))
    unwalked, met = HouseholdFactory(division=place.north1), HouseholdFactory(division=place.north1)
    visit(met, by=clerk)
    BuildingDuty.objects.create(division=place.north1, building=home.building, clerk=clerk, since=TODAY())
    member(Role.CLERK, of=place.south1), member(Role.STAFF, of=place.south)
    assert told() == told()
    assert {one: text for one, (text, _) in told().items()} == {
        clerk: "按走访计划应访超期：您包的楼 1 户、没有人包的楼 1 户，请安排走访。",
        officer: "按走访计划应访超期：1 个居委共 2 户，请安排走访。",
    }
    assert Notice.objects.count() == 2
    for one, doors in ((clerk, {home.pk}), (officer, {home.pk, unwalked.pk})):
        client.force_login(one)
        assert {door.household for door in client.get(told()[one][1]).context["doors"]} == doors


def test_where_nothing_is_overdue_nobody_hears(told, place, clerk, officer, home):
    plan(place.north, days_ago=10, interval=90)
    assert told() == {}
