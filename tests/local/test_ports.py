from __future__ import annotations

import socket

import pytest

from governance.local.ports import LOOPBACK, is_free, keep_port
from governance.local.site import Address, free_address
from governance.local.words import Failure


@pytest.fixture
def taken():
    with socket.socket() as server:
        server.bind((LOOPBACK, 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_port_is_chosen_once(tmp_path):
    assert keep_port(tmp_path / "port") == keep_port(tmp_path / "port")


def test_another_port_is_chosen_when_somebody_took_ours(tmp_path, taken):
    (tmp_path / "port").write_text(str(taken))
    chosen = keep_port(tmp_path / "port")
    assert chosen != taken
    assert is_free(LOOPBACK, chosen)


def test_a_taken_address_is_named(taken):
    with pytest.raises(Failure, match=f"{taken} 不可用"):
        free_address({"PORT": str(taken)})


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(Failure, match="PORT 应为"):
        free_address({"PORT": port})


def test_a_host_that_is_none_is_refused(tmp_path):
    with pytest.raises(Failure, match="不是本机地址"):
        free_address({"HOST": "no such host", "PORT": str(keep_port(tmp_path / "port"))})


@pytest.mark.parametrize(
    ("host", "url", "hosts"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/", "localhost,127.0.0.1,[::1],127.0.0.1"),
        ("::1", "http://[::1]:8000/", "localhost,127.0.0.1,[::1],[::1]"),
        ("0.0.0.0", "http://127.0.0.1:8000/", "*"),
    ],
)
def test_an_address_as_the_browser_and_django_write_it(host, url, hosts):
    address = Address(host, 8000)
    assert (address.url, address.allowed_hosts) == (url, hosts)
