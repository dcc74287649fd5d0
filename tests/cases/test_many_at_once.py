"""Twenty people at one case, sixteen programs opening cases, many cases in one go."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import timezone

from cases.actions import steps
from cases.actions.bulk import dispatch_all
from cases.models import Case, CaseEntry, Dispatch
from governance.flow.machine import StepRefused
from tests.factories.access import district_of_two_streets
from tests.factories.cases import CategoryFactory, case_in, case_team, new_case
from tests.marks import COMMITTED


@pytest.fixture
def site(transactional_db):
    place = district_of_two_streets()
    return SimpleNamespace(place=place, team=case_team(place))


@COMMITTED
def test_twenty_dispatch_one_case_and_one_wins(site, together):
    case = case_in("filed", site.place, site.team)
    answers = together(lambda _: steps.dispatch(case, by=site.team.staff, department=site.place.department), threads=20)
    assert sum(isinstance(answer, StepRefused) for answer in answers) == 19
    assert Dispatch.objects.filter(case=case).count() == 1


@COMMITTED
def test_twenty_close_one_case_and_one_wins(site, together):
    case = case_in("checked", site.place, site.team)
    answers = together(lambda _: steps.close(case, by=site.team.staff), threads=20)
    assert sum(isinstance(answer, StepRefused) for answer in answers) == 19
    assert CaseEntry.objects.filter(case=case, step="close").count() == 1
    assert case.rounds.get().closed_at is not None


@COMMITTED
def test_sixteen_open_cases_at_once_and_no_number_comes_twice(site, together):
    category = CategoryFactory(division=site.place.city, code="housing")
    now = timezone.now()

    def open_five(_: int) -> list[str]:
        return [
            new_case(site.place.north1, category=category, by=site.team.clerk, opened_at=now).number for _ in range(5)
        ]

    numbers = [number for found in together(open_five, threads=16) for number in found]
    assert len(set(numbers)) == 80 == Case.objects.count()
    assert all(number.startswith(f"SP{timezone.localdate(now):%Y%m%d}") and len(number) == 15 for number in numbers)


def test_many_are_dispatched_cheaply_and_each_refusal_says_why(place, team, django_assert_max_num_queries):
    """A dozen statements, however many: two hundred take a fraction of a second."""
    cases = [steps.file(new_case(place.north1, by=team.clerk), by=team.staff) for _ in range(40)]
    steps.dispatch(cases[7], by=team.staff, department=place.other_department)
    foreign = new_case(place.south1, by=None)
    with django_assert_max_num_queries(16):
        outcome = dispatch_all([*cases, foreign], department=place.department, by=team.staff)
    assert len(outcome.done) == 39
    assert [case for case, _ in outcome.refused] == [cases[7], foreign]
    assert ["待接单" in outcome.refused[0][1], "权限" in outcome.refused[1][1]] == [True, True]
    assert Case.objects.filter(state="dispatched", department=place.department).count() == 39
