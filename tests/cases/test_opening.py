"""Opening, withdrawing, rounds, deadlines, repeats, answers."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases.actions import steps
from cases.actions.answers import answer
from cases.actions.cases import open_case, withdraw
from cases.actions.categories import SAMPLES, change, ensure_samples
from cases.actions.numbers import numbers_for
from cases.models import Answer, Case, Category
from governance.access.models import Department
from governance.audit.ids import uuid7
from governance.audit.models import Event
from governance.flow.machine import StepRefused
from governance.jobs.models import Notice
from governance.jobs.outbox import relay
from tests.factories.cases import CategoryFactory, new_case
from tests.factories.neighborhoods import HouseholdFactory


def shanghai(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


def aged(case: Case, **back: int) -> Case:
    """The same case, closed so long ago."""
    Case.objects.filter(pk=case.pk).update(closed_at=case.closed_at - timedelta(**back))
    case.refresh_from_db()
    return case


def test_a_case_opens_with_a_number_a_deadline_and_a_first_entry(place, team):
    case = new_case(place.north1, by=team.clerk, opened_at=shanghai("2026-11-18 09:30"))
    assert re.fullmatch(r"SP20261118\d{5}", case.number)
    assert (case.state, case.due_at, case.step_due_at) == (
        "received",
        shanghai("2026-11-25 17:00"),
        shanghai("2026-11-19 17:00"),
    )
    assert case.entries.get().step == "open"
    assert Event.objects.get(verb="case.open").details == {
        "category": "housing",
        "source": "active",
        "entrance": "clerk",
    }


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        pytest.param("2026-09-30 16:00", "2026-10-13 17:00", id="over the October holidays, with the make-up Saturday"),
        pytest.param("2026-09-18 09:00", "2026-09-24 17:00", id="a make-up Sunday counts"),
    ],
)
def test_deadlines_count_working_days_of_the_mainland(opened, due, place, team):
    case = new_case(place.north1, by=team.clerk, opened_at=shanghai(opened))
    assert steps.file(case, by=team.staff).rounds.get().due_at == case.due_at == shanghai(due)


@pytest.mark.parametrize("name", ["neighbour", "stranger", "worker", "viewer", "auditor"])
def test_only_the_committee_and_its_street_open_cases(name, place, team):
    with pytest.raises(PermissionDenied):
        new_case(place.north1, by=getattr(team, name))
    assert not Case.objects.exists()


def test_the_street_and_the_district_open_cases_too(place, team):
    assert [new_case(place.north1, by=who).created_by for who in (team.staff, team.manager, team.admin)]


def household_elsewhere(place):
    return {"household": HouseholdFactory(division=place.north2)}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        pytest.param(lambda place: {"title": " "}, "title", id="no title"),
        pytest.param(lambda place: {"title": "灯" * 81}, "title", id="a title too long"),
        pytest.param(lambda place: {"description": "电话 138-1234-5678"}, "description", id="a telephone number"),
        pytest.param(lambda place: {"opened_at": timezone.now() + timedelta(hours=1)}, "opened_at", id="in the future"),
        pytest.param(household_elsewhere, "household", id="a household of another committee"),
        pytest.param(
            lambda place: {"category": CategoryFactory(division=place.south)},
            "category",
            id="a category of another street",
        ),
        pytest.param(
            lambda place: {"category": CategoryFactory(division=place.city, active=False)},
            "category",
            id="one not in use",
        ),
        pytest.param(lambda place: {"longitude": 200.0, "latitude": 31.0}, "longitude", id="a place off the globe"),
    ],
)
def test_wrong_input_is_named_and_nothing_is_written(wrong, field, place, team):
    with pytest.raises(ValidationError) as refused:
        new_case(place.north1, by=team.clerk, **wrong(place))
    assert field in refused.value.message_dict
    assert not Case.objects.exists()


def test_a_case_is_not_opened_for_a_whole_district(place, team):
    with pytest.raises(ValidationError, match="居委或街镇"):
        new_case(place.district, by=team.admin)


def test_a_repeat_is_the_newest_of_the_same_household_and_category_within_90_days(place, team):
    household, now = HouseholdFactory(division=place.north1), timezone.now()
    other = CategoryFactory(division=place.city, code="parking")
    old, near, newest = (
        new_case(place.north1, by=team.clerk, household=household, opened_at=now - timedelta(days=days))
        for days in (100, 50, 20)
    )
    new_case(place.north1, by=team.clerk, household=household, category=other)
    case = new_case(place.north1, by=team.clerk, household=household)
    assert [old.repeat_of, near.repeat_of, newest.repeat_of, case.repeat_of] == [None, old, near, newest]


def test_without_a_household_the_same_place_makes_a_repeat(place, team):
    first = new_case(place.north1, by=team.clerk, address="鞍山三村 41 号旁")
    assert new_case(place.north1, by=team.clerk, address="鞍山三村 41 号旁").repeat_of == first
    assert new_case(place.north1, by=team.clerk, address="鞍山三村 42 号旁").repeat_of is None
    assert new_case(place.north2, by=team.neighbour, address="鞍山三村 41 号旁").repeat_of is None


def test_numbers_for_a_loader_come_one_a_day_given(db):
    days = [datetime(2026, 5, day).date() for day in (1, 1, 2)]  # noqa: DTZ001
    numbers = numbers_for(days)
    assert [number[:10] for number in numbers] == ["SP20260501", "SP20260501", "SP20260502"]
    assert len(set(numbers)) == 3


def test_a_clerk_withdraws_the_own_case_until_it_is_dispatched(place, team, case_at):
    case = withdraw(case_at("filed"), by=team.clerk, reason="登记错了。")
    assert (case.withdrawn_at is not None, case.withdrawn_reason, case.is_open()) == (True, "登记错了。", False)
    with pytest.raises(PermissionDenied, match="自己登记"):
        withdraw(case_at("received", by=team.staff), by=team.clerk, reason="登记错了。")
    with pytest.raises(StepRefused, match="已经派遣"):
        withdraw(case_at("dispatched"), by=team.clerk, reason="登记错了。")


@pytest.mark.parametrize(
    ("state", "fine"), [("received", True), ("handling", True), ("checked", True), ("closed", False)]
)
def test_the_street_withdraws_until_closing(state, fine, team, case_at):
    case = case_at(state)
    if fine:
        assert withdraw(case, by=team.staff, reason="重复登记。").withdrawn_at
    else:
        with pytest.raises(StepRefused, match="已结案"):
            withdraw(case, by=team.staff, reason="重复登记。")


def test_a_withdrawn_case_takes_no_more_steps_and_is_not_withdrawn_twice(team, case_at):
    case = withdraw(case_at("received"), by=team.staff, reason="重复登记。")
    with pytest.raises(StepRefused, match="已经撤回"):
        steps.file(case, by=team.staff)
    with pytest.raises(StepRefused, match="已经撤回"):
        withdraw(case, by=team.staff, reason="重复登记。")


def test_reopening_begins_a_round_that_is_due_again(team, case_at):
    case = steps.reopen(aged(case_at("closed"), days=10), by=team.staff, reason="又漏水了。")
    assert (case.state, case.department, case.handler, case.checker, case.closed_at) == (
        "filed",
        None,
        None,
        None,
        None,
    )
    first, second = case.rounds.all()
    assert (first.closed_at is not None, second.number, second.due_at, second.closed_at) == (True, 2, case.due_at, None)


def test_after_thirty_days_a_case_is_not_reopened(team, case_at):
    case = aged(case_at("closed"), days=31)
    with pytest.raises(StepRefused, match="超过 30 天"):
        steps.reopen(case, by=team.staff, reason="又漏水了。")


def test_rework_goes_back_to_the_department_in_the_same_round(place, team, case_at):
    case = steps.rework(case_at("handled"), by=team.staff, reason="现场仍不亮。")
    assert (case.state, case.department, case.reworks, case.rounds.count()) == ("handling", place.department, 1, 1)


def test_the_resident_answers_once_a_round_after_closing(team, case_at):
    with pytest.raises(StepRefused, match="结案以后"):
        answer(case_at("checked"), by=team.clerk, resolved=True, satisfaction=5)
    case = case_at("closed")
    said = answer(case, by=team.clerk, resolved=False, satisfaction=2, comment="又坏了")
    assert (said.round.number, said.division_id, said.by) == (1, case.division_id, team.clerk)
    with pytest.raises(StepRefused, match="已经登记过"):
        answer(case, by=team.clerk, resolved=True, satisfaction=5)
    relay()
    assert "居民说没有解决" in Notice.objects.filter(user=team.staff).latest("at").text


@pytest.mark.parametrize("name", ["neighbour", "stranger", "worker", "viewer", "auditor", "staff"])
def test_others_do_not_answer_for_the_resident(name, team, case_at):
    with pytest.raises(PermissionDenied):
        answer(case_at("closed"), by=getattr(team, name), resolved=True, satisfaction=5)
    assert not Answer.objects.exists()


@pytest.mark.parametrize("satisfaction", [0, 6])
def test_satisfaction_is_one_to_five(satisfaction, team, case_at):
    with pytest.raises(ValidationError):
        answer(case_at("closed"), by=team.clerk, resolved=True, satisfaction=satisfaction)


def test_the_twelve_samples_come_once_and_keep_what_was_changed(place, team):
    minzheng = Department.objects.get(code="minzheng")
    first = ensure_samples(place.district)
    assert {one.code for one in first} == {row[0] for row in SAMPLES}
    assert [one.code for one in first if one.theme] == ["hazard", "dispute"]
    assert Category.objects.get(code="elderly").department == minzheng
    change(Category.objects.get(code="elderly"), by=team.admin, days=9)
    ensure_samples(place.district)
    assert (Category.objects.count(), Category.objects.get(code="elderly").days) == (12, 9)


@pytest.mark.parametrize("name", ["staff", "manager", "clerk", "viewer", "worker"])
def test_only_the_district_changes_categories(name, place, team):
    ensure_samples(place.district)
    with pytest.raises(PermissionDenied):
        change(Category.objects.get(code="elderly"), by=getattr(team, name), days=9)


def test_a_case_opens_inside_the_save_of_a_caller_with_the_callers_id(place, team):
    own, category = uuid7(), CategoryFactory(division=place.district, code="aid")
    household = HouseholdFactory(division=place.north1)
    case = open_case(
        id=own, division=place.north1, category=category, title="申请助餐", by=team.clerk, opened_at=timezone.now(),
        source=Case.Source.ACTIVE, household=household, address=household.address.text,
    )  # fmt: skip
    assert (case.pk, case.state, case.household) == (own, "received", household)
