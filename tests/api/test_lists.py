from __future__ import annotations

import json
from base64 import b64encode

import pytest

from governance.access.models import Division
from governance.access.roles import Role
from governance.api import composing, rows
from governance.api.resources import DivisionViewSet
from neighborhoods.models import Estate
from tests.api.addresses import TrialEstateRow
from tests.factories.access import DivisionFactory, MembershipFactory, member
from tests.factories.neighborhoods import BuildingFactory, EstateFactory

DIVISIONS = "/api/v1/divisions/"


def walk(caller, link, towards="next"):
    """All pages from `link` on, as lists of codes."""
    pages = []
    while link:
        body = caller.follow(link).json()
        pages.append([row["code"] for row in body["results"]])
        link = body[towards]
    return pages


def test_a_row_is_named_by_codes_and_complete(admin, place):
    row = admin.get(DIVISIONS, within="310110009001").json()["results"][0]
    assert row == {
        "code": "310110009001", "name": "同济新村居委会", "level": "committee", "parent": "310110009000",
        "valid_from": "2000-01-01", "valid_until": None, "successor": None,
    }  # fmt: skip


def test_pages_follow_each_other_without_gap_or_double_and_lead_back(admin, crowd):
    pages = walk(admin, f"{DIVISIONS}?page_size=10&level=committee&within=310110009")
    codes = [code for page in pages for code in page]
    assert codes == sorted(codes)
    assert (len(codes), len(set(codes)), len(pages)) == (97, 97, 10)
    last = admin.follow(f"{DIVISIONS}?page_size=97&level=committee&within=310110009").json()
    assert (last["next"], last["previous"]) == (None, None)


@pytest.mark.parametrize("ordering", ["name", "-name", "code", "-code"])
def test_ties_are_broken_by_the_key_in_both_directions(ordering, admin, crowd):
    start = f"{DIVISIONS}?page_size=7&ordering={ordering}&within=310110009"
    forth = walk(admin, start)
    whole = admin.get(DIVISIONS, page_size=200, ordering=ordering, within="310110009").json()["results"]
    assert [code for page in forth for code in page] == [row["code"] for row in whole]
    link = start
    while following := admin.follow(link).json()["next"]:
        link = following
    back = walk(admin, link, "previous")
    assert list(reversed(back)) == forth


def test_the_first_page_reached_backwards_has_no_previous(admin, crowd):
    second = admin.follow(admin.get(DIVISIONS, page_size=10).json()["next"]).json()
    first = admin.follow(second["previous"]).json()
    assert first["previous"] is None
    assert first["results"] == admin.get(DIVISIONS, page_size=10).json()["results"]
    assert admin.follow(first["next"]).json()["results"] == second["results"]


def test_a_row_that_arrives_meanwhile_moves_nothing(admin, crowd, place):
    from tests.factories.access import DivisionFactory

    link = admin.get(DIVISIONS, page_size=10, within="310110009", level="committee").json()["next"]
    before = admin.follow(link).json()["results"]
    DivisionFactory(code="310110009003", level="committee", parent=place.north)
    assert admin.follow(link).json()["results"] == before


def test_fields_select_columns(admin, place):
    rows = admin.get(DIVISIONS, fields="name,code", level="district").json()["results"]
    assert rows == [{"code": "310110000000", "name": "杨浦区"}]


def test_a_clerk_sees_the_own_committee_and_what_lies_above(clerk, place):
    codes = [row["code"] for row in clerk.get(DIVISIONS).json()["results"]]
    assert codes == ["310000000000", "310110000000", "310110009000", "310110009001"]
    assert clerk.get(f"{DIVISIONS}310110009001/").status_code == 200
    assert clerk.get(f"{DIVISIONS}310110009002/").status_code == 404
    assert clerk.get(DIVISIONS, within="310110018").json()["results"] == []


def test_departments_are_named_by_code(admin, place):
    assert admin.get("/api/v1/departments/minzheng/").json() == {
        "code": "minzheng", "name": "区民政局", "division": "310110000000", "active": True,
    }  # fmt: skip
    assert [row["code"] for row in admin.get("/api/v1/departments/", active="true").json()["results"]] == [
        "fangguan",
        "minzheng",
    ]


def test_a_role_without_the_permission_sees_an_empty_list(place, caller):
    from governance.access.roles import Role
    from tests.factories.access import member

    auditor = caller(member(Role.AUDITOR, of=place.district))
    assert auditor.get("/trial/estates/").json() == {"next": None, "previous": None, "results": []}


def test_a_time_is_told_in_shanghai(admin, place):
    from neighborhoods.models import Estate

    Estate.objects.create(division=place.north1, name="同济新村")
    assert admin.get("/trial/estates/").json()["results"][0]["recorded_at"].endswith("+08:00")


@pytest.mark.parametrize("ordering", ["recorded_at", "-recorded_at", "name"])
def test_a_time_and_an_id_make_a_cursor(ordering, admin, place):
    from neighborhoods.models import Estate

    for number in range(9):
        Estate.objects.create(division=place.north1, name=f"小区{number}")
    link, seen = f"/trial/estates/?page_size=2&ordering={ordering}", []
    while link:
        body = admin.follow(link).json()
        seen += [row["name"] for row in body["results"]]
        link = body["next"]
    assert seen == sorted(seen, reverse=ordering.startswith("-"))
    assert len(seen) == 9


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"within": "abc"}, "within"),
        ({"within": "31011"}, "within"),
        ({"within": "３１"}, "within"),
        ({"page_size": "-1"}, "page_size"),
        ({"page_size": "0"}, "page_size"),
        ({"page_size": "1001"}, "page_size"),
        ({"page_size": "9" * 400}, "page_size"),
        ({"page_size": "²"}, "page_size"),
        ({"ordering": "password"}, "ordering"),
        ({"ordering": "--code"}, "ordering"),
        ({"fields": "code,secret"}, "fields"),
        ({"fields": ""}, "fields"),
        ({"format": "xml"}, "format"),
        ({"cursor": "nonsense"}, "cursor"),
        ({"cursor": "W10"}, "cursor"),
        ({"cursor": "é"}, "cursor"),
        ({"cursor": b64encode(b"[" * 3000).decode()}, "cursor"),
        ({"level": "street"}, "level"),
        ({"parent": "999999999999"}, "parent"),
        ({"levle": "committee"}, "levle"),
        ({"q": "a\0b"}, None),
    ],
)
def test_nonsense_is_answered_with_the_field_that_is_wrong(query, field, admin, place):
    answer = admin.get(DIVISIONS, **query)
    body = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert any("一" <= letter <= "鿿" for letter in body["detail"])
    assert field is None or body["errors"][0]["field"] == field


def test_a_cursor_of_another_order_or_with_forged_keys_is_refused(admin, crowd):
    from governance.api.paging import Cursor, Order

    made = Cursor(Order("code", False), ("1", "2")).encode()
    assert admin.get(DIVISIONS, cursor=made, ordering="-code").status_code == 400
    forged = Cursor(Order("recorded_at", True), ("yesterday", "no-uuid")).encode()
    assert admin.get("/trial/estates/", cursor=forged).status_code == 400
    forged = Cursor(Order("name", False), ("a\0", "0198f000-0000-7000-8000-000000000000")).encode()
    assert admin.get("/trial/estates/", cursor=forged, ordering="name").status_code == 400


def test_a_long_page_takes_no_more_queries_than_a_short_one(admin, crowd, django_assert_max_num_queries):
    admin.get(DIVISIONS)  # the token's day of last use is written once
    with django_assert_max_num_queries(
        8
    ) as counted:  # token and user, grants, scope, page; the rest is the test's nesting
        admin.get(DIVISIONS, page_size=90)
    with django_assert_max_num_queries(len(counted)):
        admin.get(DIVISIONS, page_size=5)


def test_a_cursor_uses_the_index(admin, place):
    from django.db import connection

    from governance.access.models import Division
    from governance.api.paging import Cursor, Order

    order = Order("code", False)
    rows = order.apply(Cursor(order, ("3", "3")).apply(Division.objects.all()))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "Index Cond: (ROW(" in rows.explain()


def test_the_text_that_is_kept_around_a_page_mixes_no_callers_fields_or_filters(admin, clerk, place):
    """The columns are compiled once for all callers; whose rows and which are chosen anew each time."""
    for _ in range(2):
        assert len(admin.get("/api/v1/divisions/", fields="code").json()["results"]) > 3
        mine = clerk.get("/api/v1/divisions/", fields="name,code", within=place.north1.code).json()["results"]
        assert mine == [{"code": place.north1.code, "name": place.north1.name}]
        assert clerk.get("/api/v1/divisions/", fields="code", within=place.south1.code).json()["results"] == []


@pytest.fixture
def tall(place):
    """Twelve estates of three houses each, all of six floors but one."""
    found = [EstateFactory(division=place.north1, name=f"新村{number:02}") for number in range(12)]
    for estate in found:
        BuildingFactory.create_batch(3, estate=estate, division=place.north1, floors=6)
    BuildingFactory(estate=EstateFactory(division=place.north1, name="别处"), division=place.north1, floors=2)
    return [estate.name for estate in found]


@pytest.mark.parametrize("ordering", ["name", "-name"])
def test_a_filter_over_several_rows_shows_each_row_once_on_every_page(ordering, admin, tall):
    names, link = [], f"/trial/estates/?floors=6&page_size=5&ordering={ordering}"
    while link:
        body = admin.follow(link).json()
        names += [row["name"] for row in body["results"]]
        link = body["next"]
    assert names == sorted(tall, reverse=ordering == "-name")


def test_such_a_filter_exports_each_row_once(admin, tall):
    lines = admin.get("/trial/estates/", floors=6, format="ndjson", fields="name").getvalue().decode().splitlines()
    assert sorted(json.loads(line)["name"] for line in lines) == tall


def test_rows_made_distinct_by_hand_are_refused_loudly(tall):
    with pytest.raises(AssertionError, match="each_once"):
        rows.select_few(
            Estate.objects.distinct().order_by("name"), TrialEstateRow, rows.columns_of(TrialEstateRow), "name", "pk"
        )
    with pytest.raises(AssertionError, match="DISTINCT ON"):
        rows.each_once(Estate.objects.distinct("name"))


def test_a_filter_joined_to_several_rows_shows_each_row_once_without_saying_distinct(admin, tall):
    body = admin.get("/trial/estates/", above=5, page_size=50, ordering="name", fields="name").json()
    assert [row["name"] for row in body["results"]] == tall


def test_a_list_asked_for_again_is_composed_once_and_follows_rows_and_grants(place, caller, monkeypatch):
    composing.forget()
    made, plain = [], DivisionViewSet.filtered
    monkeypatch.setattr(DivisionViewSet, "filtered", lambda view: made.append(view.request.user) or plain(view))
    monkeypatch.setattr(composing.time, "time", lambda: 1.8e9)
    user = member(Role.CLERK, of=place.north1)
    program, committees = caller(user), f"{DIVISIONS}?level=committee"

    def codes(link: str = committees) -> list[str]:
        return [row["code"] for row in program.follow(link).json()["results"]]

    assert codes() == codes() == [place.north1.code]
    assert len(made) == 1
    MembershipFactory(user=user, role=Role.CLERK, division=place.north2)
    assert codes() == [place.north1.code, place.north2.code]
    DivisionFactory(code="310110009009", level="committee", parent=place.north)
    MembershipFactory(user=user, role=Role.SUBDISTRICT_ADMIN, division=place.north)
    assert codes() == codes() == [place.north1.code, place.north2.code, "310110009009"]
    assert codes(f"{committees}&within={place.north2.code}") == [place.north2.code]
    DivisionFactory(code="310110009010", level="committee", parent=place.north)
    assert codes()[-1] == "310110009010"
    user.memberships.update(until="2026-01-01T00:00Z")
    assert codes() == []


@pytest.mark.parametrize("part", ["SELECT 1 WHERE x > '2026-01-01'::date", "asks"])
def test_what_a_moment_or_a_question_went_into_is_composed_anew(part, place):
    composing.forget()
    calls = []

    def compose() -> str:
        calls.append(Division.objects.count() if part == "asks" else 0)
        return part

    for _ in range(2):
        assert composing.composed(("a", "b"), compose) == part
    assert len(calls) == 2
