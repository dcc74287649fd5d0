"""What a list does with a name in its address that no filter answers to: it says so, quietly, and shows the rows."""

from __future__ import annotations

import pytest

from governance.access.roles import Role
from tests.factories.access import member
from tests.factories.cases import new_case


@pytest.fixture
def desk(client, place):
    client.force_login(member(Role.STAFF, of=place.north))
    return client


@pytest.mark.parametrize("address", ["/cases/", "/visits/", "/needs/", "/users/", "/burden/"])
def test_an_unknown_name_is_told_and_left_out(desk, place, address):
    page = desk.get(f"{address}?colour=red")
    assert page.status_code == 200
    assert "没有“colour”这个筛选条件，已忽略" in page.content.decode()


def test_the_rows_are_shown_all_the_same(desk, place):
    case = new_case(place.north1)
    assert case.number in desk.get("/cases/?colour=red").content.decode()


@pytest.mark.parametrize(
    "query",
    ["", "?view=open&ordering=-due_at", "?visited_after=2026-01-01&visited_before=2026-02-01", "?within=310110009"],
)
def test_names_that_mean_something_are_not_told(desk, place, query):
    address = "/visits/" if "visited" in query else "/cases/"
    assert "这个筛选条件" not in desk.get(address + query).content.decode()


def test_what_was_put_in_the_address_is_written_out_as_text(desk, place):
    page = desk.get("/cases/", {"<script>": "1", "x" * 500: "1"}).content.decode()
    assert "“&lt;script&gt;”" in page
    assert f"“{'x' * 60}”" in page


def test_the_audit_says_so_too(client, place):
    client.force_login(member(Role.AUDITOR, of=place.district))
    assert "没有“who”这个筛选条件" in client.get("/audit/?who=me").content.decode()
