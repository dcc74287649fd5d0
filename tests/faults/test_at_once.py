"""What happens when the same thing, or two things about one row, arrive at the same moment over HTTP."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from cases.models import Case
from governance.access.roles import Role
from governance.audit.ids import uuid7
from governance.audit.models import Event
from neighborhoods.models import Resident
from tests.factories.access import member, token_of
from tests.factories.cases import CategoryFactory, case_in, case_team
from tests.factories.neighborhoods import ResidentFactory
from tests.marks import COMMITTED
from visits.models import Need, Visit

pytestmark = [pytest.mark.fault, COMMITTED]
MANY = 20


class Caller:
    """A program on the wire: `ask` gives status, body and headers."""

    def __init__(self, site: str, token: str) -> None:
        self.site, self.token = site, token

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any, Any]:
        data = json.dumps(body or {}).encode() if method != "GET" else None
        given = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"} | headers
        request = urllib.request.Request(f"{self.site}/api/v1{path}", data, given, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.load(answer), answer.headers
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.load(refusal), refusal.headers


@pytest.fixture
def told(place, live_server) -> SimpleNamespace:
    clerk = member(Role.CLERK, of=place.north1)
    CategoryFactory(division=place.city, code="housing", opens_case=True)
    resident = ResidentFactory(division=place.north1)
    return SimpleNamespace(
        place=place, site=live_server.url, clerk=Caller(live_server.url, token_of(clerk)), resident=resident
    )


def a_visit(told: SimpleNamespace) -> dict[str, Any]:
    need = {"category": "housing", "description": "厨房顶漏水"}
    return {"household": str(told.resident.household_id), "visited_at": timezone.now().isoformat(), "needs": [need]}


def filed() -> tuple[int, int, int, int]:
    return (
        Visit.objects.count(),
        Need.objects.count(),
        Case.objects.count(),
        Event.objects.filter(verb="visit.file").count(),
    )


def test_twenty_times_the_same_put_files_one_visit(told, at_once):
    path, body = f"/visits/{uuid7()}/", a_visit(told)
    found = at_once([lambda: told.clerk.ask("PUT", path, body)] * MANY)
    assert sorted(status for status, *_ in found) == [200] * (MANY - 1) + [201]
    assert len({json.dumps(body, sort_keys=True) for _, body, _ in found}) == 1
    assert filed() == (1, 1, 1, 1)


def test_twenty_times_the_same_post_with_one_key_files_one_visit(told, at_once):
    body, key = a_visit(told), {"Idempotency-Key": "a-phone-that-lost-the-answer"}
    found = at_once([lambda: told.clerk.ask("POST", "/visits/", body, **key)] * MANY)
    assert {status for status, *_ in found} == {201}
    assert len({body["id"] for _, body, _ in found}) == 1
    assert filed() == (1, 1, 1, 1)


def test_twenty_different_visits_are_all_filed_with_numbers_of_their_own(told, at_once):
    found = at_once([lambda: told.clerk.ask("PUT", f"/visits/{uuid7()}/", a_visit(told))] * MANY)
    assert {status for status, *_ in found} == {201}
    assert filed() == (MANY, MANY, MANY, MANY)
    assert len(set(Case.objects.values_list("number", flat=True))) == MANY


def test_of_two_people_editing_one_resident_the_second_is_shown_the_new_version(told, at_once):
    path = f"/residents/{told.resident.pk}/"
    _, _, headers = told.clerk.ask("GET", path)
    version = {"If-Match": headers["ETag"]}
    found = at_once(
        [lambda name=name: told.clerk.ask("PATCH", path, {"name": name}, **version) for name in ("李一", "王二")]
    )
    assert sorted(status for status, *_ in found) == [200, 412]
    [refused] = [body for status, body, _ in found if status == 412]
    assert "已被别人修改" in refused["detail"]
    assert refused["current"]["version"] == Resident.objects.get().version
    assert Resident.objects.get().name in ("李一", "王二")


def test_of_many_who_accept_one_case_one_does(told, at_once):
    team = case_team(told.place)
    case = case_in("dispatched", told.place, team)
    worker = Caller(told.site, token_of(team.worker))
    found = at_once([lambda: worker.ask("POST", f"/cases/{case.pk}/accept/")] * 8)
    assert sorted(status for status, *_ in found) == [200] + [409] * 7
    assert Event.objects.filter(verb="case.accept").count() == 1
