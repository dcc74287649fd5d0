"""Redis is a poke, not a memory: without it filing goes on, and what was told arrives once somebody relays."""

from __future__ import annotations

import time

import pytest
from django.test import Client
from django.utils import timezone

from governance.access.roles import Role
from governance.jobs import broker
from governance.jobs.models import Message, Notice
from governance.jobs.outbox import relay
from tests.factories.access import member, token_of
from tests.factories.cases import CategoryFactory, case_in, case_team
from tests.factories.neighborhoods import HouseholdFactory
from tests.marks import COMMITTED
from visits.models import Visit

pytestmark = [pytest.mark.fault, COMMITTED]


@pytest.fixture
def redis_gone(monkeypatch):
    monkeypatch.setattr(broker, "_quiet_until", 0.0)
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", "redis://127.0.0.1:1/0")


def program(user) -> Client:
    return Client(headers={"Authorization": f"Bearer {token_of(user)}"})


def test_filing_goes_on_while_redis_is_gone(place, redis_gone):
    CategoryFactory(division=place.city, code="housing", opens_case=True)
    home, clerk = HouseholdFactory(division=place.north1), program(member(Role.CLERK, of=place.north1))
    body = {"household": str(home.pk), "visited_at": timezone.now().isoformat(), "needs": [{"category": "housing"}]}
    began = time.monotonic()
    for _ in range(10):
        assert clerk.post("/api/v1/visits/", body, content_type="application/json").status_code == 201
    assert time.monotonic() - began < 10
    assert Visit.objects.count() == 10


def test_what_was_told_meanwhile_arrives_afterwards(place, redis_gone, monkeypatch):
    team = case_team(place)
    case, staff, worker = case_in("filed", place, team), program(team.staff), program(team.worker)
    asked = {"department": "minzheng"}
    assert staff.post(f"/api/v1/cases/{case.pk}/dispatch/", asked, content_type="application/json").status_code == 200
    assert worker.post(f"/api/v1/cases/{case.pk}/accept/", content_type="application/json").status_code == 200
    done = {"result": "灯已换好。"}
    assert worker.post(f"/api/v1/cases/{case.pk}/finish/", done, content_type="application/json").status_code == 200
    assert Message.objects.undelivered().count() == 2
    assert not Notice.objects.exists()
    monkeypatch.delenv("CELERY_BROKER_WRITE_URL")
    assert relay() == 2
    told = {notice.user_id for notice in Notice.objects.all()}
    assert {team.worker.pk, team.staff.pk} <= told
    assert team.outsider.pk not in told


def test_pages_and_readiness_answer_without_redis(place, redis_gone, settings):
    settings.REDIS_URL = settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    client = Client()
    client.force_login(member(Role.CLERK, of=place.north1))
    assert client.get("/today/").status_code == 200
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["database"], ready.json()["redis"]) == (200, True, False)
