"""POST to a foreign address, carefully: five seconds, no redirects, and never into our own network unless allowed.

The name is resolved once and the connection goes to the very address that was judged, so that a name cannot point
elsewhere between the two. BRIDGE_NETWORKS lists networks of ours that may be called all the same, also without TLS.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError

PATIENCE = 5.0  # seconds for the whole exchange
NAT64 = ipaddress.ip_network("64:ff9b::/96")
MOST = 64 * 1024  # bytes of an answer that are read


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` is None where nothing answered; `error` says why in a sentence for officers."""

    status: int | None = None
    body: bytes = b""
    error: str = ""

    @property
    def arrived(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class Forbidden(Exception):
    """An address that must not be called."""


def check_url(field: str, url: str) -> str:
    """Raises ValidationError on `field` for what can never be called; what a name resolves to is judged at each call."""
    try:
        parts = _parsed(url)
        if parts.hostname and _is_address(parts.hostname):
            _judge(ipaddress.ip_address(parts.hostname), parts.scheme)
    except (Forbidden, ValueError) as error:
        raise ValidationError({field: str(error) or "请填完整的地址，以 https:// 开头。"}) from None
    return url


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Never raises."""
    until = time.monotonic() + PATIENCE
    try:
        parts = _parsed(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        with _connection(parts, _address(parts, port), port) as connection:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", path, body, {"Content-Type": "application/json; charset=utf-8", **headers})
            return _answer(connection.getresponse(), until)
    except Forbidden as error:
        return Answer(error=str(error))
    except ssl.SSLError:
        return Answer(error="对方的 TLS 证书不可信或已过期。")
    except TimeoutError:
        return Answer(error=f"对方 {PATIENCE:.0f} 秒内没有答复。")
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(error=f"连不上对方（{type(error).__name__}）。")


def _answer(response: http.client.HTTPResponse, until: float) -> Answer:
    """The first bytes, as far as they come in time: a slow drip holds nobody up."""
    if time.monotonic() >= until:
        raise TimeoutError
    read = b""
    while len(read) < MOST and time.monotonic() < until and (more := response.read1(MOST - len(read))):
        read += more
    error = "" if 200 <= response.status < 300 else f"对方答复 {response.status}。"
    return Answer(response.status, read, error)


def _parsed(url: str) -> SplitResult:
    parts = urlsplit(url)
    allowed = ("https", "http") if settings.BRIDGE_NETWORKS else ("https",)
    if parts.scheme not in allowed or not parts.hostname or parts.username or parts.fragment or not url.isprintable():
        raise Forbidden("地址须以 https:// 开头，不带账号。")
    _ = parts.port  # raises ValueError for one that is none
    return parts


def _address(parts: SplitResult, port: int) -> str:
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    for address in addresses:
        _judge(address, parts.scheme)
    return str(addresses[0])


def _judge(address: Any, scheme: str) -> None:
    address = _inner(address)
    ours = any(address in ipaddress.ip_network(network) for network in settings.BRIDGE_NETWORKS)
    if not ours and (scheme != "https" or not address.is_global or address.is_multicast or address.is_reserved):
        raise Forbidden("这个地址在内网，或没有加密，不允许访问。")


def _inner(address: Any) -> Any:
    """The IPv4 address that an IPv6 one leads to: mapped, by NAT64, by 6to4."""
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or address


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@contextmanager
def _connection(parts: SplitResult, address: str, port: int) -> Iterator[http.client.HTTPConnection]:
    """Hung up on when the time is over, whatever still drips: the handshake, a header, the body."""
    host, secure = parts.hostname or "", parts.scheme == "https"
    connection: Any = (
        http.client.HTTPSConnection(host, port, timeout=PATIENCE, context=ssl.create_default_context())
        if secure
        else http.client.HTTPConnection(host, port, timeout=PATIENCE)
    )
    with socket.create_connection((address, port), PATIENCE) as line, line.dup() as spare:  # TLS takes over the first
        connection._create_connection = lambda *_: line
        clock = Timer(PATIENCE, _hang_up, [spare])
        clock.start()
        try:
            yield connection
        finally:
            clock.cancel()
            connection.close()


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):  # the other side was faster
        line.shutdown(socket.SHUT_RDWR)
