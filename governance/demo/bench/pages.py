"""Every page with data, as each role meets it: found by following the links from the role's first page."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import Resolver404, resolve

from governance.access.models import User
from governance.access.roles import Role
from governance.demo.bench.figures import line, percentile
from governance.demo.bench.subject import Subject

WORST = 8
REQUIRED = {
    "neighborhoods:list", "neighborhoods:centers", "neighborhoods:activities", "neighborhoods:bookings", "neighborhoods:groups",
    "neighborhoods:meetings", "visits:list", "cases:list", "volunteers:list", "volunteers:units", "volunteers:projects",
    "volunteers:records", "volunteers:hours", "workers:list", "workers:figures", "workers:changes", "workers:trainings",
    "indices:overview", "indices:dashboard", "indices:reports",
}  # fmt: skip
"""Pages that some role must reach: one that nothing leads to would else go unmeasured without a word."""
LINK = re.compile(r'href="([^"]+)"')
LEFT_OUT = ("/api/", "/static/", "/logout/", "/me/password/", "/me/second-factor/", "/healthz", "/readyz")
TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT")
AS_SERVED = {
    "SECOND_FACTOR_MAY_WAIT": True,
    "STORAGES": settings.STORAGES
    | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
}


@dataclass(frozen=True, slots=True)
class Page:
    """`seconds` of each request; `queries` without those that only open and close the transaction."""

    name: str
    role: Role
    seconds: list[float]
    queries: int

    @property
    def p95(self) -> float:
        return percentile(self.seconds, 0.95)


def run(subject: Subject, *, requests: int = 25, roles: Iterable[Role] = Role) -> Iterator[str]:
    with override_settings(**AS_SERVED):
        readers = {role: _reader(user) for role in roles if (user := subject.who(role))}
        found = {role: linked(reader) for role, reader in readers.items()}
        if missing := REQUIRED.difference(*found.values()):
            raise RuntimeError(f"no link leads to {', '.join(sorted(missing))}")
        pages = [
            _measured(readers[role], name, address, role, requests)
            for role, names in found.items()
            for name, address in names.items()
        ]
    dashboards = [page for page in pages if "dashboard" in page.name]
    others = [page for page in pages if page not in dashboards]
    yield line("pages", len(pages), "pages")
    for name, those in (("pages_p95_worst", others), ("pages_p95_worst_dashboard", dashboards)):
        if those:
            yield line(name, max(page.p95 for page in those) * 1000, "ms")
    yield line("pages_queries_most", max(page.queries for page in pages), "queries")
    for page in sorted(pages, key=lambda page: -page.p95)[:WORST]:
        yield line(f"page_p50/{page.name}/{page.role}", percentile(page.seconds, 0.5) * 1000, "ms")
        yield line(f"page_p95/{page.name}/{page.role}", page.p95 * 1000, "ms")
    for page in sorted(pages, key=lambda page: -page.queries)[:WORST]:
        yield line(f"page_queries/{page.name}/{page.role}", page.queries, "queries")


def _reader(user: User) -> Client:
    client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def linked(client: Client) -> dict[str, str]:
    """{name of the page and the names in its query string: the first address found for it}."""
    waiting, found, seen = ["/", "/search/?q=1"], {}, set()
    while waiting:
        address = waiting.pop(0)
        name = _name(address)
        if name is None or name in seen:
            continue
        seen.add(name)
        response = client.get(address)
        if response.status_code == 302:
            waiting.insert(0, response["Location"])
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        found[name] = address
        waiting += [urljoin(address, unescape(link)) for link in LINK.findall(response.content.decode())]
    return found


def _name(address: str) -> str | None:
    parts = urlsplit(address)
    if parts.netloc or parts.path.startswith(LEFT_OUT):
        return None
    try:
        view = resolve(parts.path).view_name
    except Resolver404:
        return None
    asked = {pair.partition("=")[0] for pair in parts.query.split("&") if pair}
    if len(asked) > 1:  # each filter by itself: their combinations are too many
        return None
    return "?".join([view, *asked])


def _measured(client: Client, name: str, address: str, role: Role, requests: int) -> Page:
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    queries = sum(not one["sql"].startswith(TRANSACTION) for one in captured.captured_queries)
    seconds = []
    for _ in range(requests):
        began = time.perf_counter()
        client.get(address)
        seconds.append(time.perf_counter() - began)
    return Page(name, role, seconds, queries)
