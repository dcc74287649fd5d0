"""Child processes that never outlive the launcher, however it ends."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from governance.local.words import Failure, warn

PR_SET_PDEATHSIG = 1
PATIENCE = 10.0  # seconds between the polite signal and SIGKILL
RESTARTS, WINDOW = 5, 60.0  # a service that dies so often in so many seconds is given up
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Stopped(BaseException):
    """The launcher was told to stop by a signal."""

    def __init__(self, signum: int) -> None:
        self.signum = signum


def stop_on_signals() -> None:
    """Ctrl-C, SIGTERM and a closed terminal raise `Stopped`. SIGHUP stays ignored under nohup."""

    def stop(signum: int, frame: object) -> None:
        ignore_signals()  # the clean-up that follows is not to be interrupted
        raise Stopped(signum)

    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signum != signal.SIGHUP or signal.getsignal(signum) != signal.SIG_IGN:
            signal.signal(signum, stop)


def ignore_signals() -> None:
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, signal.SIG_IGN)


def watch_terminal() -> Callable[[], None]:
    """Return a check that raises `Stopped` once the terminal is closed.

    The kernel tells only the terminal's first process, and where that is `make`, it waits for us instead of passing it on.
    """
    had_terminal = sys.stdout.isatty()

    def check() -> None:
        if had_terminal and not os.isatty(1):
            ignore_signals()
            raise Stopped(signal.SIGHUP)

    return check


def die_with(parent: int, signum: int) -> None:
    """Ask the kernel for `signum` when `parent` dies; to be asked after a change of user, which clears it."""
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, signum)
    if os.getppid() != parent:
        os.kill(os.getpid(), signum)


def leashed(signum: int) -> Callable[[], None]:
    parent = os.getpid()

    def leash() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        die_with(parent, signum)

    return leash


@dataclass
class Service:
    """A child that is to stay up. `options` go to Popen: env, cwd, user, stdout."""

    name: str
    command: list[str]
    stop_signal: signal.Signals = signal.SIGTERM
    options: dict[str, Any] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        # A session of its own keeps the terminal's Ctrl-C from reaching it: the launcher stops things in order.
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=leashed(self.stop_signal),
            **self.options,
        )

    @property
    def up(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal(self) -> None:
        if self.process is not None and self.up:
            self.process.send_signal(self.stop_signal)

    def end(self) -> None:
        """Wait for the polite signal to work, then sweep what is left of its session."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(PATIENCE)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def revive(self) -> None:
        """Start it again if it died; give up, with a Failure, if it keeps dying."""
        if self.process is None or self.up:
            return
        code, now = self.process.returncode, time.monotonic()
        self.deaths = [*(death for death in self.deaths if now - death < WINDOW), now]
        if len(self.deaths) > RESTARTS:
            raise Failure(f"{self.name}反复退出（退出码 {code}），已停止。")
        warn(f"{self.name}意外退出（退出码 {code}），正在重新启动。")
        self.end()
        self.start()


class Group:
    """Services that start one by one and stop together when the block ends."""

    def __init__(self) -> None:
        self.services: list[Service] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        ignore_signals()
        for service in self.services:
            service.signal()
        for service in self.services:
            service.end()

    def start(self, service: Service) -> Service:
        self.services.append(service)
        service.start()
        return service

    def revive(self) -> None:
        for service in self.services:
            service.revive()


def call(command: list[str], environ: Mapping[str, str]) -> int:
    """Run a command in the foreground, on this terminal, and return its exit code."""
    child = subprocess.Popen(command, env=environ, preexec_fn=leashed(signal.SIGTERM))
    try:
        return child.wait()
    except Stopped as stopped:
        if stopped.signum != signal.SIGINT:  # Ctrl-C has reached it already
            child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(PATIENCE)
        raise
    finally:
        child.kill()
        child.wait()
