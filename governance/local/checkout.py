"""What a command of the launcher stands on: its folder, its servers and the environment its children get."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from governance.local import keys, postgres, redis_server
from governance.local.processes import Group
from governance.local.provision import plan, provision
from governance.local.words import Failure

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
SERVERS = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL")


@contextmanager
def alone_in(home: Path) -> Iterator[None]:
    """Hold `home` for this process; the kernel lets go of it however the process ends."""
    home.mkdir(parents=True, exist_ok=True)
    with open(home / "lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failure(f"{home} 正被另一个同样的命令使用，请先停止它。") from None
        yield


def names_database(environ: Mapping[str, str]) -> bool:
    return bool(environ.get("DATABASE_URL") or environ.get("MIGRATION_DATABASE_URL"))


def needs_servers(environ: Mapping[str, str]) -> bool:
    """Does a command with this environment start a server of its own?"""
    return not (names_database(environ) and environ.get("REDIS_URL"))


def serve(home: Path, group: Group, *, settings: Mapping[str, str]) -> dict[str, str]:
    """Start the servers that the environment does not name, provision the database, and return the three URLs."""
    found = {name: os.environ[name] for name in SERVERS if os.environ.get(name)}
    if not names_database(found):
        found["DATABASE_URL"] = postgres.start(home / "postgres", group, settings=settings)
    if "REDIS_URL" not in found:
        found["REDIS_URL"] = redis_server.start(home / "redis", group)
    urls = provision(plan(found))
    return {"DATABASE_URL": urls.app, "MIGRATION_DATABASE_URL": urls.owner, "REDIS_URL": found["REDIS_URL"]}


def environment(home: Path, servers: Mapping[str, str]) -> dict[str, str]:
    """What the children get: this environment, the servers in effect, and the checkout's keys."""
    own = keys.secrets_for(home / "keys", os.environ)
    return {**os.environ, **own, **servers, "PYTHONUTF8": "1"}
