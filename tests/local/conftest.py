from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from governance.local.checkout import ROOT, SERVERS
from governance.local.ports import keep_port

MANAGE = """\
import os, sys
if sys.argv[1] == "load_demo":
    import psycopg2
    with psycopg2.connect(os.environ["MIGRATION_DATABASE_URL"]) as connection:
        connection.cursor().execute("CREATE TABLE access_division AS SELECT 1 AS code")
"""
WSGI = """\
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]
"""
CELERY = """\
import os
from celery import Celery
app = Celery("governance", broker=os.environ.get("REDIS_URL"))
"""
SETTINGS = "SECRET_KEY = 'x'\nDATABASES = {}\n"


class Checkout:
    """A small project around the real launcher, with a port of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.port = keep_port(root / "port")
        self.log = root / "log"
        self.launcher: subprocess.Popen[bytes] | None = None

    def start(self, **environ: str) -> subprocess.Popen[bytes]:
        unset = (*SERVERS, "DEMO_PASSWORD", "MAKELEVEL", "HOST", "DJANGO_SETTINGS_MODULE")
        kept = {name: value for name, value in os.environ.items() if name not in unset}
        with open(self.log, "wb") as log:
            self.launcher = subprocess.Popen(
                [sys.executable, "-m", "governance.local", "run"],
                cwd=self.root,
                env=kept | {"PORT": str(self.port)} | environ,
                stdout=log,
                stderr=log,
            )
        return self.launcher

    def started(self, **environ: str) -> subprocess.Popen[bytes]:
        launcher = self.start(**environ)
        wait_until(lambda: "按 Ctrl-C 停止" in self.said or launcher.poll() is not None, seconds=90)
        assert launcher.poll() is None, self.said
        return launcher

    @property
    def said(self) -> str:
        return self.log.read_text()

    @property
    def home(self) -> str:
        return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5).read().decode()

    def processes(self) -> list[psutil.Process]:
        """Everything that runs out of this checkout, whoever its parent is."""
        places = {str(self.root), str(self.postgres.resolve())}
        return [child for child in psutil.process_iter() if self._runs_in(child, places)]

    def _runs_in(self, process: psutil.Process, places: set[str]) -> bool:
        try:
            return any(place in part for place in places for part in (process.cwd(), *process.cmdline()))
        except psutil.Error:
            return False

    @property
    def postgres(self) -> Path:
        return self.root / ".local" / "postgres"


def wait_until(true: Callable[[], bool], *, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    root = tmp_path / "checkout"
    package = root / "governance"
    shutil.copytree(ROOT / "governance" / "local", package / "local", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "static").mkdir()
    (root / "requirements").mkdir()
    (root / "requirements" / "base.txt").touch()
    (root / "manage.py").write_text(MANAGE)
    (package / "__init__.py").write_text("from governance.celery import app\n")
    (package / "celery.py").write_text(CELERY)
    (package / "wsgi.py").write_text(WSGI)
    (package / "settings").mkdir()
    (package / "settings" / "__init__.py").touch()
    (package / "settings" / "local.py").write_text(SETTINGS)
    made = Checkout(root)
    yield made
    for process in made.processes():
        process.kill()
    if made.postgres.is_symlink():
        shutil.rmtree(made.postgres.resolve())
