"""The launcher as a whole, in a small checkout, on embedded servers of its own."""

from __future__ import annotations

import os
import signal

import psutil
import psycopg2
import pytest

from governance.local import keys
from governance.local.ports import keep_port
from tests.local.conftest import Checkout, wait_until

pytestmark = pytest.mark.fault


def test_a_second_start_keeps_data_password_and_keys(checkout: Checkout):
    launcher = checkout.started()
    assert checkout.home == "ok"
    assert "正在装载演示数据" in checkout.said
    first = keys.read(checkout.root / ".local" / "env")
    assert f"密码都是 {first['DEMO_PASSWORD']}" in checkout.said
    launcher.send_signal(signal.SIGINT)
    assert launcher.wait(30) == 0

    checkout.started(DEMO_PASSWORD="another")
    assert "正在装载演示数据" not in checkout.said
    kept = keys.read(checkout.root / ".local" / "env")
    same = (*keys.GENERATED, "DATABASE_URL", "REDIS_URL", "DEMO_PASSWORD")
    assert {name: kept[name] for name in same} == {name: first[name] for name in same}


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda signum: signum.name)
def test_a_signal_stops_everything(checkout: Checkout, signum):
    launcher = checkout.started()
    assert len(checkout.processes()) > 5
    launcher.send_signal(signum)
    assert launcher.wait(30) == 0
    assert checkout.processes() == []


def test_nothing_outlives_a_killed_launcher_and_the_next_start_works(checkout: Checkout):
    launcher = checkout.started()
    launcher.kill()
    launcher.wait()
    wait_until(lambda: not checkout.processes())
    checkout.started()
    assert checkout.home == "ok"


def test_a_lock_file_left_by_a_power_cut_is_no_hindrance(checkout: Checkout):
    launcher = checkout.started()
    lock = checkout.postgres / "data" / "postmaster.pid"
    left = lock.read_text()
    launcher.send_signal(signal.SIGTERM)
    launcher.wait(30)
    lock.write_text(left.replace(left.split()[0], str(os.getpid()), 1))
    checkout.started()


def test_what_dies_is_started_again(checkout: Checkout):
    checkout.started()
    for name in ("celery --quiet -A governance worker", "redis-server", "bin/postgres"):
        before = {child.pid for child in checkout.processes()}
        child_of(checkout, name).kill()
        wait_until(lambda before=before: any(child.pid not in before for child in checkout.processes()))
    url = keys.read(checkout.root / ".local" / "env")["DATABASE_URL"]
    wait_until(lambda: answers(url))


def child_of(checkout: Checkout, name: str) -> psutil.Process:
    children = psutil.Process(checkout.launcher.pid).children()
    return next(child for child in children if name in " ".join(child.cmdline()))


def answers(url: str) -> bool:
    try:
        psycopg2.connect(url).close()
    except psycopg2.OperationalError:
        return False
    return True


def test_a_checkout_does_not_run_twice(checkout: Checkout, tmp_path):
    checkout.started()
    twin = Checkout(checkout.root)
    twin.log = tmp_path / "twin.log"
    assert twin.start(PORT=str(checkout.port)).wait(30) == 1
    assert "不可用，多半已被占用" in twin.said
    assert twin.start(PORT=str(keep_port(tmp_path / "port"))).wait(30) == 1
    assert "正被另一个同样的命令使用" in twin.said
