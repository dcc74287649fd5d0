"""Schemes over REST: drafted, changed, locked, and what is wrong said in the engine's sentence."""

from __future__ import annotations

import pytest
from django.test import Client

from governance.audit.ids import uuid7
from indices.models import Scheme, SchemeVersion
from tests.factories.access import token_of
from tests.indices.drafts import WRONG, changed

API = "/api/v1/schemes/"
JSON = "application/json"


@pytest.fixture
def api(admin):
    return Client(headers={"authorization": f"Bearer {token_of(admin)}"})


def test_a_version_is_drafted_changed_locked_and_retired(api, version):
    asked = {"scheme": "yiqi", "definition": changed(version.definition, "ZZ-B1", low=35), "based_on": str(version.pk)}
    made = api.post(API, asked | {"provisional": ["ZZ-B1"], "note": "试"}, content_type=JSON)
    assert made.status_code == 201
    row = made.json()
    assert (row["number"], row["state"], row["provisional"], row["allowed_steps"]) == (
        2,
        "draft",
        ["ZZ-B1"],
        ["lock", "withdraw"],
    )
    path = f"{API}{row['id']}/"
    edited = api.patch(path, {"note": "改"}, content_type=JSON, headers={"if-match": made["ETag"]})
    assert (edited.status_code, edited.json()["note"], edited.json()["provisional"]) == (200, "改", ["ZZ-B1"])
    locked = api.post(f"{path}lock/", {}, content_type=JSON).json()
    assert (locked["state"], len(locked["hash"]), locked["allowed_steps"]) == ("locked", 64, ["retire"])
    late = api.patch(path, {"note": "晚"}, content_type=JSON, headers={"if-match": f'"{locked["version"]}"'})
    assert late.status_code == 409
    assert api.post(f"{path}retire/", {}, content_type=JSON).json()["state"] == "retired"


def test_a_draft_is_discarded_with_a_reason_and_locked_no_more(api, version):
    row = api.post(API, {"scheme": "yiqi", "definition": version.definition}, content_type=JSON).json()
    path = f"{API}{row['id']}/"
    assert api.post(f"{path}withdraw/", {}, content_type=JSON).status_code == 400
    gone = api.post(f"{path}withdraw/", {"reason": "起草有误"}, content_type=JSON).json()
    assert (gone["withdrawn_reason"], gone["allowed_steps"]) == ("起草有误", [])
    for step, asked in (("withdraw", {"reason": "再来"}), ("lock", {})):
        assert api.post(f"{path}{step}/", asked, content_type=JSON).status_code == 409
    assert api.post(f"{API}{version.pk}/withdraw/", {"reason": "再来"}, content_type=JSON).status_code == 409
    assert [one["id"] for one in api.get(API).json()["results"]] == [str(version.pk)]


@pytest.mark.parametrize(("spoil", "sentence"), WRONG.values(), ids=WRONG)
def test_a_bad_definition_is_refused_with_the_nodes_name(api, version, spoil, sentence):
    answer = api.post(API, {"scheme": "yiqi", "definition": spoil(version.definition)}, content_type=JSON)
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["field"] == "definition"
    assert sentence in error["message"]
    assert SchemeVersion.objects.count() == 1


@pytest.mark.parametrize("definition", [None, [], 1, "x", {}, {"nodes": 1}, {"nodes": [[[[[[[[[[]]]]]]]]]]}, {"nodes": [{"code": "A", "x": 1}]}])  # fmt: skip
def test_what_is_no_definition_is_refused(api, version, definition):
    answer = api.post(API, {"scheme": "yiqi", "definition": definition}, content_type=JSON)
    assert answer.status_code == 400
    assert SchemeVersion.objects.count() == 1


def test_a_new_scheme_names_its_district(api, version, place):
    asked = {"scheme": "shidian", "name": "试点", "definition": version.definition}
    assert api.post(API, asked, content_type=JSON).json()["errors"][0]["field"] == "division"
    assert api.post(API, asked | {"division": place.north.code}, content_type=JSON).status_code == 400
    made = api.put(f"{API}{uuid7()}/", asked | {"division": place.district.code}, content_type=JSON)
    assert (made.status_code, made.json()["name"], made.json()["number"]) == (201, "试点", 1)
    assert Scheme.objects.count() == 2


def test_who_only_looks_drafts_nothing(version, viewer, clerk):
    for person in (viewer, clerk):
        api = Client(headers={"authorization": f"Bearer {token_of(person)}"})
        asked = {"scheme": "yiqi", "definition": version.definition}
        assert api.post(API, asked, content_type=JSON).status_code == 403
        assert api.post(f"{API}{version.pk}/retire/", {}, content_type=JSON).status_code == 403
