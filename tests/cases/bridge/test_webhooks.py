"""Each step of a case is told to whom it may concern, at least once, signed, by ids and states."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases.actions import cases
from cases.bridge import jobs
from cases.bridge.actions import carrying, following, peers
from cases.bridge.models import Bookmark, Delivery, Webhook
from cases.bridge.signing import HEADER, is_signed, sign
from governance.audit.chain import seal_all
from governance.jobs.models import Notice
from tests.factories.bridge import SECRET, WebhookFactory, seal_here
from tests.factories.cases import new_case
from tests.marks import COMMITTED


@pytest.fixture
def told(webhook, there, case_at):
    """Run `work` and give back what the webhook was told of it."""
    following.follow()

    def run(work=lambda: None):
        work()
        seal_here()
        following.follow()
        carrying.carry()
        return [body for path, _, body in there.asked if path.startswith("/hook")]

    return run


def test_every_step_is_told_by_ids_and_states_only(told, place, case_at):
    bodies = told(lambda: case_at("closed", title="王某家漏水", description="电话不便", address="四平路 1 号"))
    assert [(body["event"], body["step"], body["state"]) for body in bodies] == [
        ("case.opened", "open", "closed"), ("case.stepped", "file", "filed"), ("case.stepped", "dispatch", "dispatched"),
        ("case.stepped", "accept", "handling"), ("case.stepped", "finish", "handled"), ("case.stepped", "check", "checked"),
        ("case.closed", "close", "closed"),
    ]  # fmt: skip
    keys = {
        "id",
        "version",
        "seq",
        "event",
        "at",
        "case",
        "number",
        "division",
        "category",
        "step",
        "from",
        "state",
        "department",
    }
    assert set(bodies[0]) == keys
    assert not any(word in json.dumps(bodies, ensure_ascii=False) for word in ("王某", "电话", "四平路", "灯已换好"))
    assert [body["seq"] for body in bodies] == sorted(body["seq"] for body in bodies)


def test_the_signature_is_the_one_that_is_documented(told, there, case_at):
    told(lambda: case_at("received"))
    [(_, headers, body)] = there.asked
    assert there.signed == [True]
    assert headers["Idempotency-Key"] == body["id"]
    assert headers["X-Mulin-Event"] == "case.opened"
    at = int(headers[HEADER].partition(",")[0].removeprefix("t="))
    assert abs(at - time.time()) < 60


def test_reading_again_tells_nobody_twice(told, there, case_at):
    told(lambda: case_at("filed"))
    Bookmark.objects.update(seq=0)
    assert len(told()) == 2


def test_what_was_before_the_first_reading_stays_untold(webhook, there, case_at):
    case_at("filed")
    seal_here()
    assert following.follow() == 0
    assert not Delivery.objects.exists()


def test_only_its_topics_and_only_its_division(told, place, case_at, webhook):
    Webhook.objects.update(topics=["case.closed"])
    WebhookFactory(division=place.south, url=webhook.url)
    assert [body["event"] for body in told(lambda: case_at("closed"))] == ["case.closed"]


def test_taking_a_case_back_is_told_and_an_answer_is_not(told, place, team):
    def work():
        cases.withdraw(new_case(place.north1, by=team.clerk), by=team.clerk, reason="误报。")

    assert [body["step"] for body in told(work)] == ["open", "withdraw"]


def test_a_receiver_that_is_down_gets_everything_later_and_the_rest_is_not_held_up(
    told, there, place, case_at, webhook
):
    other = WebhookFactory(division=place.district, url=webhook.url + "other/")
    there.behave = lambda path, body: None if "other" in path else (500, {})
    told(lambda: case_at("filed"))
    assert Delivery.objects.filter(webhook=other, delivered_at=None).count() == 0
    assert Delivery.objects.filter(webhook=webhook, delivered_at=None).count() == 2
    assert len([path for path, _, _ in there.asked if "other" not in path]) == 1  # one try met silence, the rest waits
    there.behave = lambda path, body: None
    Delivery.objects.update(next_try_at=timezone.now())
    assert carrying.carry() == 2
    webhook.refresh_from_db()
    assert webhook.failing_since is None


def test_three_days_of_failure_switch_it_off_with_a_notice(told, there, case_at, webhook, team):
    there.behave = lambda path, body: (500, {})
    told(lambda: case_at("received"))
    Webhook.objects.update(failing_since=timezone.now() - timedelta(days=3, minutes=1))
    Delivery.objects.update(next_try_at=timezone.now())
    carrying.carry()
    webhook.refresh_from_db()
    assert not webhook.active
    assert webhook.stopped_at
    assert Notice.objects.filter(user=team.admin, text__contains="已自动停用").exists()
    there.behave = lambda path, body: None
    Delivery.objects.update(next_try_at=timezone.now())
    assert carrying.carry() == 0
    peers.switch(webhook, by=team.admin, on=True)
    assert carrying.carry() == 1


def test_a_redirect_is_not_followed(told, there, case_at):
    there.behave = lambda path, body: (302, there.url + "elsewhere/")
    told(lambda: case_at("received"))
    assert [path for path, _, _ in there.asked] == ["/hook/"]
    assert Delivery.objects.get().error == "对方答复 302。"


def test_a_new_secret_signs_beside_the_former_for_a_day(told, there, case_at, webhook, team):
    fresh = peers.rotate(webhook, by=team.admin)
    assert fresh.secret != SECRET
    told(lambda: case_at("received"))
    assert there.asked[0][1][HEADER].count("v1=") == 2
    assert there.signed == [True]  # they still know the former only


def test_a_test_message_is_sent_at_once_and_kept_nowhere(webhook, there, team):
    assert carrying.ping(webhook, by=team.admin).arrived
    assert there.asked[0][2]["event"] == "ping"
    assert not Delivery.objects.exists()


@COMMITTED
def test_with_the_real_sealer_the_minutes_job_tells_it_all(webhook, there, case_at):
    jobs.follow("2026-11-22T00:00")
    case_at("closed")
    end, minute = time.monotonic() + 20, 1
    while (
        len(there.events) < 7 and time.monotonic() < end
    ):  # events of open transactions, here and there, come a run later
        jobs.follow(f"2026-11-22T00:{minute:02}")
        minute += 1
    assert [body["step"] for body in there.events.values()] == [
        "open",
        "file",
        "dispatch",
        "accept",
        "finish",
        "check",
        "close",
    ]
    assert seal_all() >= 0


@COMMITTED
def test_many_carriers_at_once_send_each_once(webhook, there, case_at, together):
    following.follow()
    for _ in range(3):
        case_at("closed")
    seal_here()
    following.follow()
    assert sum(together(lambda number: carrying.carry(), threads=4)) == 21
    assert len(there.asked) == len(there.events) == 21


@COMMITTED
def test_many_followers_at_once_write_each_once(webhook, case_at, together):
    following.follow()
    case_at("closed")
    seal_here()
    together(lambda number: following.follow(), threads=4)
    assert Delivery.objects.count() == 7


# Upkeep


def test_only_the_district_keeps_webhooks(place, team):
    given = {"name": "数据中台", "url": "https://hooks.example.org/x", "topics": ["case.closed"]}
    for person in (team.manager, team.staff, team.clerk, team.viewer):
        with pytest.raises(PermissionDenied):
            peers.add_webhook(division=place.district, by=person, **given)
    hook = peers.add_webhook(division=place.district, by=team.admin, **given)
    assert len(hook.secret) >= 32
    with pytest.raises(PermissionDenied):
        peers.switch(hook, by=team.manager, on=False)


@pytest.mark.parametrize(
    "url",
    [
        "", "ftp://a.example.org/", "http://hooks.example.org/", "https://user:pw@hooks.example.org/", "https://127.0.0.1/", "https://10.0.0.8/x",
        "https://[::1]/", "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/", "https://hooks.example.org:99999/", "https:///nowhere", "https://a.example.org/\0",
    ],
)  # fmt: skip
def test_an_address_that_must_not_be_called_is_not_kept(place, team, url):
    with pytest.raises(ValidationError):
        peers.add_webhook(division=place.district, by=team.admin, name="x", url=url, topics=["case.closed"])


def test_at_least_one_topic_that_exists(place, team):
    for topics in ([], ["case.exploded"]):
        with pytest.raises(ValidationError, match="至少选一种"):
            peers.add_webhook(
                division=place.district, by=team.admin, name="x", url="https://a.example.org/", topics=topics
            )


def test_a_name_that_leads_into_our_own_network_is_not_called(webhook, there, team, settings, monkeypatch):
    settings.BRIDGE_NETWORKS = []
    Webhook.objects.update(url="https://hooks.example.org/")
    webhook.refresh_from_db()
    monkeypatch.setattr("socket.getaddrinfo", lambda *args, **kwargs: [(2, 1, 6, "", ("10.0.0.8", 443))])
    answer = carrying.ping(webhook, by=team.admin)
    assert (answer.status, answer.arrived) == (None, False)
    assert "内网" in answer.error
    assert there.asked == []


def test_signatures_hold_for_their_body_their_secret_and_five_minutes():
    header = sign(["a" * 32, "b" * 32], 1000, b"body")
    assert is_signed(header, ["b" * 32], b"body", now=1299)
    assert not is_signed(header, ["b" * 32], b"body", now=1301)
    assert not is_signed(header, ["c" * 32], b"body", now=1000)
    assert not is_signed(header, ["a" * 32], b"Body", now=1000)
    for broken in ("", "t=1000", "v1=00", header + ",v1=xyz", "t=" + "9" * 20 + ",v1=" + "0" * 64):
        assert not is_signed(broken, ["a" * 32], b"body", now=1000)
