"""The pages and the API: few queries, what is due first, steps and patrols from the page, what a refusal looks like."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.creations.models import Creation, RiverPatrol, RiverSection
from cases.models import Case
from tests.factories.cases import CategoryFactory
from tests.factories.creations import CreationFactory, RiverPatrolFactory, RiverSectionFactory
from tests.factories.hazards import ViolationFactory

DAY = timedelta(days=1)


def test_pages_take_few_queries_however_many_rows(place, team, page, queries_of, section):
    row, creation = section(), CreationFactory(division=place.north1)
    CategoryFactory(division=place.city)

    def some_more() -> None:
        RiverSectionFactory(division=place.north2, chief=team.neighbour)
        RiverPatrolFactory(
            section=row, patrolled_at=timezone.now() - DAY * RiverPatrol.objects.count(), created_by=team.staff
        )
        CreationFactory(division=place.north2, kind=Creation.Kind.values[Creation.objects.count() % 2])

    some_more()
    client = page(team.manager)
    addresses = ("/creations/", f"/creations/{creation.pk}/", "/rivers/", f"/rivers/{row.pk}/")
    few = {address: queries_of(client, address) for address in addresses}
    some_more()
    assert {address: queries_of(client, address) for address in addresses} == few
    assert max(few.values()) <= 12, few


def test_a_creation_is_applied_for_checked_and_named_on_its_page(place, team, page):
    given = {"division": place.north1.code, "kind": "no_illegal", "statement": "全部楼组自查，没有搭建。"}
    answer = page(team.clerk).post("/creations/new/", given)
    row = Creation.objects.get()
    assert answer["Location"] == row.get_absolute_url()
    address = row.get_absolute_url()
    assert f"{address}check/" not in page(team.clerk).get(address).content.decode()
    assert f"{address}check/" in page(team.staff).get(address).content.decode()
    assert page(team.staff).post(f"{address}check/", {"note": ""}).status_code == 422
    assert page(team.staff).post(f"{address}check/", {"note": "属实。"}).status_code == 302
    end = timezone.localdate() + 30 * DAY
    assert page(team.admin).post(f"{address}name/", {"valid_until": end.isoformat()}).status_code == 302
    shown = page(team.clerk).get("/creations/?due=true").content.decode()
    assert "待复核" in shown
    assert row.number in shown
    assert row.number not in page(team.clerk).get("/creations/?due=false").content.decode()
    Creation.objects.update(named_on=end - 400 * DAY, valid_until=timezone.localdate() - DAY)
    assert "已过期" in page(team.clerk).get("/creations/").content.decode()


def test_what_stands_in_the_way_is_shown_and_refused(place, team, page):
    row = CreationFactory(division=place.north1)
    ViolationFactory(division=place.north1)
    shown = page(team.staff).get(row.get_absolute_url()).content.decode()
    assert f"/violations/?kind=building&amp;within={place.north1.code}" in shown
    answer = page(team.staff).post(f"{row.get_absolute_url()}check/", {"note": "属实。"})
    assert (answer.status_code, "还有 1 件违法建筑" in answer.content.decode()) == (409, True)


def test_the_list_of_rivers_begins_with_what_is_overdue(place, team, page, section):
    late, fresh, never = section(), section(), section(since=timezone.localdate())
    RiverPatrolFactory(section=fresh)
    shown = page(team.clerk).get("/rivers/").content.decode()
    assert shown.index(late.name) < shown.index(never.name)
    assert "间隔内已巡 1/3 段" in shown
    assert "1 段逾期未巡" in shown
    for query, expected in (("overdue=true", {late}), ("covered=false", {late, never}), ("q=" + fresh.code, {fresh})):
        body = page(team.clerk).get(f"/rivers/?{query}").content.decode()
        assert {one for one in (late, fresh, never) if f"/rivers/{one.pk}/" in body} == expected
    assert page(team.clerk).get("/rivers/?overdue=maybe").status_code == 422


def test_a_patrol_from_the_page_opens_its_case_once(place, team, page, section):
    row, category = section(), CategoryFactory(division=place.city)
    given = {
        "at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "found": "on",
        "text": "有排污口。",
        "category": category.pk,
    }
    assert page(team.clerk).post(f"/rivers/{row.pk}/patrols/", given).status_code == 302
    again = page(team.clerk).post(f"/rivers/{row.pk}/patrols/", given)
    assert (again.status_code, "已经记过" in again.content.decode()) == (422, True)
    case = Case.objects.get()
    assert case.number in page(team.clerk).get(f"/rivers/{row.pk}/").content.decode()
    walk = RiverPatrol.objects.get()
    answer = page(team.clerk).post(f"/patrols/{walk.pk}/withdraw/", {"reason": "记错了。"})
    assert (answer.status_code, RiverPatrol.objects.get().withdrawn_at) == (409, None)


def test_a_section_is_set_up_where_the_address_says(place, team, page):
    client = page(team.staff)
    address = f"/rivers/new/?division={place.north2.code}"
    given = {"code": "QH-1", "name": "清河", "address": "东至西", "chief": str(team.neighbour.pk), "post": "书记", "length_m": "5",
             "interval": "91", "since": "2026-01-05"}  # fmt: skip
    assert client.post(address, given).status_code == 422
    assert client.post(address, given | {"interval": "9"}).status_code == 302
    row = RiverSection.objects.get()
    assert (row.division, row.chief, row.interval) == (place.north2, team.neighbour, 9)
    assert client.get(f"/rivers/new/?division={place.south1.code}").status_code == 403


def test_the_search_finds_a_creation_and_a_river(place, team, page, section):
    row, creation = section(), CreationFactory(division=place.north1)
    for text, address in ((row.name, row.get_absolute_url()), (creation.number, creation.get_absolute_url())):
        assert address in page(team.clerk).get("/search/", {"q": text}).content.decode()
        assert address not in page(team.stranger).get("/search/", {"q": text}).content.decode()


@pytest.mark.parametrize("resource", ["creations", "river-sections", "river-patrols"])
def test_the_api_lists_what_it_created(resource, place, team, api, section):
    river, client = section(), api(team.staff)
    body = {
        "creations": {"division": place.north1.code, "kind": "no_illegal", "statement": "没有搭建。"},
        "river-sections": {"division": place.north1.code, "code": "QH-2", "name": "清河", "address": "东至西", "chief": team.clerk.username,
                           "post": "书记", "length_m": 5},
        "river-patrols": {"section": str(river.pk)},
    }[resource]  # fmt: skip
    made = client.post(f"/api/v1/{resource}/", json.dumps(body), content_type="application/json")
    assert made.status_code == 201, made.content.decode()
    listed = client.get(f"/api/v1/{resource}/").json()["results"]
    assert made.json()["id"] in {one["id"] for one in listed}
    if resource == "creations":
        assert made.json()["allowed_steps"] == ["refuse", "withdraw"]  # who applied does not check
        assert [one["step"] for one in made.json()["history"]] == ["apply"]
    if resource == "river-patrols":
        due = client.get(f"/api/v1/river-sections/{river.pk}/").json()
        assert due["due_on"] == (timezone.localdate() + 7 * DAY).isoformat()
        assert due["last_at"]


def test_the_api_refuses_a_chief_from_elsewhere(place, team, api):
    body = {"division": place.north1.code, "code": "QH-2", "name": "清河", "address": "东至西", "chief": team.stranger.username, "post": "书记",
            "length_m": 5}  # fmt: skip
    answer = api(team.staff).post("/api/v1/river-sections/", json.dumps(body), content_type="application/json")
    assert (answer.status_code, "河长须是本区划" in answer.content.decode()) == (400, True)
