"""The portal on a loopback port, started as `make run` starts it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

HOST, PATIENCE = "127.0.0.1", 30.0


@dataclass(frozen=True)
class Site:
    address: tuple[str, int]
    master: int

    def workers(self) -> list[int]:
        return [int(one) for one in Path(f"/proc/{self.master}/task/{self.master}/children").read_text().split()]

    def memory(self) -> float:
        """Resident megabytes of the largest worker."""
        return max(_resident(pid) for pid in self.workers())


def _resident(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def serving() -> Iterator[Site]:
    """gunicorn takes its settings from `gunicorn.conf.py`, here as everywhere."""
    with closing(socket.create_server((HOST, 0))) as found:
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "governance.wsgi:application", "--bind", f"{HOST}:{port}"]
    environ = os.environ | {"DATABASE_URL": _url(), "ALLOWED_HOSTS": HOST, "API_WRITES_PER_MINUTE": "1000000"}
    with subprocess.Popen([*command, "--log-level", "warning"], cwd=settings.BASE_DIR, env=environ) as process:  # noqa: S603
        try:
            yield _answering(Site((HOST, port), process.pid), process)
        finally:
            process.send_signal(signal.SIGTERM)


def _url() -> str:
    """Of the database in use, which in tests is not the environment's."""
    at = connection.settings_dict
    secret = f":{quote(at['PASSWORD'], safe='')}" if at["PASSWORD"] else ""
    return (
        f"postgres://{quote(at['USER'], safe='')}{secret}@{at['HOST'] or HOST}:{at['PORT'] or 5432}/{quote(at['NAME'])}"
    )


def _answering(site: Site, process: subprocess.Popen) -> Site:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(site.address, timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            if site.workers():
                return site
    raise RuntimeError("gunicorn did not start")
