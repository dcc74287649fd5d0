"""The main job by hand through the API, with tokens of clerk, street, department and district."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.test import Client
from django.utils import timezone

from governance.audit.ids import uuid7
from governance.jobs.outbox import relay
from indices.jobs import recompute
from tests.factories.access import token_of
from tests.factories.story import story
from tests.marks import COMMITTED


class Program:
    """A caller with a token; answers are checked for their status and read as JSON."""

    def __init__(self, token: str) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {token}"})

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None, *, status: int = 200) -> Any:
        path = path if path.startswith("http") else f"/api/v1{path}"
        response = self.client.generic(method, path, orjson.dumps(body or {}), content_type="application/json")
        assert response.status_code == status, (method, path, response.content.decode())
        return response.json()

    def get(self, path: str, **more: Any) -> Any:
        return self.ask("GET", path, **more)

    def post(self, path: str, status: int = 200, **body: Any) -> Any:
        return self.ask("POST", path, body, status=status)


@pytest.fixture
def told(place):
    return story(place)


@pytest.fixture
def callers(told) -> dict[str, Program]:
    return {name: Program(token_of(user, "read" if name == "admin" else "write")) for name, user in told.people.items()}


def filed(clerk: Program) -> tuple[str, str]:
    """Finds the household, files a visit with a need; returns ids of visit and case."""
    [home] = clerk.get("/households/?q=lmz")["results"]
    asked = {
        "household": home["id"], "visited_at": timezone.now().isoformat(),
        "needs": [{"category": "housing", "description": "厨房顶漏水", "open_case": True}],
    }  # fmt: skip
    pk = str(uuid7())
    visit = clerk.ask("PUT", f"/visits/{pk}/", asked, status=201)
    assert clerk.ask("PUT", f"/visits/{pk}/", asked) == visit  # sent again, filed once
    return pk, visit["needs"][0]["case"]


def closed(case: str, callers: dict[str, Program]) -> None:
    """From the work list to the resident's answer, each by whose work it is."""
    staff, worker = callers["staff"], callers["worker"]
    assert case in [row["id"] for row in staff.get("/cases/?state=received")["results"]]
    assert staff.get(f"/cases/{case}/")["allowed_steps"] == ["file", "withdraw", "hide", "publish"]
    staff.post(f"/cases/{case}/file/")
    worker.post(f"/cases/{case}/accept/", status=403)
    staff.post(f"/cases/{case}/check/", status=409)
    staff.post(f"/cases/{case}/dispatch/", department="minzheng")
    worker.post(f"/cases/{case}/accept/")
    worker.post(f"/cases/{case}/finish/", result="已补好屋面，试水不漏。")
    refusal = worker.post(f"/cases/{case}/check/", status=403)
    assert "承办人" in refusal["detail"]
    callers["colleague"].post(f"/cases/{case}/check/")
    worker.post(f"/cases/{case}/close/", status=403)
    callers["colleague"].post(f"/cases/{case}/close/")
    callers["clerk"].post(f"/cases/{case}/answer/", resolved=True, satisfaction=5)


def behind(link: str, program: Program) -> list[str]:
    """The ids of all records that an explanation's link lists, page after page."""
    found: list[str] = []
    while link:
        page = program.get(link)
        found += [row["id"] for row in page["results"]]
        link = page["next"]
    return found


def node(tree: dict[str, Any], code: str) -> dict[str, Any]:
    if tree.get("code") == code:
        return tree
    found = (node(child, code) for child in tree.get("children", []))
    return next((one for one in found if one), {})


@COMMITTED
def test_from_the_visit_to_the_score_and_back(told, callers):
    visit, case = filed(callers["clerk"])
    closed(case, callers)
    relay()
    recompute(f"{timezone.localdate():%Y-%m-%d}")
    admin = callers["admin"]
    period = f"{timezone.localdate():%Y-%m}"
    [row] = admin.get(f"/index-scores/?period={period}&level=committee&within={told.north1.code}")["results"]
    assert row["score"] > 0
    tree = admin.get(f"/index-scores/{row['id']}/explain/")
    need = admin.get(f"/visits/{visit}/")["needs"][0]["id"]
    assert need in behind(node(tree["tree"], "ZZ-B2")["numerator"]["records"], admin)
    assert str(told.home.pk) in behind(node(tree["tree"], "ZZ-B1")["numerator"]["records"], admin)
    history = [entry["step"] for entry in admin.get(f"/cases/{case}/")["history"]]
    assert history[::-1] == ["open", "file", "dispatch", "accept", "finish", "check", "close", "answer"]
    admin.post(f"/cases/{case}/reopen/", status=403, reason="没有修好，重新来过。")  # a token that only reads
