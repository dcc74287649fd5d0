"""Messages to the world: none lost, none before its time, in order for each key."""

from __future__ import annotations

import socket
import time
from datetime import timedelta

import pytest
from celery import current_app
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from governance.jobs import broker, outbox
from governance.jobs import jobs as tasks
from governance.jobs.inbox import notify
from governance.jobs.models import DEAD, Message, Notice
from governance.jobs.outbox import handles, relay, tell

committed = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def heard() -> list[object]:
    found: list[object] = []
    handles("test.heard")(lambda message: found.append(message.payload["n"]))
    return found


def due_again() -> None:
    Message.objects.update(available_at=Now() - timedelta(seconds=1))


def fail_once(found: list[object], number: int):
    """A handler that refuses `number` the first time."""
    refused: list[int] = []

    def handler(message: Message) -> None:
        if message.payload["n"] == number and not refused:
            refused.append(number)
            raise ConnectionError("the other side is asleep")
        found.append(message.payload["n"])

    return handler


@committed
def test_a_told_message_pokes_the_relay_once_for_a_transaction(queue, heard):
    with transaction.atomic():
        for n in range(20):
            tell("test.heard", n=n)
        assert queue() == 0
    assert queue() == 1
    assert (relay(), heard) == (20, list(range(20)))


@committed
def test_a_message_of_a_rolled_back_transaction_was_never_told(queue, heard):
    with transaction.atomic():
        tell("test.heard", n=1)
        transaction.set_rollback(True)
    assert (relay(), heard, queue()) == (0, [], 0)


def test_a_crash_between_commit_and_poke_loses_nothing(db, heard, sent):
    tell("test.heard", n=1)  # the poke never comes: this test's transaction does not commit
    tasks.tick()
    assert heard == [1]


@committed
def test_redis_gone_slows_no_page_and_loses_nothing(redis_gone, heard):
    began = time.monotonic()
    for n in range(50):
        tell("test.heard", n=n)
    assert time.monotonic() - began < 1.5
    assert Message.objects.undelivered().count() == 50
    assert (relay(), heard) == (50, list(range(50)))


def test_after_a_failed_poke_the_broker_is_left_in_peace(monkeypatch, redis_gone):
    tried: list[str] = []
    real = broker.send
    monkeypatch.setattr(broker, "send", lambda *task, **more: tried.append(task[0]) or real(*task, **more))
    broker.poke()
    broker.poke()
    assert tried == ["jobs.relay"]


def test_a_broker_that_never_answers_holds_nobody_for_long(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(broker, "_quiet_until", 0.0)
        monkeypatch.setenv("CELERY_BROKER_WRITE_URL", f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        began = time.monotonic()
        broker.poke()
        assert time.monotonic() - began < 1.5


def test_every_thread_pokes_through_the_broker_of_the_settings(together):
    assert together(lambda: current_app.main, threads=2) == ["governance"] * 2


def test_messages_of_one_key_wait_for_each_other_and_others_do_not(db):
    found: list[object] = []
    handles("test.shaky")(fail_once(found, 1))
    for n, key in ((1, "case-1"), (2, "case-1"), (3, "case-2"), (4, "")):
        tell("test.shaky", key=key, n=n)
    assert (relay(), found) == (2, [3, 4])
    due_again()
    assert (relay(), found) == (2, [3, 4, 1, 2])


def test_a_refused_message_is_tried_again_ever_later(db):
    handles("test.refused")(lambda message: 1 / 0)
    message = tell("test.refused")
    pauses = []
    for _ in range(3):
        assert relay() == 0
        message.refresh_from_db()
        pauses.append(round((message.available_at - timezone.now()).total_seconds()))
        due_again()
    assert pauses == pytest.approx([5, 10, 20], abs=1)
    assert message.error == "ZeroDivisionError: division by zero"


def test_a_dead_letter_stays_visible_and_holds_up_nobody(db, heard):
    handles("test.refused")(lambda message: 1 / 0)
    tell("test.refused", key="case-1")
    tell("test.heard", key="case-1", n=2)
    for _ in range(DEAD):
        relay()
        due_again()
    assert [letter.topic for letter in Message.objects.dead()] == ["test.refused"]
    relay()
    assert heard == [2]
    assert outbox.revive(Message.objects.all()) == 1
    assert not Message.objects.dead()


def test_a_topic_without_a_handler_is_an_error_that_is_seen(db):
    message = tell("test.unheard")
    relay()
    message.refresh_from_db()
    assert message.error == "NoHandler: test.unheard"


def test_what_a_refusing_handler_wrote_is_undone(db, person):
    @handles("test.half")
    def half(message: Message) -> None:
        notify([person], "写了一半")
        raise RuntimeError

    tell("test.half")
    relay()
    assert not Notice.objects.exists()


@committed
def test_relays_at_once_deliver_each_message_once(heard, together):
    for n in range(60):
        tell("test.heard", key=str(n % 3), n=n)
    delivered = together(relay, threads=4)
    if sum(delivered) < 60:  # a relay finds a key taken by another and goes home; the next tick goes on
        delivered.append(relay())
    assert sum(delivered) == 60
    assert sorted(heard) == list(range(60))
    assert all([n for n in heard if n % 3 == key] == list(range(key, 60, 3)) for key in range(3))
