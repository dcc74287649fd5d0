"""The embedded Postgres server of a checkout: made once, started by the launcher, stopped with it."""

from __future__ import annotations

import contextlib
import locale
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg2

from governance.local import shelter
from governance.local.ports import LOOPBACK, keep_port
from governance.local.processes import Group, Service
from governance.local.shelter import Shelter
from governance.local.words import Failure

OWNER = "mulin"
PATIENCE = 60.0

RUN = {"shared_buffers": "256MB", "max_wal_size": "2GB"}
TEST = RUN | {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
BENCH = {
    "shared_buffers": "1GB",
    "effective_cache_size": "4GB",
    "work_mem": "64MB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "8GB",
    "max_parallel_workers_per_gather": "2",
    "random_page_cost": "1.1",
}


def start(link: Path, group: Group, *, settings: Mapping[str, str]) -> str:
    """Start the server that lives at `link` and return the owner's URL once it answers."""
    place = shelter.find(link)
    data = place.folder / "data"
    if not data.exists():
        _create(place, data)
    _clear_leftovers(data)
    port = keep_port(place.folder / "port")
    service = group.start(_service(place, data, {**settings, "port": str(port)}))
    url = f"postgres://{OWNER}:{(place.folder / 'password').read_text()}@{LOOPBACK}:{port}/{OWNER}"
    _wait(service, url, place.folder / "log")
    return url


def _create(place: Shelter, data: Path) -> None:
    """Run initdb beside `data` and rename, so that an interrupted start leaves nothing half made."""
    half = data.with_name("data.new")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700)
    password = place.folder / "password"
    with os.fdopen(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_hex(24))
    place.give(half), place.give(password)
    command = [place.program("initdb"), "-D", str(half), "-U", OWNER, "-E", "UTF8", "--auth=scram-sha-256"]
    command += [f"--pwfile={password}", "--no-sync", *_locale()]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, **place.account)
    if done.returncode:
        raise Failure(f"无法初始化数据库：{(done.stderr.strip() or done.stdout.strip()).splitlines()[-1]}")
    half.rename(data)


def _locale() -> list[str]:
    """Chinese trigrams need a UTF-8 ctype, which plain C is not; Postgres brings its own where the system has none."""
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C.UTF-8"]


def _service(place: Shelter, data: Path, settings: Mapping[str, str]) -> Service:
    fixed = {"listen_addresses": LOOPBACK, "unix_socket_directories": "", "log_timezone": "Asia/Shanghai"}
    options = [part for name, value in (fixed | dict(settings)).items() for part in ("-c", f"{name}={value}")]
    log = open(place.folder / "log", "wb")  # noqa: SIM115 - the server writes here as long as it lives
    return Service(
        "数据库",
        [place.program("postgres"), "-D", str(data), *options],
        stop_signal=signal.SIGINT,  # Postgres's fast shutdown
        options={"cwd": "/", "stdout": log, "stderr": log, **place.account},
    )


def _clear_leftovers(data: Path) -> None:
    """Stop a server that outlived its launcher; drop a lock file whose number another process has by now."""
    lock = data / "postmaster.pid"
    for attempt in range(100):
        if not lock.exists():
            return
        pid = int(lock.read_text().split()[0])
        if not _is_server(pid, data):
            lock.unlink(missing_ok=True)
            return
        if attempt == 0:
            os.kill(pid, signal.SIGINT)
        time.sleep(0.1)
    raise Failure("上次的数据库进程还没有退出，请稍后再试。")


def _is_server(pid: int, data: Path) -> bool:
    import psutil  # comes with the embedded server, which production images lack

    with contextlib.suppress(psutil.Error):
        return str(data) in psutil.Process(pid).cmdline()
    return False


def _wait(service: Service, url: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while service.up and time.monotonic() < deadline:
        try:
            psycopg2.connect(url, dbname="postgres", connect_timeout=2).close()
        except psycopg2.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise Failure(f"数据库没有启动，原因见 {log}")
