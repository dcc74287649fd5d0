"""Tokens, the inbox, the search, 我的 and readiness."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from governance.access.actions import tokens
from governance.access.models import Token
from governance.audit.models import Event
from governance.jobs import readiness
from governance.jobs.inbox import inbox, notify, unread_count
from governance.jobs.models import Heartbeat
from governance.web import gather
from governance.web.gather import Hit

FORM = {"name": "数据同步", "scope": "read", "days": 30, "addresses": "10.1.2.3\n10.2.0.0/16"}


def test_a_token_is_shown_once_and_works(as_, people, client):
    answer = as_(people.clerk).post("/tokens/new/", FORM)
    text = re.search(r'<code class="secret">([^<]+)</code>', answer.content.decode())[1]
    token = Token.objects.get(user=people.clerk)
    assert (token.scope, token.addresses) == ("read", ["10.1.2.3", "10.2.0.0/16"])
    assert text not in str(answer.cookies) + str(answer.headers)
    assert text not in client.get("/tokens/").content.decode()
    client.logout()
    reach = {"HTTP_AUTHORIZATION": f"Bearer {text}", "REMOTE_ADDR": "10.2.3.4"}
    assert client.get("/api/v1/divisions/", **reach).status_code == 200
    assert client.get("/api/v1/divisions/", **reach | {"REMOTE_ADDR": "10.3.3.4"}).status_code == 401
    event = Event.objects.get(verb="token.create")
    assert text not in str(event.details)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, "请写明用途"),
        ({"days": 0}, "1 到 365"),
        ({"days": 366}, "1 到 365"),
        ({"scope": "all"}, "scope"),
        ({"addresses": "10.1.2.3.4"}, "不是地址或网段"),
    ],
)
def test_a_wrong_token_is_refused(as_, people, change, says):
    answer = as_(people.clerk).post("/tokens/new/", FORM | change)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Token.objects.exists()


def test_a_token_is_made_only_for_oneself(people):
    with pytest.raises(PermissionDenied):
        tokens.create(people.clerk, name="x", scope="read", days=1, by=people.street)
    people.clerk.is_active = False
    with pytest.raises(ValidationError, match="已停用"):
        tokens.create(people.clerk, name="x", scope="read", days=1, by=None)


def test_owner_and_administrator_take_a_token_back(as_, people):
    for person in (people.clerk, people.street, people.district):
        token, _ = Token.objects.create(people.clerk, name="同步")
        assert as_(person).post(reverse("token-revoke", args=[token.pk])).status_code == 302
        assert not Token.objects.exists()
    assert Event.objects.filter(verb="token.revoke").count() == 3


def test_an_administrator_sees_the_tokens_of_the_own_people(as_, people):
    for person in (people.clerk, people.other_clerk, people.street):
        Token.objects.create(person, name="同步")
    assert len(as_(people.street).get("/tokens/").context["page"].rows) == 1
    assert len(as_(people.street).get("/tokens/?whose=all").context["page"].rows) == 2
    assert len(as_(people.clerk).get("/tokens/?whose=all").context["page"].rows) == 1


def test_the_command_makes_the_same_token(people):
    out = StringIO()
    call_command("create_token", people.clerk.username, "--days", "7", stdout=out)
    assert len(out.getvalue().split()) == 1
    for wrong in (("nobody",), (people.clerk.username, "--days", "366")):
        with pytest.raises(CommandError):
            call_command("create_token", *wrong, stdout=out)


def test_a_notice_is_read_by_opening_it(as_, people, place):
    notify([people.clerk, people.staff], "有新的工单", url="/me/")
    client = as_(people.clerk)
    assert "有新的工单" in client.get("/inbox/").content.decode()
    answer = client.get(reverse("notice", args=[inbox(people.clerk).get().pk]))
    assert answer.url == "/me/"
    assert (unread_count(people.clerk), unread_count(people.staff)) == (0, 1)


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example", ""])
def test_a_notice_leads_nowhere_else(as_, people, url):
    notify([people.clerk], "有新的工单", url=url)
    assert as_(people.clerk).get(reverse("notice", args=[inbox(people.clerk).get().pk])).url == "/inbox/"


def test_all_notices_are_read_at_once(as_, people):
    for _ in range(3):
        notify([people.clerk, people.staff], "有新的工单")
    assert as_(people.clerk).post("/inbox/read/").status_code == 302
    assert (unread_count(people.clerk), unread_count(people.staff)) == (0, 3)


def test_the_inbox_costs_the_same_however_full_it_is(as_, people, django_assert_max_num_queries):
    for _ in range(60):
        notify([people.clerk], "有新的工单")
    client = as_(people.clerk)
    client.get("/inbox/")
    with django_assert_max_num_queries(12 + 3):
        assert len(client.get("/inbox/").context["page"].rows) == 50


def test_the_search_asks_each_part_as_the_user(as_, people, monkeypatch):
    asked = []

    def found(user, text, most):
        asked.append((user, text))
        return [Hit("国权路 1 号", "同济新村居委会", "/me/", "house")]

    monkeypatch.setattr(gather, "_searchers", {"住户": found, "工单": lambda user, text, most: []})
    page = as_(people.clerk).get("/search/", {"q": "  gql "}).content.decode()
    assert asked == [(people.clerk, "gql")]
    assert "国权路 1 号" in page
    assert 'id="g-2"' not in page


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_search_asks_nothing(as_, people, monkeypatch, text):
    monkeypatch.setattr(gather, "_searchers", {"住户": lambda *given: pytest.fail("asked")})
    assert as_(people.clerk).get("/search/", {"q": text}).status_code == 200


def test_my_page_says_who_i_am_and_where(as_, people, place):
    page = as_(people.office).get("/me/").content.decode()
    for words in (people.office.name, "职能部门", place.department.name, "修改密码", "大字模式", "退出登录"):
        assert words in page


def test_readiness_tells_facts(client, db, monkeypatch):
    facts = client.get("/readyz").json()
    assert set(facts) == {
        "database", "migrations", "redis", "worker", "last_nightly_run", "last_seal_head", "nightly_owed",
    }  # fmt: skip
    assert (facts["database"], facts["migrations"], facts["worker"], facts["last_nightly_run"]) == (
        True,
        True,
        False,
        None,
    )
    readiness.beat(readiness.WORKER)
    assert client.get("/readyz").json()["worker"] is True
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=3))
    assert client.get("/readyz").json()["worker"] is False


def test_redis_gone_is_a_fact_and_no_failure(client, db, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["redis"]) == (200, False)


def test_the_command_answers_the_same(db):
    out = StringIO()
    call_command("check_ready", stdout=out)
    assert json.loads(out.getvalue())["database"] is True
