"""Days that a place works, or does not, unlike the national calendar, and the clocks that count with them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases.actions import steps
from cases.actions.categories import change
from cases.models import Case
from governance.flow import special_days
from governance.flow.models import SpecialDay
from governance.flow.workdays import NATIONAL, add_workdays, calendar_of, calendars_of, workdays_between
from governance.jobs.schedule import SHANGHAI
from tests.factories.cases import CategoryFactory, new_case

MONDAY = date(2026, 11, 23)
START = datetime(2026, 11, 20, 10, tzinfo=SHANGHAI)  # a Friday


def special(division, day, working=False):
    return SpecialDay.objects.create(division=division, day=day, working=working, name="特殊日")


def test_a_districts_holiday_moves_the_deadlines_of_all_below_it(place):
    special(place.district, MONDAY)
    assert add_workdays(START, 1, place.north1.code).date() == date(2026, 11, 24)
    assert add_workdays(START, 1).date() == MONDAY
    assert workdays_between(date(2026, 11, 20), date(2026, 11, 24), place.north1.code) == 1


def test_the_nearest_division_has_the_last_word(place):
    special(place.district, MONDAY)
    special(place.north, MONDAY, working=True)
    assert calendar_of(place.north1.code).is_workday(MONDAY)
    assert not calendar_of(place.south1.code).is_workday(MONDAY)


def test_a_made_up_saturday_counts(place):
    special(place.district, date(2026, 11, 21), working=True)
    assert add_workdays(START, 1, place.north1.code).date() == date(2026, 11, 21)


def test_a_withdrawn_day_counts_no_more_and_at_once(place):
    row = special(place.district, MONDAY)
    special_days.withdraw(row, by=None)
    assert add_workdays(START, 1, place.north1.code).date() == MONDAY
    with pytest.raises(ValidationError, match="已经撤销"):
        special_days.withdraw(row, by=None)


def test_many_calendars_are_read_in_one_query(place, django_assert_num_queries):
    special(place.district, MONDAY)
    with django_assert_num_queries(1):
        found = calendars_of([place.north1.code, place.south1.code, place.north.code])
    assert [one.is_workday(MONDAY) for one in found.values()] == [False] * 3


def test_a_case_is_due_by_the_calendar_of_its_place_and_keeps_what_it_has(place, team):
    today = timezone.localdate()
    before = new_case(place.north1, by=team.clerk)
    following = timezone.localdate(NATIONAL.add(timezone.now(), 1))
    special_days.add(division=place.district, day=following, working=False, name="区里放假", by=team.admin)
    after = new_case(place.north1, by=team.clerk, opened_at=before.opened_at)
    assert after.due_at == NATIONAL.add(before.due_at, 1)
    assert Case.objects.get(pk=before.pk).due_at == before.due_at
    assert after.step_due_at.date() > following >= today


def test_each_step_has_the_days_that_its_category_says(place, team):
    category = CategoryFactory(division=place.district, code="slow", days=9)
    change(category, by=team.admin, dispatch_days=3, accept_days=2, check_days=4, close_days=5)
    case = steps.file(new_case(place.north1, category=category, by=team.clerk), by=team.staff)
    now = timezone.now()
    assert case.step_due_at == NATIONAL.add(now, 3)
    case = steps.dispatch(case, by=team.staff, department=place.department)
    assert case.step_due_at == NATIONAL.add(now, 2)
    case = steps.accept(case, by=team.worker)
    assert case.step_due_at == case.due_at
    case = steps.finish(case, by=team.worker, result="灯已换好。")
    assert case.step_due_at == NATIONAL.add(now, 4)
    assert steps.check(case, by=team.staff).step_due_at == NATIONAL.add(now, 5)


@pytest.mark.parametrize("days", [-400, 1200])
def test_a_day_lies_within_sight(days, place, team):
    with pytest.raises(ValidationError, match="近一年到今后三年"):
        special_days.add(
            division=place.district,
            day=timezone.localdate() + timedelta(days=days),
            working=True,
            name="调休",
            by=team.admin,
        )


def test_one_day_is_said_once_and_by_the_district(place, team):
    given = {"division": place.district, "day": timezone.localdate(), "working": True, "name": "调休"}
    special_days.add(by=team.admin, **given)
    with pytest.raises(ValidationError, match="已经登记过"):
        special_days.add(by=team.admin, **given)
    for name in ("manager", "staff", "clerk", "viewer", "worker"):
        with pytest.raises(PermissionDenied):
            special_days.add(by=getattr(team, name), **given | {"day": timezone.localdate() + timedelta(days=1)})


def test_the_page_lists_adds_and_withdraws(client, place, team, settings):
    settings.SECOND_FACTOR_MAY_WAIT = True
    client.force_login(team.admin)
    day = timezone.localdate() + timedelta(days=9)
    given = {"division": place.district.code, "day": day.isoformat(), "working": "no", "name": "区里放假"}
    assert client.post("/cases/holidays/", given | {"name": ""}).status_code == 422
    assert client.post("/cases/holidays/", given | {"division": place.city.code}).status_code == 422
    assert client.post("/cases/holidays/", given).status_code == 302
    assert "区里放假" in client.get("/cases/holidays/").content.decode()
    row = SpecialDay.objects.get()
    assert client.post(f"/cases/holidays/{row.pk}/withdraw/", follow=True).status_code == 200
    client.force_login(team.clerk)
    assert "区里放假" not in client.get("/cases/holidays/").content.decode()
    assert client.post("/cases/holidays/", given).status_code == 403
