"""What strangers may read: only what is public, nothing that leads home, quickly."""

from __future__ import annotations

import csv
import io
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cases.actions import cases, steps
from cases.models import Case
from governance.access.roles import Role
from tests.cases.open311.conftest import BASE
from tests.cases.open311.standard import as_text, read_json, read_xml
from tests.factories.access import member
from tests.factories.cases import new_case
from tests.factories.neighborhoods import HouseholdFactory


@pytest.fixture
def client(offered):
    return Client()


def numbers(client, **query):
    return [row["service_request_id"] for row in read_json(client.get(f"{BASE}/requests.json", query))]


@pytest.mark.parametrize("entrance", [one.value for one in Case.Entrance if one not in Case.FROM_THE_PUBLIC])
def test_a_case_by_another_door_is_not_public_until_an_officer_publishes_it(client, place, offered, entrance):
    case = new_case(place.north1, category=offered.trash, entrance=entrance)
    assert numbers(client) == []
    assert client.get(f"{BASE}/requests/{case.number}.json").status_code == 404
    assert client.get(f"{BASE}/tokens/{case.number}.json").status_code == 404
    Case.objects.filter(pk=case.pk).update(published_at=timezone.now())
    assert numbers(client) == [case.number]


def test_private_and_withdrawn_cases_are_gone(client, place, offered):
    new_case(place.north1, category=offered.trash, entrance="snapshot", private=True)
    clerk = member(Role.CLERK, of=place.north1)
    withdrawn = new_case(place.north1, category=offered.trash, entrance="open311", by=clerk)
    assert numbers(client) == [withdrawn.number]
    cases.withdraw(withdrawn, by=clerk, reason="误报。")
    assert numbers(client) == []
    assert client.get(f"{BASE}/requests/{withdrawn.number}.json").status_code == 404


def test_the_door_of_a_household_is_not_shown(client, place, offered):
    home = HouseholdFactory(division=place.north1)
    case = new_case(
        place.north1, category=offered.trash, household=home, address=home.address.text, latitude=31.2, longitude=121.5
    )
    Case.objects.filter(pk=case.pk).update(published_at=timezone.now())
    body = client.get(f"{BASE}/requests/{case.number}.xml").content.decode()
    assert home.address.text not in body
    assert "31.2" not in body


def test_notes_tell_the_steps_and_not_what_was_written(client, place, offered):
    staff = member(Role.STAFF, of=place.north)
    case = steps.file(new_case(place.north1, category=offered.trash, entrance="open311"), by=staff)
    case = steps.dispatch(case, by=staff, department=place.department)
    steps.refuse(case, by=member(Role.DISTRICT_ADMIN, of=place.district), reason="王某家的事，不归我们。")
    json, xml = (client.get(f"{BASE}/requests.{form}", {"extensions": "true"}) for form in ("json", "xml"))
    [row] = read_json(json)
    assert row["extended_attributes"] == {"step": "filed"}
    assert [(note["type"], note["description"]) for note in row["notes"]] == [
        ("open", "登记"), ("file", "立案"), ("dispatch", "派遣"), ("refuse", "退单"),
    ]  # fmt: skip
    assert "王某" not in json.content.decode()
    assert read_xml(xml, "service_requests") == as_text([row])


def test_pages_follow_each_other_newest_first(client, place, offered):
    now = timezone.now()
    made = [
        new_case(
            place.north1, category=offered.trash, entrance="open311", opened_at=now - timedelta(hours=hours)
        ).number
        for hours in range(5)
    ]
    assert numbers(client) == made
    assert [numbers(client, page=page, page_size=2) for page in (1, 2, 3, 4)] == [made[:2], made[2:4], made[4:], []]


def test_characters_that_xml_cannot_hold_are_left_out_of_it(client, place, offered):
    case = new_case(place.north1, category=offered.trash, entrance="open311", title="a<b>&\x08c")
    [row] = read_xml(client.get(f"{BASE}/requests/{case.number}.xml"), "service_requests")
    assert row["description"] == "a<b>&c"


def test_an_answer_says_who_may_read_it_and_carries_no_session(client, place, offered):
    response = client.get(f"{BASE}/requests.json")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in response
    assert client.head(f"{BASE}/requests.json").status_code == 200


def test_a_thousand_rows_take_two_queries_and_little_time(client, place, offered, django_assert_max_num_queries):
    category, now = offered.trash, timezone.now()
    Case.objects.bulk_create(
        Case(
            division=place.north1, category=category, number=f"T{number:05}", title="桶满了", description="桶满了" * 20, entrance="snapshot",
            opened_at=now - timedelta(minutes=number), due_at=now, source="passive", address="四平路 1 号", latitude=31.2, longitude=121.5,
        )
        for number in range(1200)
    )  # fmt: skip
    for form in ("json", "xml"):
        with django_assert_max_num_queries(9):  # five of them the transaction and its scope
            began = time.perf_counter()
            response = client.get(f"{BASE}/requests.{form}", {"extensions": "true"})
        assert response.status_code == 200
        assert time.perf_counter() - began < 2
    assert len(numbers(client)) == 1000
    assert len(numbers(client, page=2)) == 200


def test_who_asks_too_often_waits(client, settings):
    settings.OPEN311_A_MINUTE = 2
    assert [client.get(f"{BASE}/services.json").status_code for _ in range(2)] == [200, 200]
    response = client.get(f"{BASE}/services.xml")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 60
    assert read_xml(response, "errors")[0]["code"] == "429"


def test_the_month_in_bulk_has_no_words_no_door_and_no_exact_place(client, place, offered):
    case = new_case(
        place.north1,
        category=offered.lamp,
        entrance="snapshot",
        title="=1+1",
        description="张三家门口",
        address="四平路 1 号 301",
        latitude=31.28156,
        longitude=121.50239,
    )
    new_case(place.north1, category=offered.trash)
    month = f"{timezone.localtime(case.opened_at):%Y-%m}"
    response = client.get(f"{BASE}/bulk/{month}.csv")
    text = response.getvalue().decode("utf-8-sig")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["service_request_id"], row["service_name"], row["service_subtype"]) == (case.number, "公共设施", "路灯")
    assert (row["lat"], row["long"], row["address"], row["source"]) == (
        "31.282",
        "121.502",
        place.north1.name,
        "随手拍",
    )
    assert not any(word in text for word in ("张三", "301", "1+1"))


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "nonsense", "9999-12", "2999-01"])
def test_a_month_that_is_none_or_still_to_come_is_a_404(client, month):
    response = client.get(f"{BASE}/bulk/{month}.csv")
    assert response.status_code == 404
    assert read_json(response)[0]["code"] == 404
