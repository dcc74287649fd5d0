from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from governance.access.models import Token
from governance.access.roles import Role
from governance.audit.models import Event
from tests.factories.access import UserFactory, member

DIVISIONS = "/api/v1/divisions/"


@pytest.fixture
def user(place):
    return member(Role.CLERK, of=place.north1)


def ask(text):
    return Client(headers={"authorization": text}).get(DIVISIONS)


@pytest.mark.parametrize(
    "text", ["", "Bearer", "Bearer ", "Bearer nonsense", "Bearer é", "Bearer a b", "Basic YTpi", "Bearer " + "x" * 5000]
)
def test_without_a_valid_token_the_answer_is_401(text, place):
    answer = ask(text)
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"] == 'Bearer realm="api"'


def test_an_expired_token_is_refused(user):
    _, text = Token.objects.create(user, timedelta(days=1))
    assert ask(f"Bearer {text}").status_code == 200
    Token.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    assert ask(f"Bearer {text}").status_code == 401


def test_the_token_of_a_disabled_user_is_refused(user):
    _, text = Token.objects.create(user)
    user.is_active = False
    user.save()
    assert ask(f"Bearer {text}").status_code == 401


def test_refused_tokens_are_events_but_do_not_flood_the_audit(user, place):
    token, text = Token.objects.create(user, timedelta(days=1))
    Token.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    for _ in range(3):
        for given in (text, "nonsense", "nonsense-too", "x" * 5000, "é"):
            assert ask(f"Bearer {given}").status_code == 401
    told = Event.objects.filter(verb="access.token_refused").order_by("at")
    assert [(one.subject_id, one.division, one.details) for one in told] == [
        (str(user.pk), place.north1.code, {"key": token.token_key[:8]}), ("", "", {}),
    ]  # fmt: skip
    assert {one.address for one in told} == {"127.0.0.1"}


def test_the_refused_token_of_a_disabled_user_still_names_its_owner(user):
    _, text = Token.objects.create(user)
    user.is_active = False
    user.save()
    ask(f"Bearer {text}")
    assert Event.objects.get(verb="access.token_refused").subject_id == str(user.pk)


@pytest.mark.parametrize(("networks", "status"), [([], 200), (["127.0.0.0/8"], 200), (["10.1.0.0/16"], 401)])
def test_a_token_comes_only_from_its_addresses(networks, status, user):
    _, text = Token.objects.create(user, addresses=networks)
    assert ask(f"Bearer {text}").status_code == status


def test_the_day_of_last_use_is_written_once(user, django_assert_num_queries):
    token, text = Token.objects.create(user)
    ask(f"Bearer {text}")
    token.refresh_from_db()
    assert token.last_used_on == timezone.localdate()


def test_a_read_token_only_reads(caller, user, place):
    answer = caller(user, scope="read").send("post", "/trial/estates/", {"name": "x", "division": place.north1.code})
    assert (answer.status_code, answer.json()["detail"]) == (403, "令牌是只读的，不能修改数据。请换用读写令牌。")
    assert caller(user, scope="read").get("/trial/estates/").status_code == 200


def test_a_session_reads_and_writes_with_its_csrf_token(user, place):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    assert client.get(DIVISIONS).status_code == 200
    answer = client.post(
        "/trial/estates/", {"name": "x", "division": place.north1.code}, content_type="application/json"
    )
    assert answer.status_code == 403
    assert "CSRF" in answer.json()["detail"]


def test_a_session_whose_owner_owes_a_new_password_is_refused(client, user):
    user.must_change_password = True
    user.save()
    client.force_login(user)
    assert client.get(DIVISIONS).status_code == 403


def test_the_command_prints_the_token_and_nothing_else(user):
    out = StringIO()
    call_command("create_token", user.username, "--scope", "write", "--days", "7", stdout=out)
    assert ask(f"Bearer {out.getvalue().strip()}").status_code == 200
    token = Token.objects.get()
    assert (token.scope, round((token.expiry - timezone.now()) / timedelta(days=1))) == ("write", 7)
    assert Event.objects.filter(verb="token.create").exists()


@pytest.mark.parametrize(("name", "days"), [("nobody", 30), ("asleep", 30), ("awake", 0), ("awake", 4000)])
def test_the_command_refuses_in_chinese(name, days, db):
    UserFactory(username="asleep", is_active=False)
    UserFactory(username="awake")
    with pytest.raises(CommandError, match=r"[一-鿿]"):
        call_command("create_token", name, "--days", str(days), stdout=StringIO())
    assert not Token.objects.exists()
