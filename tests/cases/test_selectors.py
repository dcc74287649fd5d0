"""The figures that the dashboard asks for, and the categories of a place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.actions.cases import withdraw
from cases.lookups import categories_at, category_at, departments_at
from cases.models import Case
from cases.selectors import overdue, overdue_count, similar, stage_counts
from governance.access.models import Department, User
from tests.factories.cases import CategoryFactory, new_case
from tests.factories.neighborhoods import HouseholdFactory


def due_in(case: Case, **span: float) -> Case:
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() + timedelta(**span))
    return case


def test_stages_tell_on_time_soon_and_overdue_in_one_query(place, team, case_at, django_assert_num_queries):
    due_in(case_at("handling"), days=3)
    due_in(case_at("handling"), hours=5)
    due_in(case_at("handled"), hours=-1)
    case_at("closed")
    withdraw(case_at("filed"), by=team.staff, reason="重复登记。")
    asker = User.objects.get(pk=team.admin.pk)
    assert asker.held
    with django_assert_num_queries(1):
        stages = {
            stage.state: (stage.on_time, stage.soon, stage.overdue, stage.total)
            for stage in stage_counts(asker, "310110", timezone.now())
        }
    assert (stages["handling"], stages["handled"], stages["filed"]) == ((1, 1, 0, 2), (0, 0, 1, 1), (0, 0, 0, 0))
    assert "closed" not in stages
    assert not sum(stage.total for stage in stage_counts(team.stranger, "310110", timezone.now()))


def test_overdue_lists_the_oldest_first_and_only_what_may_be_seen(place, team, case_at):
    second, first = due_in(case_at("handling"), hours=-1), due_in(case_at("filed"), days=-2)
    due_in(case_at("closed"), days=-9)
    assert list(overdue(team.viewer, "310110009000", timezone.now())) == [first, second]
    assert [overdue_count(person) for person in (team.staff, team.worker, team.stranger)] == [2, 1, 0]


def test_similar_cases_are_of_the_same_building_within_thirty_days(place, team):
    one = HouseholdFactory(division=place.north1)
    next_door = HouseholdFactory(division=place.north1, building=one.building)
    now = timezone.now()
    near = new_case(place.north1, by=team.clerk, household=next_door, opened_at=now - timedelta(days=9))
    new_case(place.north1, by=team.clerk, household=next_door, opened_at=now - timedelta(days=40))
    new_case(place.north1, by=team.clerk, household=HouseholdFactory(division=place.north1))
    case = new_case(place.north1, by=team.clerk, household=one)
    assert list(similar(team.staff, case, one.building_id)) == [near]
    assert list(similar(team.stranger, case, one.building_id)) == []


def test_a_code_means_the_nearest_row_up_the_tree(place):
    far = CategoryFactory(division=place.district, code="streets")
    near = CategoryFactory(division=place.north, code="streets")
    assert category_at(place.north1.code, "streets") == near
    assert category_at(place.south1.code, "streets") == far
    assert categories_at(place.north1.code) == [near]
    with pytest.raises(ValidationError, match="没有代码"):
        category_at(place.north1.code, "none")


def test_departments_of_a_place_are_the_streets_then_the_districts(place):
    own = Department.objects.create(division=place.north, code="z", name="四平路街道城运中心")
    Department.objects.create(division=place.south, code="a", name="大桥街道城运中心")
    assert departments_at(place.north1.code) == [own, place.other_department, place.department]
