"""Who is signed in, and what opens this user's drafts."""

from __future__ import annotations

import base64

from django.db import connection
from django.test import Client
from django.utils import timezone

from governance.access.roles import Role
from tests.factories.access import PASSWORD, member
from visits.models import Visit
from visits.offline.models import DraftSecret


def signed_in(user, **options) -> Client:
    client = Client(**options)
    client.force_login(user)
    return client


def test_the_secret_is_the_same_on_every_device_and_another_for_everybody(clerk, place):
    first, again = (signed_in(clerk).get("/offline/session/").json() for _ in range(2))
    other = signed_in(member(Role.CLERK, of=place.north1)).get("/offline/session/").json()
    assert first["user"] == str(clerk.pk)
    assert first["secret"] == again["secret"] != other["secret"]
    assert len(base64.b64decode(first["secret"])) == 32


def test_the_secret_lies_sealed_in_the_database(clerk):
    secret = signed_in(clerk).get("/offline/session/").json()["secret"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM offline_draftsecret")
        [[stored]] = cursor.fetchall()
    assert secret.encode() not in bytes(stored)
    assert DraftSecret.objects.get().secret == secret


def test_nobody_else_keeps_the_answer(clerk):
    assert signed_in(clerk).get("/offline/session/")["Cache-Control"] == "no-store"


def body(home) -> dict[str, object]:
    return {"household": str(home.pk), "visited_at": timezone.now().isoformat()}


def test_the_token_of_the_answer_files_a_visit(clerk, due):
    client = signed_in(clerk, enforce_csrf_checks=True)
    token = client.get("/offline/session/").json()["csrf"]
    path = "/api/v1/visits/0193b0a0-0000-7000-8000-000000000001/"
    assert client.put(path, body(due), content_type="application/json").status_code == 403
    headers = {"X-CSRFToken": token}
    assert client.put(path, body(due), content_type="application/json", headers=headers).status_code == 201


def test_a_token_of_one_user_files_nothing_once_another_has_signed_in(clerk, due, place):
    """So a tab that still holds the first one's drafts cannot send them in the other's name."""
    client = signed_in(clerk, enforce_csrf_checks=True)
    token = client.get("/offline/session/").json()["csrf"]
    client.post("/logout/", headers={"X-CSRFToken": token})
    client.get("/login/")
    asked = {"username": member(Role.CLERK, of=place.north1).username, "password": PASSWORD}
    assert client.post("/login/", asked, headers={"X-CSRFToken": client.cookies["csrftoken"].value}).status_code == 302
    assert client.get("/offline/session/").json()["user"] != str(clerk.pk)
    path = "/api/v1/visits/0193b0a0-0000-7000-8000-000000000002/"
    answer = client.put(path, body(due), content_type="application/json", headers={"X-CSRFToken": token})
    assert answer.status_code == 403
    assert not Visit.objects.exists()
