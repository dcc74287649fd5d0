"""The register over REST: masks, idempotent filing, versions, and nothing of the neighbours."""

from __future__ import annotations

import json
import uuid

import pytest

from governance.access.roles import Role
from governance.audit.models import Event
from neighborhoods.models import Estate, Resident
from tests.factories.access import member, token_of
from tests.factories.neighborhoods import KeyPersonFactory
from tests.neighborhoods.conftest import id_number

SECRETS = ("若兰", "13800138000", id_number())
RESOURCES = ("estates", "buildings", "households", "residents")


@pytest.fixture
def as_(client):
    def of(user, scope="write"):
        token = token_of(user, scope)

        def ask(method, path, body=None, **headers):
            return client.generic(
                method, f"/api/v1/{path}", json.dumps(body) if body is not None else "", "application/json",
                headers={"Authorization": f"Bearer {token}", **headers},
            )  # fmt: skip

        return ask

    return of


def test_lists_are_masked_and_tell_key_persons(as_, clerk, resident):
    span = KeyPersonFactory(division=resident.division, resident=resident)
    response = as_(clerk)("GET", "residents/")
    (row,) = response.json()["results"]
    assert (row["name"], row["phone"], row["id_number"][-4:]) == ("欧阳**", "138****8000", id_number()[-4:])
    assert row["key_person"] == [{"id": str(span.pk), "kind": "alone", "since": "2026-01-01", "interval": 30}]
    assert not any(secret in response.content.decode() for secret in SECRETS)


@pytest.mark.parametrize("kind", ["csv", "ndjson"])
def test_exports_are_masked_too(as_, clerk, resident, kind):
    body = b"".join(as_(clerk)("GET", f"residents/?format={kind}").streaming_content).decode()
    assert "欧阳**" in body
    assert not any(secret in body for secret in SECRETS)


def test_households_carry_their_address(as_, clerk, household):
    assert as_(clerk)("GET", f"households/{household.pk}/").json()["address"] == "同济新村 23 号 502 室"


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_neighbour_sees_no_row_by_list_id_within_or_export(as_, neighbour, resident, resource):
    ask = as_(neighbour)
    home = resident.household
    pk = {
        "estates": home.building.estate_id,
        "buildings": home.building_id,
        "households": home.pk,
        "residents": resident.pk,
    }[resource]
    for query in ("", "?within=310110009001", "?within=310110"):
        assert ask("GET", f"{resource}/{query}").json()["results"] == []
    assert b"".join(ask("GET", f"{resource}/?format=ndjson").streaming_content) == b""
    assert ask("GET", f"{resource}/{pk}/").status_code == 404
    assert ask("PATCH", f"{resource}/{pk}/", {}, **{"If-Match": "1"}).status_code == 404


def test_a_neighbour_s_nested_write_names_rows_that_do_not_exist(as_, neighbour, resident):
    ask, home = as_(neighbour), resident.household
    assert ask("POST", "residents/", {"household": str(home.pk), "name": "某某"}).status_code == 400
    assert ask("POST", "households/", {"building": str(home.building_id), "room": "1 室"}).status_code == 400
    assert ask("POST", "estates/", {"division": "310110009001", "name": "某村"}).status_code in (400, 403)
    assert ask("GET", f"residents/?household={home.pk}").status_code == 400
    for step in ("reveal", "move-out", "list-key-person", "delist-key-person"):
        assert ask("POST", f"residents/{resident.pk}/{step}/", {"reason": "走访核实"}).status_code == 404
    assert Resident.objects.count() == 1


def test_put_by_uuid_files_once(as_, clerk, household):
    ask, path = as_(clerk), f"residents/{uuid.uuid4()}/"
    body = {"household": str(household.pk), "name": "张伟", "id_number": id_number()}
    first, again = ask("PUT", path, body), ask("PUT", path, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert (first.json()["name"], first.json()["birth_date"], first.json()["sex"]) == ("张*", "1948-03-05", "male")
    assert ask("PUT", path, body | {"name": "李伟"}).status_code == 409
    assert Resident.objects.count() == 1


def test_the_whole_tree_can_be_filed_by_post(as_, clerk):
    ask = as_(clerk)
    estate = ask("POST", "estates/", {"division": "310110009001", "name": "鞍山四村"}).json()
    building = ask("POST", "buildings/", {"estate": estate["id"], "name": "23 号"}).json()
    home = ask("POST", "households/", {"building": building["id"], "room": "502 室"}).json()
    person = ask("POST", "residents/", {"household": home["id"], "name": "张伟", "phone": "13800138000"})
    assert person.status_code == 201, person.content
    assert (home["address"], person.json()["division"]) == ("鞍山四村 23 号 502 室", "310110009001")


def test_an_edit_needs_the_version_it_read(as_, clerk, resident):
    ask, path = as_(clerk), f"residents/{resident.pk}/"
    assert ask("PATCH", path, {"relation": "户主"}).status_code == 428
    etag = ask("GET", path)["ETag"]
    assert ask("PATCH", path, {"relation": "户主"}, **{"If-Match": etag}).json()["relation"] == "户主"
    stale = ask("PATCH", path, {"relation": "子女"}, **{"If-Match": etag})
    assert stale.status_code == 412
    assert "若兰" not in stale.content.decode()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "张伟", "id_number": "310110194803054013"}, "id_number"),
        ({"name": "张伟", "phone": "1"}, "phone"),
        ({"name": ""}, "name"),
        ({"name": "张伟", "nickname": "x"}, "nickname"),
        ({"name": "张伟", "birth_date": "yesterday"}, "birth_date"),
    ],
)
def test_bad_input_is_400_with_the_field_and_nothing_is_written(as_, clerk, household, body, field):
    response = as_(clerk)("POST", "residents/", {"household": str(household.pk), **body})
    assert response.status_code == 400
    assert field in [error["field"] for error in response.json()["errors"]]
    assert not Resident.objects.exists()
    assert not Event.objects.filter(verb="resident.added").exists()


def test_a_reveal_by_token(as_, clerk, resident):
    ask = as_(clerk)
    seen = ask("POST", f"residents/{resident.pk}/reveal/", {"reason": "走访核实"})
    assert seen.json() == {"name": "欧阳若兰", "id_number": id_number(), "phone": "13800138000"}
    assert seen["Cache-Control"] == "no-store"
    assert ask("POST", f"residents/{resident.pk}/reveal/", {"reason": "看"}).status_code == 400
    assert ask("POST", f"residents/{resident.pk}/reveal/", {}).status_code == 400


def test_a_viewer_and_a_read_token_reveal_nothing(as_, viewer, clerk, resident):
    path = f"residents/{resident.pk}/reveal/"
    assert as_(viewer)("POST", path, {"reason": "走访核实"}).status_code == 403
    assert as_(clerk, "read")("POST", path, {"reason": "走访核实"}).status_code == 403
    assert not Event.objects.filter(verb="resident.revealed").exists()


def test_listing_delisting_moving_out_and_closing(as_, clerk, resident):
    ask, path = as_(clerk), f"residents/{resident.pk}"
    assert (
        ask("POST", f"{path}/list-key-person/", {"kind": "aged", "interval": 14}).json()["key_person"][0]["interval"]
        == 14
    )
    assert ask("POST", f"{path}/list-key-person/", {"kind": "aged"}).status_code == 400
    assert ask("POST", f"{path}/delist-key-person/", {"kind": "aged"}).json()["key_person"] == []
    assert ask("POST", f"{path}/delist-key-person/", {"kind": "aged"}).status_code == 400
    assert ask("POST", f"{path}/move-out/", {"on": "2026-02-01"}).json()["until"] == "2026-02-01"
    assert ask("POST", f"households/{resident.household_id}/close/", {}).status_code == 200


def test_staff_may_file_nothing(place, as_, household):
    staff = member(Role.STAFF, of=place.north)
    assert as_(staff)("POST", "estates/", {"division": "310110009001", "name": "某村"}).status_code == 403
    assert as_(staff)("POST", "residents/", {"household": str(household.pk), "name": "某某"}).status_code == 403
    assert Estate.objects.count() == 1


@pytest.mark.parametrize("query", ["key=alone", "q=tjxc", "current=true", "within=310110009"])
def test_page_and_api_answer_the_same_query_string(as_, clerk, resident, query):
    KeyPersonFactory(division=resident.division, resident=resident)
    assert len(as_(clerk)("GET", f"households/?{query}").json()["results"]) == 1
