"""Workers over REST: the same rows, filters and refusals as the pages."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from governance.audit.ids import uuid7
from tests.factories.access import token_of
from tests.factories.workers import CertificateFactory, SessionFactory, WorkerFactory
from workers.models import Attendance, Change, Reveal, Worker

API = "/api/v1"


class Program:
    def __init__(self, user) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {token_of(user)}"})

    def get(self, path: str):
        return self.client.get(API + path)

    def send(self, method: str, path: str, body=None, **headers: str):
        return self.client.generic(
            method, API + path, json.dumps(body or {}), content_type="application/json", headers=headers
        )

    def post(self, path: str, body=None):
        return self.send("POST", path, body)


@pytest.fixture
def north(people) -> Program:
    return Program(people.north)


def tomorrow() -> str:
    return f"{timezone.localdate() + timedelta(days=1)}"


def test_a_row_is_masked_and_names_division_and_post_by_code(north, worker):
    worker.phone = "13800138000"
    worker.save()
    row = north.get(f"/workers/{worker.pk}/").json()
    assert (row["name"], row["phone"], row["division"], row["post"]) == (
        "钱**",
        "138****8000",
        "310110009001",
        "worker",
    )
    assert row["allowed_steps"] == ["rest"]
    assert "学礼" not in north.get("/workers/?format=csv").getvalue().decode()


def test_the_page_s_filters_are_the_api_s(north, worker, place):
    other = CertificateFactory(division=place.north1).worker
    WorkerFactory(division=place.north1, state="exited")
    for query, expected in (
        ("?certificate=professional", {other}),
        ("?certificate=none&state=active", {worker}),
        ("?q=学礼", {worker}),
    ):
        found = north.get(f"/workers/{query}").json()["results"]
        assert {row["id"] for row in found} == {str(one.pk) for one in expected}, query
    assert north.get("/workers/?salary=1").status_code == 400
    assert north.get("/postings/?as_of=2026-13-01").status_code == 400


def test_a_transfer_over_rest_and_the_receiving_street_reads_it(north, worker, people, place, posts):
    body = {
        "kind": "transfer",
        "worker": str(worker.pk),
        "to_division": place.south1.code,
        "post": "member",
        "effective_on": tomorrow(),
    }
    path = f"/personnel-changes/{uuid7()}/"
    assert [north.send("PUT", path, body).status_code for _ in range(2)] == [201, 200]
    assert north.send("PUT", path, body | {"note": "别的"}).status_code == 409
    row = north.get(path).json()
    assert (row["state"], row["procedure"], row["allowed_steps"]) == ("draft", "approval", ["submit", "recall"])
    south = Program(people.south)
    assert south.get(path).status_code == 404
    north.post(f"{path}submit/")
    assert south.get(path).json()["allowed_steps"] == []
    assert south.post(f"{path}approve/").status_code == 403
    assert north.post(f"{path}approve/").status_code == 403
    assert Program(people.north2).post(f"{path}approve/").json()["state"] == "street_approved"
    assert Program(people.district).post(f"{path}decide/").json()["state"] == "district_approved"
    assert north.post(f"{path}submit/").status_code == 409


def test_a_joining_names_a_person(north, place, posts):
    body = {"kind": "join", "person": {"name": "孙小圣", "education": "bachelor"}, "to_division": place.north1.code, "post": "worker",
            "effective_on": tomorrow()}  # fmt: skip
    row = north.post("/personnel-changes/", body).json()
    assert Worker.objects.get(pk=row["worker"]).name == "孙小圣"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"worker": None}, "worker"), ({"to_division": "310110018"}, "to_division"), ({"to_division": "310110999999"}, "division"),
        ({"post": "king"}, "post"), ({"effective_on": "soon"}, "effective_on"), ({"kind": "promote"}, "kind"), ({"pay": 1}, "pay"),
    ],
)  # fmt: skip
def test_a_bad_body_is_a_sentence_at_its_field_and_writes_nothing(change, field, north, worker, place, posts):
    body = {
        "kind": "transfer",
        "worker": str(worker.pk),
        "to_division": place.south1.code,
        "post": "member",
        "effective_on": tomorrow(),
    }
    response = north.post("/personnel-changes/", body | change)
    assert response.status_code == 400
    assert field in [one["field"] for one in response.json()["errors"]], response.json()
    assert not Change.objects.exists()


def test_an_edit_needs_the_version_it_read(north, worker):
    path, version = f"/workers/{worker.pk}/", worker.version
    assert north.send("PATCH", path, {"education": "master"}).status_code == 428
    assert (
        north.send("PATCH", path, {"education": "master"}, **{"If-Match": f'"{version}"'}).json()["education"]
        == "master"
    )
    assert north.send("PATCH", path, {"education": "college"}, **{"If-Match": f'"{version}"'}).status_code == 412


def test_a_reveal_over_rest_is_recorded(north, worker, people):
    assert north.post(f"/workers/{worker.pk}/reveal/", {"reason": "看"}).status_code == 400
    assert north.post(f"/workers/{worker.pk}/reveal/", {"reason": "核对登记"}).json()["name"] == "钱学礼"
    assert Program(people.staff).post(f"/workers/{worker.pk}/reveal/", {"reason": "核对登记"}).status_code == 403
    assert Reveal.objects.count() == 1


def test_a_place_is_taken_given_up_and_noted(north, worker, people, place):
    session = SessionFactory(division=place.district, capacity=1)
    body = {"session": str(session.pk), "worker": str(worker.pk)}
    first = north.post("/attendances/", body).json()
    assert (
        north.post("/attendances/", body | {"worker": str(WorkerFactory(division=place.north1).pk)}).status_code == 409
    )
    assert north.post(f"/attendances/{first['id']}/withdraw/").status_code == 200
    second = north.post("/attendances/", body).json()
    assert north.post(f"/sessions/{session.pk}/note/", {"present": ["x"]}).status_code == 400
    assert north.post(f"/sessions/{session.pk}/note/", {"present": [second["id"]]}).status_code == 200
    row = north.get(f"/attendances/{second['id']}/").json()
    assert (row["attended"], float(row["hours"]), row["division"]) == (True, 3.0, "310110009001")
    assert Attendance.objects.standing().count() == 1
