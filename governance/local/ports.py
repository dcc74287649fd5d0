"""Loopback ports: one chosen for each server of a checkout and kept, so that checkouts run side by side."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path

LOOPBACK = "127.0.0.1"


def is_free(host: str, port: int) -> bool:
    """May a server bind here now? A connection that lingers from an earlier server does not count.

    Raises socket.gaierror for a host that is none.
    """
    family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, proto) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError:
            return False
    return True


def keep_port(file: Path) -> int:
    """Return the port noted in `file`; note another one if there is none yet or somebody else took it."""
    with contextlib.suppress(OSError, ValueError):
        port = int(file.read_text())
        if is_free(LOOPBACK, port):
            return port
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port = probe.getsockname()[1]
    file.write_text(f"{port}\n")
    return port
