"""Every address of the portal, tried by every kind of person. The table in `access_matrix.py` is the expectation.

A route that is missing there fails the suite; so does a method that answers without having a line of its own.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import orjson
import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from governance.access.models import User
from governance.api.registry import resources
from governance.audit.models import Event
from tests.governance.access_bodies import body
from tests.governance.access_matrix import COLUMNS, MATRIX
from tests.governance.matrices import PARTS

SHOWN = ("estate", "building", "household", "visited", "visit", "need", "case_received", "case_handling", "case_closed", "number",
         "line", "report", "person", "program", "event", "committee", *(name for part in PARTS for name in part.SHOWN))  # fmt: skip
"""Specimens whose name in a list means that it shows something of the northern committee."""
PUBLIC = {"/login/", "/healthz", "/readyz", "/offline/", "/sw.js", "/manifest.webmanifest", "/public/index/", "/public/centers/", "/public/centers/{own_center}/", "/public/index/{district}/{published}/scheme.json",
          "/public/index/{district}/{published}/data.csv", "/public/index/{district}/{period}/data.csv"}  # fmt: skip
PUBLIC |= {address for part in PARTS for address in getattr(part, "PUBLIC", ())}
NEIGHBOURS = ("next_staff", "next_clerk")


def lines(section: str) -> Iterator[tuple[str, str, list[str]]]:
    """(method, address, expected cells) of each line."""
    for line in section.strip().splitlines():
        asked, _, cells = line.partition("|")
        method, address = asked.split()
        yield method, address, cells.replace("|", " ").split()


SECTIONS = {
    name: list(lines(section)) for part in (MATRIX, *(one.MATRIX for one in PARTS)) for name, section in part.items()
}
ALL = [line for section in SECTIONS.values() for line in section]


class Crowd:
    """Everybody of the columns, each with a session of their own; what they do is undone."""

    def __init__(self, team: dict[str, User], names: dict[str, str]) -> None:
        self.names = names
        self.marks = [self.names[name] for name in SHOWN if name in self.names]
        self.clients = {"stranger": Client(raise_request_exception=False)}
        for column, user in team.items():
            self.clients[column] = Client(raise_request_exception=False)
            self.clients[column].force_login(user)

    def cell(self, column: str, method: str, address: str) -> str:
        """The status; `0` where the answer is a good one, yet a list shows nothing of the north, or a writing wrote nothing."""
        client = self.clients[column]
        cookies, known = client.cookies.copy(), self._events()
        try:
            with transaction.atomic():
                response = self._ask(client, method, address)
                idle = response.status_code < 400 and self._is_idle(response, method, address, known)
                raise _Undone
        except _Undone:
            client.cookies = cookies
        return "0" if idle else str(response.status_code)

    def _is_idle(self, response: HttpResponse, method: str, address: str, known: int) -> bool:
        if response.status_code == 302 and (method == "GET" or response["Location"].startswith("/login/")):
            return False
        if method != "GET":
            return self._events() == known
        return "{" not in address.partition("?")[0] and not self._shows(response)

    def _events(self) -> int:
        return Event.objects.count()

    def _ask(self, client: Client, method: str, address: str) -> HttpResponse:
        path, given = address.format(**self.names), body(address, self.names)
        if address.startswith("/api/"):
            return client.generic(
                method, path, orjson.dumps(given), content_type="application/json", HTTP_IF_MATCH='"1"'
            )
        return client.get(path) if method == "GET" else client.post(path, {"csrfmiddlewaretoken": "-"} | given)

    def _shows(self, response: HttpResponse) -> bool:
        raw = response.getvalue() if response.streaming else response.content
        text = _unzipped(raw) if raw[:2] == b"PK" else raw.decode()
        return any(mark in text for mark in self.marks)


class _Undone(Exception):
    pass


def _unzipped(raw: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())


@pytest.fixture
def crowd(db, everything) -> Crowd:
    return Crowd(everything.team, everything.names)


@pytest.mark.parametrize("name", SECTIONS)
def test_everybody_gets_what_the_table_says(name, crowd):
    wrong = []
    for method, address, expected in SECTIONS[name]:
        found = [crowd.cell(column, method, address) for column in COLUMNS]
        if found != expected:
            wrong += [written_out("expected", address, expected), written_out(method, address, found)]
    assert not wrong, "\n" + "\n".join(wrong)


def written_out(method: str, address: str, found: list[str]) -> str:
    """A line as it stands in the table."""
    nobody, own, others = found[:1], found[1:8], found[8:]
    return f"{method:5} {address:54} | " + " | ".join(
        " ".join(f"{cell:>3}" for cell in part) for part in (nobody, own, others)
    )


def routes() -> dict[str, URLPattern]:
    """Every address the portal answers, as `resolve` names it."""

    def leaves(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
        for one in resolver.url_patterns:
            route = prefix + str(one.pattern).removeprefix("^")
            yield from leaves(one, route) if isinstance(one, URLResolver) else [(route, one)]

    return dict(leaves(get_resolver(), ""))


@pytest.fixture
def written(crowd) -> dict[str, set[str]]:
    """Route -> the methods that have a line."""
    found: dict[str, set[str]] = {}
    for method, address, _ in ALL:
        route = resolve(address.format(**crowd.names).partition("?")[0]).route
        found.setdefault(route, set()).add(method)
    return found


def test_every_route_is_in_the_table(written):
    assert set(routes()) - set(written) == set(), "write a line for these into access_matrix.py"


def test_a_method_without_a_line_is_not_answered(crowd, written):
    """Tried on the first address of each route by the district's administrator."""
    seen, answered = set(), []
    for _, address, _ in ALL:
        route = resolve(address.format(**crowd.names).partition("?")[0]).route
        asked = ("GET", "POST", "PUT", "PATCH", "DELETE") if address.startswith("/api/") else ("GET", "POST")
        for method in set(asked) - written[route] if route not in seen else ():
            if crowd.cell("district_admin", method, address) not in ("405", "404", "401"):
                answered.append(f"{method} {address}")
        seen.add(route)
    assert answered == []


def test_every_resource_of_the_api_is_in_the_table():
    named = {address.split("/")[3] for _, address, _ in ALL if address.startswith("/api/v1/")}
    assert set(resources()) <= named


# What contract.md says about roles, asked of the table itself.

REGISTERS, VISITS, CASES = ("registers", "api registers"), ("visits", "api visits"), ("cases", "api cases")


def cells(columns: tuple[str, ...], *sections: str) -> Iterator[tuple[str, str, str]]:
    """(method, address, cell) of the columns in the sections."""
    for name in sections or SECTIONS:
        for method, address, found in SECTIONS[name]:
            yield from ((method, address, found[COLUMNS.index(column)]) for column in columns)


def told(columns: tuple[str, ...], *sections: str, writing: bool = False) -> list[str]:
    """Addresses that tell something, or that take something in."""
    return [
        address
        for method, address, cell in cells(columns, *sections)
        if cell[0] in "23" and (method != "GET") == writing
    ]


def test_strangers_get_the_public_pages_and_nothing_else():
    assert {address for _, address, cell in cells(("stranger",)) if cell not in ("302", "401")} == PUBLIC


@pytest.mark.parametrize("column", ["viewer", "auditor"])
def test_who_only_looks_writes_nothing_but_a_token_of_the_own(column):
    assert told((column,), *(set(SECTIONS) - {"own"}), writing=True) == ["/tokens/new/"]


def test_the_auditor_sees_no_register_no_visit_and_no_case():
    assert told(("auditor",), *REGISTERS, *VISITS, *CASES) == []


def test_only_the_auditor_reads_the_audit():
    everybody_else = tuple(column for column in COLUMNS[1:] if column != "auditor")
    assert [address for address in told(everybody_else, "accounts") if address.startswith("/audit/")] == []


def test_a_department_sees_its_cases_and_nothing_of_people():
    assert told(("department",), *REGISTERS, *VISITS) == ["/today/"]  # its cases that are due
    assert "/cases/{case_received}/" not in told(("department",), *CASES)


def test_a_department_takes_its_own_steps_and_asks_for_time():
    steps = {address.rstrip("/").rpartition("/")[2] for address in told(("department",), *CASES, writing=True)}
    assert steps == {"accept", "refuse", "return", "transfer", "finish", "extend", "pause", "resume"}


@pytest.mark.parametrize("column", ["district_admin", "staff"])
def test_registers_and_visits_are_written_from_below_only(column):
    assert {
        address.rstrip("/").rpartition("/")[2] for address in told((column,), *REGISTERS, *VISITS, writing=True)
    } == {"reveal"}


def test_next_door_nothing_of_this_committee_is_shown_or_written():
    assert told(("next_staff", "next_clerk"), *REGISTERS, *VISITS, *CASES) == []
    assert told(("next_staff", "next_clerk"), *REGISTERS, *VISITS, *CASES, writing=True) == []
