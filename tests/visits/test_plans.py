from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from governance.access.roles import Role
from neighborhoods.models import Household, Partner
from tests.factories.access import member
from tests.factories.neighborhoods import BuildingFactory, HouseholdFactory, KeyPersonFactory, ResidentFactory
from tests.factories.visits import plan, visit
from visits import selectors
from visits.actions import duties, plans
from visits.models import BuildingDuty, DueVisit, Visit

TODAY = timezone.localdate


def coverage(user, made, day=None):
    day = day or TODAY()
    doors, states = selectors.doors_asked(user, selectors.terms_on(made, day), day)
    return selectors.by_division(doors, states, "district").get("310110000000", selectors.Coverage())


def known_for_long():
    """Households as they were registered last year."""
    Household.objects.update(recorded_at=timezone.now() - timedelta(days=300))


def overdue(user):
    return DueVisit.objects.visible_to(user, "visits.view_visit").overdue(TODAY())


@pytest.fixture
def officer(place):
    return member(Role.STAFF, of=place.north)


@pytest.fixture
def walk(place, home):
    """A plan of every 90 days that stands for 100."""
    return plan(place.north, days_ago=100, interval=90)


def long_ago(home, clerk, days):
    """A visit as it was filed that day."""
    at = timezone.now() - timedelta(days=days)
    made = visit(home, by=clerk, visited_at=at)
    Visit.objects.filter(pk=made.pk).update(recorded_at=at)
    return made


def test_a_door_nobody_met_is_overdue_and_one_met_lately_is_not(walk, officer, clerk, home, place):
    met = HouseholdFactory(division=place.north1, building=home.building)
    long_ago(met, clerk, 20)
    assert set(overdue(officer).values_list("household", flat=True)) == {home.pk}
    assert coverage(officer, walk) == selectors.Coverage(asked=2, met=1, overdue=1)


def test_the_numbers_of_a_plan_are_the_lists_behind_them(walk, officer, clerk, home, place, client):
    for _ in range(3):
        HouseholdFactory(division=place.north1)
    long_ago(home, clerk, 3)
    client.force_login(officer)
    counts = coverage(officer, walk)
    for state, count in (("met", counts.met), ("waiting", counts.waiting), ("overdue", counts.overdue)):
        page = client.get(f"/visit-plans/{walk.pk}/doors/?state={state}").context["page"]
        assert len(page.rows) == count, state
    shown = client.get("/visits/due/").context
    assert (shown["total"], len(shown["doors"])) == (counts.overdue, counts.overdue)


def test_nobody_at_home_does_not_count_as_met(walk, officer, clerk, home):
    visit(home, by=clerk, met=False)
    assert coverage(officer, walk).met == 0


def test_what_several_ask_for_is_asked_once(walk, clerk, home, place):
    resident = ResidentFactory(division=place.north1, household=home)
    KeyPersonFactory(division=place.north1, resident=resident, since=TODAY() - timedelta(days=60))
    plan(place.north, code="key-1", days_ago=50)
    doors = selectors.due_doors(clerk, selectors.due(clerk, TODAY()), most=10)
    assert [(door.household, door.kinds, door.plans) for door in doors] == [
        (home.pk, ["独居老人"], ["普遍走访", "重点人群一类"])
    ]
    assert doors[0].due_on == TODAY() - timedelta(days=43)


def test_doors_come_in_the_order_of_a_walk(walk, clerk, place, home):
    house = BuildingFactory(division=place.north1, estate=home.building.estate, order=2)
    upper = HouseholdFactory(division=place.north1, building=house, floor=3, room="302 室")
    lower = HouseholdFactory(division=place.north1, building=house, floor=1, room="101 室")
    found = [door.household for door in selectors.due_doors(clerk, selectors.due(clerk, TODAY()), most=10)]
    assert found == [home.pk, lower.pk, upper.pk]


def test_past_coverage_stays_when_the_plan_is_changed(walk, officer, clerk, home, place):
    HouseholdFactory(division=place.north1)
    known_for_long()
    long_ago(home, clerk, 40)
    day = TODAY() - timedelta(days=5)
    before = coverage(officer, walk, day)
    assert before == selectors.Coverage(asked=2, met=1, overdue=1)
    plans.change_plan(walk, by=officer, interval=7)
    plans.change_plan(walk, by=officer, interval=14)
    assert coverage(officer, walk, day) == before
    assert coverage(officer, walk).met == 0
    assert selectors.terms_on(walk, day).interval == 90


def test_past_coverage_stays_when_a_visit_is_filed_late(walk, officer, clerk, home):
    known_for_long()
    day = TODAY() - timedelta(days=5)
    before = coverage(officer, walk, day)
    assert before == selectors.Coverage(asked=1, overdue=1)
    visit(home, by=clerk, visited_at=timezone.now() - timedelta(days=6))
    assert coverage(officer, walk, day) == before


def test_before_it_was_made_a_plan_asked_for_nothing(walk):
    assert selectors.terms_on(walk, TODAY() - timedelta(days=101)) is None


def test_a_plan_that_has_ended_asks_for_nothing_more(walk, officer):
    plans.end_plan(walk, by=officer)
    with pytest.raises(ValidationError, match="间隔比整个计划还长"):
        plan(walk.division, label=walk.label, ends_on=TODAY() + timedelta(days=3))
    walk.refresh_from_db()
    walk.ends_on = TODAY() - timedelta(days=1)
    walk.save()
    assert not overdue(officer).exists()


def test_enterprises_are_asked_for_and_visited(place, clerk, officer, care):
    firm = Partner.objects.create(division=place.north1, name="同济书店")
    Partner.objects.filter(pk=firm.pk).update(recorded_at=timezone.now() - timedelta(days=400))
    made = plan(place.district, code="enterprise", days_ago=300)
    assert [door.address for door in selectors.due_doors(officer, overdue(officer), most=5)] == ["同济书店"]
    assert visit(firm, by=clerk).place == "同济书店"
    assert coverage(officer, made) == selectors.Coverage(asked=1, met=1)


@pytest.mark.parametrize("role", [Role.CLERK, Role.VIEWER])
def test_only_street_and_district_make_plans(role, place, walk):
    user = member(role, of=place.north1 if role == Role.CLERK else place.district)
    with pytest.raises(PermissionDenied):
        plans.make_plan(place.north1, by=user, label=walk.label, starts_on=TODAY())
    with pytest.raises(PermissionDenied):
        plans.change_plan(walk, by=user, interval=3)
    with pytest.raises(PermissionDenied):
        duties.share_out(place.north1, by=user)


def test_a_street_makes_no_plan_next_door(place, officer, walk):
    with pytest.raises(PermissionDenied):
        plans.make_plan(place.south, by=officer, label=walk.label, starts_on=TODAY())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"starts_on": TODAY() + timedelta(days=9)}, "已经开始"),
        ({"kinds": ["alone"]}, "才选人群类别"),
        ({"interval": 0}, "1"),
        ({"ends_on": TODAY() - timedelta(days=1)}, "已经过去"),
        ({"name": ""}, "名称|空|字段"),
    ],
)
def test_bad_changes_are_refused_and_change_nothing(walk, officer, changes, said):
    with pytest.raises(ValidationError, match=said):
        plans.change_plan(walk, by=officer, **changes)
    walk.refresh_from_db()
    assert (walk.interval, walk.kinds, walk.terms.count()) == (90, [], 1)


def test_buildings_are_shared_out_evenly_by_households_in_one_stretch_each(place, officer, home):
    people = [member(Role.CLERK, of=place.north1) for _ in range(2)]
    estate = home.building.estate
    for order, doors in enumerate((4, 1, 3), start=1):
        house = BuildingFactory(division=place.north1, estate=estate, order=order)
        HouseholdFactory.create_batch(doors, division=place.north1, building=house)
    assert duties.share_out(place.north, by=officer) == 4
    held = BuildingDuty.objects.current().order_by("building__order")
    assert [people.index(one.clerk) for one in held] == [0, 0, 1, 1]
    assert duties.share_out(place.north, by=officer) == 0


def test_a_building_given_to_another_keeps_its_past(place, officer, clerk, home):
    duties.assign(home.building, to=clerk, by=officer)
    other = member(Role.CLERK, of=place.north1)
    duties.assign(home.building, to=other, by=officer)
    assert list(BuildingDuty.objects.order_by("id").values_list("clerk", "until")) == [
        (clerk.pk, TODAY()),
        (other.pk, None),
    ]
    with pytest.raises(ValidationError, match="本居委的干事"):
        duties.assign(home.building, to=member(Role.CLERK, of=place.north2), by=officer)


def test_today_shows_a_clerk_the_own_buildings_first(walk, client, clerk, officer, home, place, queries_of):
    other = HouseholdFactory(division=place.north1, address="别人的楼 1 号")
    duties.assign(home.building, to=clerk, by=officer)
    client.force_login(clerk)
    assert queries_of(client, "/today/") <= 12
    assert "别人的楼" not in client.get("/today/").content.decode()
    assert "别人的楼" in client.get("/today/?whose=all").content.decode()
    assert other.pk in [
        door.household for door in client.get(f"/today/?whose=all&building={other.building_id}").context["doors"]
    ]


@pytest.mark.parametrize(
    "address",
    ["/visits/due/", "/visit-plans/", "/visit-plans/{plan}/", "/visit-plans/{plan}/doors/", "/building-duties/"],
)
def test_pages_ask_the_same_number_of_queries_however_long(address, walk, client, officer, place, queries_of):
    client.force_login(officer)
    one = queries_of(client, address.format(plan=walk.pk))
    for committee in (place.north1, place.north2):
        HouseholdFactory.create_batch(3, division=committee)
    plan(place.north, label=walk.label)
    assert queries_of(client, address.format(plan=walk.pk)) == one <= 12


def test_the_street_next_door_sees_neither_plan_nor_door(walk, client, place):
    client.force_login(member(Role.STAFF, of=place.south))
    assert client.get(f"/visit-plans/{walk.pk}/").status_code == 404
    assert client.get(f"/visit-plans/{walk.pk}/doors/").status_code == 404
    for address in ("/visits/due/?within=310110009", "/visits/due/", "/visit-plans/"):
        assert "鞍山四村" not in client.get(address).content.decode()
        assert str(walk.pk) not in client.get(address).content.decode()


def test_a_clerk_sees_only_the_own_committee_of_a_street_plan(walk, client, neighbour, place):
    theirs = HouseholdFactory(division=place.north2, address="鞍山一村 9 号")
    client.force_login(neighbour)
    page = client.get(f"/visit-plans/{walk.pk}/doors/").content.decode()
    assert str(theirs.pk) in page
    assert "鞍山四村 23 号" not in page


@pytest.mark.parametrize("query", ["as_of=昨天", "as_of=2999-01-01"])
def test_a_day_that_is_none_is_refused(walk, client, officer, query):
    client.force_login(officer)
    answer = client.get(f"/visit-plans/{walk.pk}/?{query}")
    assert answer.status_code == 422
    assert "2026-01-31" in answer.content.decode()
