"""Keep-alive clients in one thread: each has one request under way. Light, for they share the cores with the server."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

END = b"\r\n\r\n"
ARRIVAL = 0.01
"""Seconds between two clients' arrivals: who come in one instant may all land on the worker that wakes first."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    seconds: float
    body: bytes


@dataclass(slots=True)
class Client:
    address: tuple[str, int]
    socket: socket.socket = field(init=False)
    began: float = 0.0
    got: bytearray = field(default_factory=bytearray)
    wanted: int = 0

    def __post_init__(self) -> None:
        self.socket = socket.create_connection(self.address, timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, ask: bytes) -> None:
        self.got, self.wanted, self.began = bytearray(), 0, time.perf_counter()
        self.socket.sendall(ask)

    def receive(self) -> Reply | None:
        """The reply once it is complete. Raises ConnectionError when the server hangs up."""
        part = self.socket.recv(1 << 17)
        if not part:
            raise ConnectionError("the server closed the connection")
        self.got += part
        if not self.wanted and (at := self.got.find(END)) >= 0:
            self.wanted = at + len(END) + _length(bytes(self.got[:at]))
        if not self.wanted or len(self.got) < self.wanted:
            return None
        head, _, body = bytes(self.got).partition(END)
        return Reply(int(head.split(b" ", 2)[1]), time.perf_counter() - self.began, body)


def _length(head: bytes) -> int:
    return next(int(one.split(b":")[1]) for one in head.lower().split(b"\r\n") if one.startswith(b"content-length:"))


def request(method: str, path: str, token: str, body: bytes = b"") -> bytes:
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {token}"]
    if body:
        head += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(head).encode() + END + body


def drive(
    address: tuple[str, int], asks: Iterable[bytes], *, count: int, arrival: float = ARRIVAL
) -> tuple[list[Reply], float]:
    """Send all of `asks` from `count` clients, each its next one when the last is answered. Replies and total seconds."""
    waiting, replies = iter(asks), []
    with selectors.DefaultSelector() as selector:
        began = time.perf_counter()
        for _ in range(count):
            client = Client(address)
            selector.register(client.socket, selectors.EVENT_READ, client)
            _next(client, waiting, selector)
            time.sleep(arrival)
        while selector.get_map():
            for key, _ in selector.select():
                if reply := key.data.receive():
                    replies.append(reply)
                    _next(key.data, waiting, selector)
    return replies, time.perf_counter() - began


def _next(client: Client, waiting: Iterator[bytes], selector: selectors.BaseSelector) -> None:
    if ask := next(waiting, None):
        client.send(ask)
    else:
        selector.unregister(client.socket)
        client.socket.close()
