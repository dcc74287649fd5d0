"""Who reaches which rows: the one rule, asked of every model that has a division, and the net beneath it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from cases.actions import steps
from cases.models import Case
from governance.access import codes, rls
from governance.access.models import Department, Division, Membership
from governance.access.roles import RESOURCES, TABLE, Role, roles_granting
from governance.access.scoping import ScopedQuerySet, can, can_in, holds, ranges
from neighborhoods.models import Household, KeyPerson, Resident
from tests.factories.access import DivisionFactory, UserFactory, member
from tests.factories.cases import case_in, case_team
from tests.factories.neighborhoods import HouseholdFactory, KeyPersonFactory

SCOPED = [model for model in apps.get_models() if isinstance(model._default_manager.all(), ScopedQuerySet)]
digits = st.from_regex(r"[1-8][0-9]{11}", fullmatch=True)  # regions are numbered from 11 to 82


@given(digits, st.sampled_from([2, 4, 6, 9, 12]))
def test_within_a_cut_is_beginning_with_it(code, cut):
    low, high = codes.within(code[:cut])
    assert low <= code < high
    assert all((low <= other < high) == other.startswith(code[:cut]) for other in (code[::-1], "9" * 12, "0" * 12))


@given(digits)
def test_a_unit_lies_in_all_that_is_above_it(code):
    assert all(codes.contains([codes.within(above)], code) for above in codes.ancestors(code))


@pytest.mark.parametrize("nonsense", ["", "3", "310", "31011000900", "3101100090011", "31011000900a", "３１", "31 "])
def test_what_is_no_code_is_no_range(nonsense):
    with pytest.raises(ValueError):
        codes.within(nonsense)


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model.__name__)
def test_every_scope_leads_to_a_division(model):
    field = model._meta.get_field(model.scope)
    assert field.primary_key or field.related_model is Division


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model.__name__)
def test_strangers_and_people_without_a_membership_see_no_row(model, db):
    assert not model.objects.visible_to(AnonymousUser()).exists()
    assert not model.objects.visible_to(UserFactory()).exists()
    assert not model.objects.public().exists() or model._meta.app_label == "indices"


def test_every_permission_of_the_table_is_about_a_model():
    in_code = {"indices.indicator"}  # indicators are a registry, not rows
    assert all(apps.get_model(name) for named in RESOURCES.values() for name in set(named) - in_code)
    assert {name for resources in TABLE.values() for name in resources} <= set(RESOURCES)


def test_every_scoped_model_is_in_the_table():
    """A model left out would be seen by nobody; rows that hang on another need no line of their own."""
    named = {name for found in RESOURCES.values() for name in found}
    parts = {"cases.dispatch", "cases.caseentry", "cases.workdayoverride", "visits.duevisit"}
    assert {model._meta.label_lower for model in SCOPED} - named - parts == set()


@pytest.fixture
def homes(place) -> SimpleNamespace:
    return SimpleNamespace(
        north1=HouseholdFactory(division=place.north1), north2=HouseholdFactory(division=place.north2),
        south1=HouseholdFactory(division=place.south1),
    )  # fmt: skip


def seen(user) -> set[str]:
    return set(Household.objects.visible_to(user).values_list("division_id", flat=True))


def test_reach_is_the_division_and_all_below_it(place, homes):
    north1, north2, south1 = place.north1.code, place.north2.code, place.south1.code
    assert seen(member(Role.CLERK, of=place.north1)) == {north1}
    assert seen(member(Role.STAFF, of=place.north)) == {north1, north2}
    assert seen(member(Role.VIEWER, of=place.district)) == {north1, north2, south1}
    assert seen(member(Role.VIEWER, of=place.city)) == {north1, north2, south1}
    assert seen(member(Role.AUDITOR, of=place.district)) == set()
    assert seen(member(Role.DEPARTMENT, of=place.district, department=place.department)) == set()


def test_two_memberships_add_up_and_an_ended_one_counts_no_more(place, homes):
    user = member(Role.CLERK, of=place.north1)
    other = Membership.objects.create(user=user, role=Role.CLERK, division=place.south1)
    assert seen(type(user).objects.get(pk=user.pk)) == {place.north1.code, place.south1.code}
    other.until = other.since
    other.save()
    assert seen(type(user).objects.get(pk=user.pk)) == {place.north1.code}


def test_a_disabled_account_reaches_nothing(place, homes):
    user = member(Role.STAFF, of=place.north)
    user.is_active = False
    assert seen(user) == set()


def test_a_view_elsewhere_lends_no_right_to_write(place, homes):
    """Clerk here, viewer of the whole district: sees all, writes only here."""
    user = member(Role.CLERK, of=place.north1)
    Membership.objects.create(user=user, role=Role.VIEWER, division=place.district)
    assert seen(user) == {place.north1.code, place.north2.code, place.south1.code}
    assert can(user, "neighborhoods.change_household", homes.north1)
    assert not can(user, "neighborhoods.change_household", homes.south1)
    assert ranges(user, "visits.add_visit") == [codes.within(place.north1.code)]


def test_a_merged_committee_is_reached_by_who_has_its_successor(place, homes):
    clerk = member(Role.CLERK, of=place.south1)
    place.north2.valid_until, place.north2.successor = date(2026, 1, 1), place.south1
    place.north2.save()
    assert seen(clerk) == {place.north2.code, place.south1.code}
    assert can(clerk, "neighborhoods.view_household", homes.north2)
    assert seen(member(Role.CLERK, of=place.north1)) == {place.north1.code}


def test_a_chain_of_mergers_is_followed_to_its_beginning(place, homes):
    middle = DivisionFactory(code="310110009003", level="committee", parent=place.north, valid_until=date(2026, 2, 1))
    Division.objects.filter(pk=middle.pk).update(successor=place.north1)
    Division.objects.filter(pk=place.south1.pk).update(valid_until=date(2026, 1, 1), successor=middle)
    assert seen(member(Role.CLERK, of=place.north1)) == {place.north1.code, place.south1.code}


def test_a_department_sees_the_cases_ever_dispatched_to_it_and_no_others(place):
    team = case_team(place)
    handled, refused = case_in("closed", place, team), case_in("dispatched", place, team)
    case_in("filed", place, team)
    refused = steps.refuse(refused, by=team.worker, reason="不属于本部门职责。")
    steps.dispatch(refused, by=team.staff, department=place.other_department)
    assert set(Case.objects.visible_to(team.worker)) == {handled, refused}
    assert set(Case.objects.visible_to(team.outsider)) == {refused}


def test_what_belongs_to_all_below_is_read_from_below_and_not_from_beside(place):
    street = Department.objects.create(division=place.north, code="chengguan", name="城管中队")
    below = set(Department.objects.visible_to(member(Role.CLERK, of=place.north1)))
    beside = set(Department.objects.visible_to(member(Role.CLERK, of=place.south1)))
    assert street in below
    assert street not in beside
    assert {place.department, place.other_department} <= below & beside
    assert not can(member(Role.CLERK, of=place.north1), "access.change_department", street)


PEOPLE = [(role, level) for role in Role for level in ("district", "north", "north1", "south1")]


@pytest.mark.parametrize(("role", "level"), PEOPLE, ids=[f"{role}-{level}" for role, level in PEOPLE])
def test_one_row_and_many_rows_are_judged_alike(place, homes, role, level):
    """`can` is arithmetic, `visible_to` is SQL: they must agree for every permission on registers."""
    department = place.department if role == Role.DEPARTMENT else None
    user = member(role, of=getattr(place, level), department=department)
    for permission in ("view_household", "change_household", "add_household", "withdraw_household"):
        found = Household.objects.visible_to(user, f"neighborhoods.{permission}")
        for home in vars(homes).values():
            asked = f"neighborhoods.{permission}"
            assert can(user, asked, home) == (home in found) == can_in(user, asked, home.division_id)
        assert holds(user, f"neighborhoods.{permission}") == (role in roles_granting(f"neighborhoods.{permission}"))


def test_without_the_rule_the_database_still_shows_no_neighbour(place):
    """Row-level security: a query that forgot `visible_to`."""
    for where in (place.north1, place.north2, place.south1):
        KeyPersonFactory(division=where)
    with rls.as_user(member(Role.CLERK, of=place.north1)):
        assert {one.division_id for one in Resident.objects.all()} == {place.north1.code}
        assert {one.division_id for one in Household.objects.all()} == {place.north1.code}
        assert KeyPerson.objects.filter(resident__division=place.north2).count() == 0
        assert Resident.objects.filter(division=place.north2).update(name="无") == 0
    with rls.as_user(member(Role.AUDITOR, of=place.district)):
        assert not Resident.objects.exists()
    with rls.as_user(AnonymousUser()):
        assert not Household.objects.exists()
    with rls.as_user(member(Role.STAFF, of=place.north)):
        assert Resident.objects.count() == 2
