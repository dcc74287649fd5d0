"""The only way to the broker: a message is sent within a second or not at all, for the database remembers the work."""

from __future__ import annotations

import logging
import time
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError
from redis import RedisError

log = logging.getLogger(__name__)

PATIENCE = 1.0  # seconds to connect, seconds to answer
SILENCE = 30.0  # seconds without a poke after one that failed
QUICK = {
    "socket_timeout": PATIENCE,
    "socket_connect_timeout": PATIENCE,
    "max_retries": 1,
    "interval_start": 0,
    "interval_max": 0,
}

_quiet_until = 0.0


def send(task: str, *arguments: Any, expires: float | None = None) -> None:
    """Hand `task` to a worker. Raises OperationalError when the broker does not answer."""
    options = current_app.conf.broker_transport_options | QUICK
    try:
        with current_app.connection_for_write(transport_options=options, connect_timeout=PATIENCE) as connection:
            current_app.send_task(task, args=list(arguments), connection=connection, expires=expires, retry=False)
    except (RedisError, OSError) as error:
        raise OperationalError(str(error)) from error


def poke() -> None:
    """Ask for the relay now rather than at the next tick. Never raises, and seldom waits where the broker is gone."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        send("jobs.relay", expires=60)
    except OperationalError as error:
        _quiet_until = time.monotonic() + SILENCE
        log.warning("The broker does not answer, the next tick delivers: %s", error)
