"""GeoReport v2 to the letter: shapes, formats, dates, errors."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Case
from governance.access.models import Token
from governance.access.roles import Role
from tests.cases.open311.conftest import BASE
from tests.cases.open311.standard import check_row, read_json
from tests.factories.access import member, token_of
from tests.factories.cases import CategoryFactory, case_in, case_team, new_case

HERE = {"lat": "31.2815", "long": "121.5023"}


def public_case(place, offered, **fields):
    return new_case(place.north1, category=offered.trash, entrance=Case.Entrance.OPEN311, **fields)


def test_discovery_names_the_endpoint_and_both_formats(caller):
    found = caller.get("discovery", "discovery")
    check_row(found, "discovery")
    [endpoint] = found["endpoints"]
    check_row(endpoint, "endpoints")
    assert endpoint["formats"] == ["text/xml", "application/json"]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["url"] == "http://testserver/open311/v2"
    assert datetime.fromisoformat(found["changeset"]) < timezone.now()


def test_services_are_the_offered_leaves_of_the_district(caller):
    found = caller.get("services", "services")
    for row in found:
        check_row(row, "services")
    assert [(row["service_code"], row["metadata"], row["group"]) for row in found] == [
        ("lamp", True, "公共设施"),
        ("trash", False, None),
    ]
    assert found[0]["keywords"] == "照明,灯"


def test_a_service_without_children_stays_an_array_and_none_is_an_empty_one(place):
    client = Client()
    assert read_json(client.get(f"{BASE}/services.json")) == []
    CategoryFactory(division=place.city, code="only", offered=True)
    assert [row["service_code"] for row in read_json(client.get(f"{BASE}/services.json"))] == ["only"]


def test_a_definition_lists_the_questions_in_order(caller):
    found = caller.get("services/lamp", "service_definition")
    assert set(found) == {"service_code", "attributes"}
    for row in found["attributes"]:
        check_row(row, "attributes")
    assert [(row["code"], row["order"], row["required"]) for row in found["attributes"]] == [
        ("pole", 1, True),
        ("faults", 2, False),
    ]
    assert found["attributes"][1]["values"] == [{"key": "dark", "name": "不亮"}, {"key": "flash", "name": "闪烁"}]


@pytest.mark.parametrize("code", ["inner", "public", "nothing", "%00"])
def test_a_service_that_is_not_offered_does_not_exist(caller, code):
    for row in caller.get(f"services/{code}", status=404):
        check_row(row, "errors")


def test_a_request_has_the_fields_of_the_standard(caller, place, offered):
    case = public_case(
        place, offered, address="四平路 1239 号门口", latitude=31.2, longitude=121.5, description="垃圾满了"
    )
    [row] = caller.get("requests")
    check_row(row, "service_requests")
    assert row["service_request_id"] == case.number
    assert (row["status"], row["status_notes"], row["service_name"]) == ("open", "待立案", "垃圾")
    assert (row["lat"], row["long"], row["address"]) == (31.2, 121.5, "四平路 1239 号门口")
    assert datetime.fromisoformat(row["requested_datetime"]) == case.opened_at.replace(microsecond=0)
    assert datetime.fromisoformat(row["expected_datetime"]) == case.due_at
    assert caller.get(f"requests/{case.number}") == [row]


@pytest.mark.parametrize(
    ("state", "status", "notes"),
    [("dispatched", "open", "待接单"), ("checked", "open", "待结案"), ("closed", "closed", "已结案")],
)
def test_a_request_is_open_until_the_case_is_closed(caller, place, offered, state, status, notes):
    case = case_in(state, place, case_team(place), category=offered.trash, entrance=Case.Entrance.OPEN311)
    [row] = caller.get(f"requests/{case.number}")
    assert (row["status"], row["status_notes"], row["agency_responsible"]) == (status, notes, "区民政局")
    moved = case.closed_at or case.entries.latest("at").at
    assert datetime.fromisoformat(row["updated_datetime"]) == moved.replace(microsecond=0)
    assert [one["service_request_id"] for one in caller.get("requests", status=200)] == [case.number]
    assert _ids(caller, status=status) == [case.number]
    assert _ids(caller, status={"open": "closed", "closed": "open"}[status]) == []
    assert _ids(caller, status="open,closed") == [case.number]


def _ids(caller, **query):
    """`status` is a word of the standard here, so it is asked by hand."""
    found = read_json(caller.client.get(f"{BASE}/requests.json", query))
    return [row["service_request_id"] for row in found]


def test_ids_override_every_other_argument(caller, place, offered):
    old = public_case(place, offered, opened_at=timezone.now() - timedelta(days=200))
    new = public_case(place, offered)
    assert _ids(caller) == [new.number]
    asked = {
        "service_request_id": f"{old.number}, {new.number},nothing",
        "service_code": "lamp",
        "start_date": "nonsense",
    }
    assert _ids(caller, **asked) == [new.number, old.number]


def test_codes_and_dates_narrow_and_empty_ones_do_not(caller, place, offered):
    case = public_case(place, offered)
    assert _ids(caller, service_code="trash,lamp") == [case.number]
    assert _ids(caller, service_code="lamp") == []
    assert _ids(caller, service_code="", start_date="", end_date="", status="", page="", extensions="") == [case.number]
    soon = (timezone.now() + timedelta(hours=1)).isoformat()
    assert _ids(caller, start_date=soon) == []
    assert _ids(caller, end_date=soon) == [case.number]
    assert _ids(caller, start_date=timezone.localdate().isoformat()) == [case.number]
    assert _ids(caller, start_date="2010-01-01T00:00:00Z", end_date="2010-04-01T00:00:00Z") == []


@pytest.mark.parametrize(
    "query",
    [
        {"start_date": "2026-01-01T00:00:00"}, {"start_date": "01-02-2026"}, {"end_date": "2026-13-01"}, {"end_date": "9999-12-31T23:59:59Z"},
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"},
        {"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"},
        {"status": "pending"}, {"page": "0"}, {"page": "x"}, {"page_size": "1001"},
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_a_400_in_both_formats(caller, query):
    for form in ("json", "xml"):
        response = caller.client.get(f"{BASE}/requests.{form}", query)
        assert response.status_code == 400
    [row] = read_json(caller.client.get(f"{BASE}/requests.json", query))
    check_row(row, "errors")


@pytest.mark.parametrize("path", ["requests/SP000", "requests/%00", "tokens/nothing", "nothing"])
def test_what_does_not_exist_is_a_404(caller, path):
    [row] = caller.get(path, status=404)
    check_row(row, "errors")
    assert row["code"] == 404


def test_another_method_is_refused_in_the_same_shape(caller):
    response = caller.client.post(f"{BASE}/services.xml")
    assert response.status_code == 405
    assert "GET" in response["Allow"]
    assert caller.client.delete(f"{BASE}/requests.json").status_code == 405


def test_a_request_is_filed_where_its_owner_works(caller, place, offered):
    [row] = caller.post(service_code="trash", description="桶满了。第二句。\n第三行", **HERE)
    check_row(row, "filed")
    case = Case.objects.get(number=row["service_request_id"])
    assert (case.division_id, case.entrance, case.source, case.category) == (
        place.north1.code,
        "open311",
        "passive",
        offered.trash,
    )
    assert (case.latitude, case.longitude, case.title) == (31.2815, 121.5023, "桶满了")
    assert caller.get(f"tokens/{case.number}") == [{"service_request_id": case.number, "token": case.number}]
    assert _ids(caller) == [case.number]


def test_xml_and_a_bare_address_do_as_well_and_nobody_must_write_words(caller):
    [row] = caller.post("xml", service_code="trash", address_string="四平路 1239 号")
    case = Case.objects.get(number=row["service_request_id"])
    assert (case.address, case.title) == ("四平路 1239 号", "垃圾")


@pytest.mark.parametrize("role", [Role.DISTRICT_ADMIN, Role.SUBDISTRICT_ADMIN, Role.STAFF])
def test_a_key_of_a_street_or_the_district_files_there(caller, place, role):
    home = place.district if role == Role.DISTRICT_ADMIN else place.north
    [row] = caller.post(api_key=token_of(member(role, of=home)), service_code="trash", **HERE)
    assert Case.objects.get(number=row["service_request_id"]).division_id == home.code


def test_answers_to_the_questions_are_kept(caller):
    asked = {"attribute[pole]": "12-3", "attribute[faults][]": ["dark", "flash"]}
    [row] = caller.post(service_code="lamp", **HERE, **asked)
    assert Case.objects.get(number=row["service_request_id"]).details == {"pole": "12-3", "faults": ["dark", "flash"]}
    [error] = caller.post(service_code="lamp", status=400, **HERE)
    assert "灯杆号" in error["description"]
    [error] = caller.post(service_code="trash", status=400, **HERE, **{"attribute[pole]": "1"})
    assert Case.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "缺少位置"), ({"lat": "31.2"}, "lat 和 long"), ({"lat": "91", "long": "121"}, "lat 和 long"), ({"lat": "nan", "long": "1"}, "lat 和 long"),
        ({**HERE, "description": "长" * 4001}, "最多 4000"), ({**HERE, "description": "<b>hi</b>"}, "HTML"), ({**HERE, "description": "\0"}, "空字符"),
        ({**HERE, "description": "我的电话 13800138000"}, "手机号"), ({**HERE, "email": "nobody"}, "邮箱"),
        ({**HERE, "media_url": "javascript:alert(1)"}, "media_url"), ({"address_id": "17"}, "address_id"), ({"address_string": "路" * 121}, "地点"),
    ],
)  # fmt: skip
def test_bad_input_is_a_400_and_nothing_is_written(caller, fields, said):
    found = caller.post(service_code="trash", status=400, **fields)
    assert any(said in row["description"] for row in found)
    assert not Case.objects.exists()


def test_several_errors_come_together(caller):
    assert len(caller.post(service_code="trash", status=400, description="<i>", media_url="x")) == 3


def test_missing_and_unknown_services(caller):
    [row] = caller.post(status=400, **HERE)
    [row] = caller.post(service_code="inner", status=404, **HERE)
    assert row["code"] == 404


def test_403_is_for_the_key_alone(caller, place):
    reader, viewer = (
        token_of(member(Role.CLERK, of=place.north1), "read"),
        token_of(member(Role.VIEWER, of=place.district)),
    )
    over = token_of(member(Role.CLERK, of=place.north1))
    Token.objects.filter(user__memberships__division=place.north1, digest__isnull=False).filter(
        token_key=over[:15]
    ).update(expiry=timezone.now() - timedelta(days=1))
    elsewhere = token_of(member(Role.CLERK, of=place.north1))
    Token.objects.filter(token_key=elsewhere[:15]).update(addresses=["10.0.0.0/8"])
    for key in ("", "wrong", "错", reader, viewer, over, elsewhere):
        [row] = caller.post(api_key=key, service_code="trash", status=403, **HERE)
        assert row["code"] == 403
    assert not Case.objects.exists()


def test_a_body_that_cannot_be_read_is_a_400(caller):
    response = caller.client.post(
        f"{BASE}/requests.json", b"a=1", content_type="application/x-www-form-urlencoded; charset=gbk"
    )
    assert response.status_code in (400, 403)
    assert isinstance(read_json(response), list)


def test_reporters_are_sealed_and_never_served(caller):
    given = {
        "first_name": "小明",
        "last_name": "王",
        "phone": "138 0013 8000",
        "email": "x@example.org",
        "media_url": "https://example.org/p.jpg",
    }
    [row] = caller.post(service_code="trash", **HERE, **given)
    case = Case.objects.get(number=row["service_request_id"])
    assert (case.reporter.name, case.reporter.phone, case.reporter.email) == ("王小明", "13800138000", "x@example.org")
    assert case.details == {"media_url": "https://example.org/p.jpg"}
    for form in ("json", "xml"):
        told = caller.client.get(f"{BASE}/requests.{form}", {"extensions": "true"}).content.decode()
        assert not any(secret in told for secret in ("小明", "13800138000", "example.org"))


def test_a_jurisdiction_must_be_named_once_there_are_two(caller, place, offered):
    from tests.factories.access import DivisionFactory

    assert caller.get("services", "services", jurisdiction_id="310110") == caller.get("services", "services")
    caller.get("services", status=404, jurisdiction_id="310101")
    other = DivisionFactory(code="310101000000", name="黄浦区", level="district", parent=place.city)
    assert caller.get("services", "services")  # it offers nothing yet
    CategoryFactory(division=other, code="trash", name="垃圾桶", offered=True)
    caller.get("services", status=400)
    caller.get("requests", status=400)
    case = public_case(place, offered)
    assert caller.get("requests", jurisdiction_id="310101") == []
    assert [row["service_request_id"] for row in caller.get("requests", jurisdiction_id="310110")] == [case.number]
    caller.post(service_code="trash", status=400, **HERE)
    caller.post(service_code="trash", status=403, jurisdiction_id="310101", **HERE)
    caller.post(service_code="trash", jurisdiction_id="310110000000", **HERE)
