from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from governance.local import processes
from governance.local.processes import Group, Service
from governance.local.words import Failure
from tests.local.conftest import wait_until

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print(flush=True); time.sleep(60)",
]
PARENT = """
import os, sys
from governance.local.processes import Group, Service
service = Group().start(Service("child", [sys.executable, "-c", "import time; time.sleep(60)"]))
print(service.process.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def keep_handlers():
    """A group that ends leaves the launcher deaf to signals; pytest wants its own ones back."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def test_a_group_ends_with_its_block():
    with Group() as group:
        service = group.start(Service("child", SLEEP))
        assert service.up
    assert service.process.returncode == -signal.SIGTERM


def test_a_service_that_ignores_the_polite_signal_is_killed(monkeypatch):
    monkeypatch.setattr(processes, "PATIENCE", 0.2)
    with Group() as group:
        service = group.start(Service("child", STUBBORN, options={"stdout": subprocess.PIPE}))
        service.process.stdout.readline()
    assert service.process.returncode == -signal.SIGKILL
    service.process.stdout.close()


def test_a_service_that_died_is_started_again(capsys):
    with Group() as group:
        service = group.start(Service("后台任务", SLEEP))
        first = service.process
        first.kill()
        first.wait()
        group.revive()
        assert service.up
        assert service.process.pid != first.pid
    assert "后台任务意外退出" in capsys.readouterr().out


def test_a_service_that_keeps_dying_is_given_up():
    with Group() as group:
        service = group.start(Service("网站", [sys.executable, "-c", "raise SystemExit(3)"]))
        for _ in range(processes.RESTARTS):
            service.process.wait()
            group.revive()
        service.process.wait()
        with pytest.raises(Failure, match="网站反复退出（退出码 3）"):
            group.revive()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
@pytest.mark.parametrize("signum", [signal.SIGKILL, signal.SIGTERM], ids=["SIGKILL", "SIGTERM"])
def test_a_child_does_not_outlive_a_killed_launcher(signum):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", PARENT], **pipes) as launcher:
        child = psutil.Process(int(launcher.stdout.readline()))
        launcher.send_signal(signum)
    wait_until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, seconds=5)


def test_a_foreground_command_passes_its_exit_code_on():
    assert processes.call([sys.executable, "-c", "raise SystemExit(5)"], os.environ) == 5


def test_a_foreground_command_stops_when_the_launcher_is_told_to():
    began = time.monotonic()
    code = "import os, signal, time\nos.kill(os.getppid(), signal.SIGTERM)\ntime.sleep(60)"
    processes.stop_on_signals()
    with pytest.raises(processes.Stopped):
        processes.call([sys.executable, "-c", code], os.environ)
    assert time.monotonic() - began < 10
