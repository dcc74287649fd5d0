"""减负看板: the sums of each kind and unit, of the own reach only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from governance.access.roles import Role
from governance.web.burden import by_kind, by_unit, total
from governance.web.models import FormUse
from tests.factories.access import member


def used(division, *, kind="visit", ago=0, **sums):
    day = timezone.localdate() - timedelta(days=ago)
    return FormUse.objects.create(division=division, kind=kind, day=day, **sums)


@pytest.fixture
def filled(place):
    used(place.north1, saves=4, kept=8, typed=8, seconds=60, up_to_20=3, up_to_60=0, longer=0)
    used(place.north1, saves=6, kept=4, typed=0, seconds=30, up_to_20=1, ago=10)
    used(place.north, kind="case", saves=2, kept=6, typed=4, seconds=300, up_to_180=2)
    used(place.south1, saves=5, kept=1, typed=9, seconds=1000, longer=5)
    used(place.north1, saves=100, ago=200)
    return FormUse.objects.filter(day__gt=timezone.localdate() - timedelta(days=30))


def test_a_line_gives_shares_and_averages_of_what_is_known(filled, place):
    north = next(one for one in by_unit(filled, place.district) if one.code == place.north.code)
    assert (north.saves, north.timed, north.seconds) == (12, 6, 390)
    assert (north.prefilled, north.typed_each, north.average) == (18 / 30, 1.0, 65.0)
    assert north.quick == pytest.approx(4 / 6)


def test_a_line_without_saves_has_no_averages(place):
    line = by_unit(FormUse.objects.all(), place.north)[0]
    assert (line.saves, line.prefilled, line.typed_each, line.average, line.quick) == (0, None, None, None, None)


def test_units_and_kinds_sum_to_the_same(filled, place):
    whole = total(filled)
    for lines in (by_unit(filled, place.district), by_kind(filled)):
        assert sum(one.saves for one in lines) == whole.saves == 17
        assert sum(one.seconds for one in lines) == whole.seconds


def test_what_the_street_filed_itself_has_a_line_of_its_own(filled, place):
    lines = {
        one.name: one.saves
        for one in by_unit(filled.filter(division__parent__in=[place.north, place.district]), place.north)
    }
    assert lines[f"{place.north}本级"] == 2


def test_the_kind_that_takes_most_time_is_first(filled):
    assert [one.name for one in by_kind(filled)] == ["登记走访", "新建工单"]


def test_the_district_reads_all_and_drills_down(client, filled, place):
    client.force_login(member(Role.DISTRICT_ADMIN, of=place.district))
    page = client.get("/burden/").content.decode()
    assert f"within={place.north.code}" in page
    assert "登记走访平均 121 秒" in page  # 1090 seconds in 9 timed saves
    street = client.get(f"/burden/?within={place.north.code[:9]}").content.decode()
    assert f"within={place.north1.code}" in street


def test_twelve_months_reach_further_back(client, filled, place):
    client.force_login(member(Role.STAFF, of=place.north))
    assert "112" not in client.get("/burden/").content.decode()
    assert ">112<" in client.get("/burden/?span=12m").content.decode()


def test_the_street_reads_its_own_and_nothing_of_the_next(client, filled, place):
    client.force_login(member(Role.STAFF, of=place.north))
    page = client.get("/burden/").content.decode()
    assert ">12<" in page
    for code in (place.south.code, place.south1.code, place.district.code):
        assert client.get(f"/burden/?within={code}").status_code == 404


@pytest.mark.parametrize("role", [Role.CLERK, Role.AUDITOR, Role.DEPARTMENT])
def test_others_are_refused(client, place, role):
    home = place.north1 if role == Role.CLERK else place.district
    extra = {"department": place.department} if role == Role.DEPARTMENT else {}
    client.force_login(member(role, of=home, **extra))
    assert client.get("/burden/").status_code == 403


@pytest.mark.parametrize("query", ["within=12345", "span=century", "kind=nonsense"])
def test_nonsense_is_said_in_chinese_and_shows_nothing(client, filled, place, query):
    client.force_login(member(Role.VIEWER, of=place.district))
    answer = client.get(f"/burden/?{query}")
    assert answer.status_code == 422
    assert "errors" in answer.content.decode()
    assert ">17<" not in answer.content.decode()


def test_the_page_takes_the_same_few_queries_however_many_rows(client, filled, place, queries_of):
    client.force_login(member(Role.DISTRICT_ADMIN, of=place.district))
    few = queries_of(client, "/burden/")
    for ago in range(1, 9):
        used(place.south1, kind="case", saves=1, ago=ago)
    assert queries_of(client, "/burden/") == few <= 12
