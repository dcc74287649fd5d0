"""People, threads and a quiet broker for the tests of the machinery."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import redis
from celery import current_app
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection

from governance.jobs import broker, outbox, schedule


@pytest.fixture
def person(db):
    return get_user_model().objects.create(username="person", name="某人")


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    """Only the jobs and handlers of the test itself, and of the machinery."""
    ours = {name: one for name, one in schedule.jobs().items() if name == "jobs.prune"}
    monkeypatch.setattr(schedule, "_jobs", ours)
    monkeypatch.setattr(outbox, "_handlers", outbox._handlers.copy())
    return ours


@pytest.fixture
def sent(monkeypatch) -> list[tuple[str, ...]]:
    """What was handed to the broker, instead of handing it over."""
    found: list[tuple[str, ...]] = []
    monkeypatch.setattr(broker, "send", lambda task, *arguments, expires=None: found.append((task, *arguments)))
    return found


@pytest.fixture
def queue(monkeypatch) -> Callable[[], int]:
    """The real queue, emptied; call it for its length."""
    monkeypatch.setattr(broker, "_quiet_until", 0.0)
    client = redis.Redis.from_url(settings.REDIS_URL)
    name = current_app.conf.broker_transport_options["global_keyprefix"] + "celery"
    client.delete(name)
    yield lambda: client.llen(name)
    client.delete(name)


@pytest.fixture
def redis_gone(monkeypatch):
    monkeypatch.setattr(broker, "_quiet_until", 0.0)
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", "redis://127.0.0.1:1/0")


@pytest.fixture
def together() -> Callable[..., list[Any]]:
    """Run a function in so many threads at once, each with a connection of its own."""

    def run(work: Callable[[], Any], *, threads: int) -> list[Any]:
        def one(_: int) -> Any:
            try:
                return work()
            finally:
                connection.close()

        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(one, range(threads)))

    return run
