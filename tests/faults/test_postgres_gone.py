"""Postgres killed under load, and brought back to a point in time, each on a server of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.utils import timezone

from governance.local import postgres, provision, shelter
from governance.local.ports import keep_port
from governance.local.processes import Group, Service

pytestmark = [pytest.mark.fault]

WITHIN = 10.0  # seconds after which the portal must answer again
COUNTED = ("visits_visit", "visits_need", "cases_case", "audit_event", "audit_seal")


@dataclass
class Server:
    """A Postgres of its own, with the portal's tables and one clerk in it."""

    home: Path
    urls: provision.Urls
    service: Service
    given: dict[str, Any] = field(default_factory=dict)

    def manage(self, *words: str) -> str:
        return run([sys.executable, "manage.py", *words], self.environment())

    def environment(self) -> dict[str, str]:
        module = "governance.settings.testing"
        urls = {"DATABASE_URL": self.urls.app, "MIGRATION_DATABASE_URL": self.urls.owner}
        return os.environ | urls | {"DJANGO_SETTINGS_MODULE": module, "API_WRITES_PER_MINUTE": "1000000"}

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        with closing(psycopg2.connect(self.urls.owner)) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            cursor.execute(statement)
            return cursor.fetchall()

    def counts(self) -> list[int]:
        return [self.ask(f"SELECT count(*) FROM {table}")[0][0] for table in COUNTED]


def run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture
def group(tmp_path) -> Iterator[Group]:
    """Ends the servers, and what they wrote outside the test's folder where root may not keep it inside."""
    found = Group()
    yield found
    for service in found.services:
        service.signal()
    for service in found.services:
        service.end()
    for link in filter(Path.is_symlink, tmp_path.iterdir()):
        shutil.rmtree(link.resolve(), ignore_errors=True)


def started(home: Path, group: Group, **more: str) -> Server:
    url = postgres.start(home, group, settings=postgres.RUN | {"fsync": "on"} | more)
    return Server(home, provision.provision(provision.derive(url)), group.services[-1])


def furnished(server: Server) -> Server:
    server.manage("migrate", "-v0", "--database", "owner")
    server.given = json.loads(run([sys.executable, "-m", "tests.faults.small_site"], server.environment()))
    return server


@contextmanager
def serving(server: Server, place: Path) -> Iterator[str]:
    port = keep_port(place / "port")
    command = [sys.executable, "-m", "gunicorn", "governance.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(
        [*command, "--log-level", "critical"], cwd=settings.BASE_DIR, env=server.environment()
    ) as web:
        site = f"http://127.0.0.1:{port}"
        try:
            wait(lambda: answers(f"{site}/healthz"))
            yield site
        finally:
            web.send_signal(signal.SIGTERM)


def answers(address: str) -> bool:
    with suppress(OSError), urllib.request.urlopen(address, timeout=2) as answer:
        return answer.status == 200
    return False


def wait(seen: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < end, "in vain"
        time.sleep(0.05)


class Filer(threading.Thread):
    """A phone that files visits one after another and sends each again until the portal has answered."""

    def __init__(self, site: str, given: dict[str, Any], at: int) -> None:
        super().__init__(daemon=True)
        self.site, self.given, self.at = site, given, at
        self.told: list[tuple[str, float]] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        for number in range(self.at, 100_000, 4):
            row, home = str(uuid.uuid4()), self.given["households"][number % 20]
            while not self.put(row, home):
                if self.stopping.is_set():
                    return
                time.sleep(0.05)
            self.told.append((row, time.monotonic()))
            if self.stopping.is_set():
                return

    def put(self, row: str, home: str) -> bool:
        need = {"category": "housing", "description": "厨房顶漏水"}
        body = {"household": home, "visited_at": self.when(row), "needs": [need]}
        heads = {"Authorization": f"Bearer {self.given['token']}", "Content-Type": "application/json"}
        address = f"{self.site}/api/v1/visits/{row}/"
        request = urllib.request.Request(address, json.dumps(body).encode(), heads, method="PUT")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status in (200, 201)
        except urllib.error.HTTPError as error:
            if error.code < 500:
                raise
        except OSError:
            pass
        return False

    def when(self, row: str) -> str:
        """The same each time a visit is sent."""
        self._when = getattr(self, "_when", {})
        return self._when.setdefault(row, timezone.now().isoformat())


@contextmanager
def filing(site: str, given: dict[str, Any]) -> Iterator[list[Filer]]:
    filers = [Filer(site, given, at) for at in range(4)]
    for one in filers:
        one.start()
    yield filers
    for one in filers:
        one.stopping.set()
    for one in filers:
        one.join(20)


def everything_told(filers: list[Filer]) -> list[tuple[str, float]]:
    return [told for one in filers for told in one.told]


def test_no_acknowledged_visit_is_lost_when_postgres_is_killed_under_load(tmp_path, group):
    server = furnished(started(tmp_path / "pg", group))
    with serving(server, tmp_path) as site, filing(site, server.given) as filers:
        wait(lambda: len(everything_told(filers)) > 20)
        os.kill(server.service.process.pid, signal.SIGQUIT)  # immediate: as if the power went
        server.service.process.wait(20)
        postgres.start(server.home, group, settings=postgres.RUN)
        back = time.monotonic()
        wait(lambda: len([at for _, at in everything_told(filers) if at > back]) > 20)
    told = everything_told(filers)
    assert min(at for _, at in told if at > back) - back < WITHIN
    kept = {row for (row,) in server.ask("SELECT id::text FROM visits_visit")}
    assert {row for row, _ in told} <= kept
    whole = "SELECT count(*) FROM visits_visit v JOIN visits_need n ON n.visit_id = v.id JOIN cases_case c ON c.id = n.case_id"
    assert server.ask(whole) == [(len(kept),)]
    assert server.ask("SELECT count(*) FROM audit_event WHERE verb = 'visit.file'") == [(len(kept),)]


def test_a_backup_comes_back_to_a_point_in_time_with_its_chain_whole(tmp_path, group):
    place = shelter.find(tmp_path / "archive")
    archive = place.folder / "wal"
    archive.mkdir()
    place.give(archive), place.give(place.folder)
    kept = {
        "archive_mode": "on",
        "archive_command": f"cp %p {archive}/%f",
        "wal_level": "replica",
        "max_wal_senders": "3",
    }
    server = furnished(started(tmp_path / "pg", group, **kept))
    with serving(server, tmp_path) as site:
        file(site, server, 5)
        base = back_up(server, place)
        file(site, server, 5)
        server.manage("shell", "-c", "from governance.audit.chain import seal; seal()")
        before = server.counts()
        server.ask("SELECT pg_create_restore_point('here')")
        file(site, server, 5)
    assert server.counts()[0] == before[0] + 5
    server.ask("SELECT pg_switch_wal()")
    wait(
        lambda: server.ask(
            "SELECT last_archived_wal >= pg_walfile_name(pg_current_wal_lsn() - 1) FROM pg_stat_archiver"
        )[0][0]
    )

    restored = bring_back(tmp_path / "pg2", group, server, base, archive)
    assert restored.counts() == before
    assert restored.ask("SELECT count(*) FROM pg_constraint WHERE NOT convalidated") == [(0,)]
    restored.manage("verify_audit")  # ends with 1 where the chain is broken


def file(site: str, server: Server, count: int) -> None:
    filer = Filer(site, server.given, 0)
    for at in range(count):
        assert filer.put(str(uuid.uuid4()), server.given["households"][at])


def back_up(server: Server, place: shelter.Shelter) -> Path:
    base = place.folder / "base"
    run_as(
        [place.program("pg_basebackup"), "-d", server.urls.owner, "-D", str(base), "-X", "none", "-c", "fast"], place
    )
    return base


def run_as(command: list[str], place: shelter.Shelter) -> None:
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, **place.account)
    assert done.returncode == 0, done.stderr


def bring_back(home: Path, group: Group, server: Server, base: Path, archive: Path) -> Server:
    place = shelter.find(home)
    run_as(["cp", "-a", str(base), str(place.give(place.folder) / "data")], place)
    (place.folder / "data" / "recovery.signal").touch()
    place.give(place.folder / "data" / "recovery.signal")
    shutil.copy(shelter.find(server.home).folder / "password", place.folder / "password")
    wanted = {
        "restore_command": f"cp {archive}/%f %p",
        "recovery_target_name": "here",
        "recovery_target_action": "promote",
    }
    url = postgres.start(home, group, settings=postgres.RUN | wanted)
    found = Server(home, provision.derive(url), group.services[-1])
    wait(lambda: found.ask("SELECT pg_is_in_recovery()") == [(False,)])
    return found
