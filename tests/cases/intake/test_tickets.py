"""`/api/v1/hotline-tickets/`: the 12345 platform sends by itself, and the same ticket is one case."""

from __future__ import annotations

import orjson
import pytest
from django.test import Client
from django.utils import timezone

from cases.actions.categories import ensure_samples
from cases.models import Case
from governance.access.roles import Role
from governance.audit.ids import uuid7
from tests.factories.access import member, token_of

ADDRESS = "/api/v1/hotline-tickets/"


@pytest.fixture
def caller(place):
    ensure_samples(place.district)
    return Client(headers={"Authorization": f"Bearer {token_of(member(Role.STAFF, of=place.north))}"})


def ticket(place, **more):
    now = timezone.localtime()
    return {
        "number": "SH001", "division": place.north1.code, "category": "hazard", "text": "楼道堆物，影响通行",
        "accepted_at": now.isoformat(), "name": "王某", "phone": "13800000000",
    } | more  # fmt: skip


def send(client, body, *, pk=None):
    method, path = ("PUT", f"{ADDRESS}{pk}/") if pk else ("POST", ADDRESS)
    return client.generic(method, path, orjson.dumps(body), content_type="application/json")


def test_a_ticket_becomes_a_case_with_its_number(caller, place):
    answer = send(caller, ticket(place))
    assert answer.status_code == 201
    assert answer.json()["outside_number"] == "SH001"
    assert Case.objects.get().reporter.name == "王某"
    assert "王某" not in answer.content.decode()


def test_the_same_number_again_is_answered_with_the_same_case(caller, place):
    first, again = send(caller, ticket(place)), send(caller, ticket(place, text="换了说法"))
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    assert Case.objects.get().description == "楼道堆物，影响通行"


def test_by_put_it_is_created_once_and_a_second_id_for_the_number_is_refused(caller, place):
    pk, body = uuid7(), ticket(place)
    assert [send(caller, body, pk=pk).status_code for _ in range(2)] == [201, 200]
    refused = send(caller, body, pk=uuid7())
    assert refused.status_code == 400
    assert "已经登记过" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"number": ""}, "number"),
        ({"category": "nothing"}, "category"),
        ({"division": "310110018001"}, "division"),
        ({"accepted_at": "昨天"}, "accepted_at"),
        ({"due_at": "2020-01-01T00:00:00+08:00"}, "due_at"),
        ({"phone": "abc"}, "phone"),
        ({"typo": 1}, "typo"),
    ],
)
def test_a_bad_ticket_is_a_400_by_field_and_nothing_is_written(more, field, caller, place):
    answer = send(caller, ticket(place, **more))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == field
    assert not Case.objects.exists()


def test_a_clerk_may_not_send_tickets(place):
    ensure_samples(place.district)
    client = Client(headers={"Authorization": f"Bearer {token_of(member(Role.CLERK, of=place.north1))}"})
    assert send(client, ticket(place)).status_code == 403
