"""Platforms, webhooks, and another platform on a loopback port that behaves as it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import factory
from factory.django import DjangoModelFactory

from cases.bridge.models import Platform, Webhook
from cases.bridge.signing import HEADER, is_signed
from governance.audit.chain import GENESIS, digest, head
from governance.audit.models import Event, Seal

SECRET = "s" * 40


class PlatformFactory(DjangoModelFactory):
    class Meta:
        model = Platform

    code = factory.Sequence("p{}".format)
    name = factory.Sequence("城运平台{}".format)
    url = "https://platform.example.org/bridge/"
    secret = SECRET


class WebhookFactory(DjangoModelFactory):
    class Meta:
        model = Webhook

    name = factory.Sequence("数据中台{}".format)
    url = "https://hooks.example.org/"
    secret = SECRET
    topics = factory.LazyFunction(lambda: list(Webhook.Topic.values))


def seal_here() -> None:
    """What the sealer does once a transaction is over, for tests that never leave theirs."""
    last = head()
    seq, previous = (last.seq, last.hash) if last else (0, GENESIS)
    for event in Event.objects.filter(seal=None).order_by("id"):
        seq += 1
        link = Seal.objects.create(seq=seq, event=event, previous=previous, hash=digest(previous, event))
        previous = link.hash


class OtherPlatform:
    """`asked` is every request as (path, headers, body); `cases` what it holds by our number, each once.

    `behave` may be set to a function of (path, body) that answers (status, body) instead of the honest one, or None to
    go on as usual.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any, dict[str, Any]]] = []
        self.cases: dict[str, str] = {}
        self.events: dict[str, dict[str, Any]] = {}
        self.signed: list[bool] = []
        self.behave: Callable[[str, dict[str, Any]], tuple[int, Any] | None] = lambda path, body: None
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self.server.server_port}/bridge/"
        self._thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, path: str, headers: Any, raw: bytes) -> tuple[int, Any]:
        body = json.loads(raw)
        self.asked.append((path, headers, body))
        self.signed.append(is_signed(headers.get(HEADER, ""), [SECRET], raw, now=time.time()))
        odd = self.behave(path, body)
        if odd is not None:
            return odd
        if path.endswith("/cases/"):
            number = self.cases.setdefault(body["number"], f"CY{len(self.cases) + 1:04}")
            return 200, {"number": number, "state": "sent"}
        self.events.setdefault(headers["Idempotency-Key"], body)
        return 200, {}


def _handler(platform: OtherPlatform) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            status, body = platform.answer(self.path, self.headers, raw)
            self.send_response(status)
            if status in (301, 302, 307):
                self.send_header("Location", body)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *args: Any) -> None:
            pass

    return Handler
