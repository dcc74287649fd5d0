"""500 visits from a phone whose network drops, whose tab is killed, that sends again and twice at once: 0 lost, 0 doubled.

Once with a phone of our own that knows no locks, over bare sockets; once with the real outbox in a browser, behind a wire
that cuts connections before and after the server has answered.
"""

from __future__ import annotations

import http.client
import json
import random
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Case
from governance.access.roles import Role
from governance.audit.models import Event
from tests.factories.access import member
from tests.factories.cases import CategoryFactory
from tests.factories.neighborhoods import ResidentFactory
from tests.marks import COMMITTED
from tests.phones import Phone, until
from visits.models import Need, Visit, VisitedResident

pytestmark = [pytest.mark.fault, COMMITTED]

MANY = 500
SEED = 20261122


@pytest.fixture
def told(place, live_server) -> SimpleNamespace:
    CategoryFactory(division=place.district, code="repairs", name="住房修缮", opens_case=True)
    CategoryFactory(division=place.district, code="care", name="助老服务", opens_case=False)
    residents = [ResidentFactory(division=place.north1) for _ in range(25)]
    clerk = member(Role.CLERK, of=place.north1)
    return SimpleNamespace(clerk=clerk, site=urlsplit(live_server.url), drafts=drafts(residents))


def drafts(residents: list[Any]) -> dict[str, dict[str, Any]]:
    """Id -> body: every third with a case, every third with a need of the committee's own."""
    began = timezone.now() - timedelta(days=2)
    return {str(uuid.UUID(int=random.Random(number).getrandbits(128), version=4)): one_draft(residents[number % len(residents)], number, began) for number in range(MANY)}  # fmt: skip


def one_draft(resident: Any, number: int, began: Any) -> dict[str, Any]:
    need = [[], ["repairs"], ["care"]][number % 3]
    return {
        "household": str(resident.household_id), "residents": [str(resident.pk)], "method": "door", "met": True,
        "visited_at": (began + timedelta(minutes=number)).isoformat(), "content": f"第 {number} 次", "frontline": False, "answer": "",
        "needs": [{"category": code, "description": "厨房顶漏水", "open_case": code == "repairs"} for code in need],
    }  # fmt: skip


def assert_each_is_there_once(told: SimpleNamespace) -> None:
    kept = {str(visit.pk): visit for visit in Visit.objects.all()}
    assert set(kept) == set(told.drafts)
    assert {pk: (str(one.household_id), one.content) for pk, one in kept.items()} == {
        pk: (body["household"], body["content"]) for pk, body in told.drafts.items()
    }
    assert {one.visitor_id for one in kept.values()} == {told.clerk.pk}
    assert VisitedResident.objects.count() == MANY
    needs = Counter(need["category"] for body in told.drafts.values() for need in body["needs"])
    assert Counter(Need.objects.values_list("category__code", flat=True)) == needs
    assert Case.objects.count() == Need.objects.exclude(case=None).count() == needs["repairs"]
    assert Event.objects.filter(verb="visit.file").values("subject_id").distinct().count() == MANY
    assert Event.objects.filter(verb="visit.file").count() == MANY


class Careless:
    """A phone without locks: several tabs at once send whatever is still in the outbox, and are killed at any point."""

    def __init__(self, told: SimpleNamespace) -> None:
        self.site, self.outbox = told.site, dict(told.drafts)
        client = Client()
        client.force_login(told.clerk)
        self.csrf = client.get("/offline/session/").json()["csrf"]
        self.cookies = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
        self.answers: Counter[int] = Counter()

    def tab(self, seed: int) -> None:
        """Works through the outbox in an order of its own until it is killed."""
        luck = random.Random(seed)
        waiting = list(self.outbox)
        luck.shuffle(waiting)
        for pk in waiting[: luck.randint(1, len(waiting))]:
            if (body := self.outbox.get(pk)) and self.put(pk, body, luck.random()):
                self.outbox.pop(pk, None)

    def put(self, pk: str, body: dict[str, Any], luck: float) -> bool:
        """Whether the portal said that it has it. Of 10, two never leave the phone, two more never hear the answer."""
        if luck < 0.2:
            return False
        wire = http.client.HTTPConnection(self.site.hostname, self.site.port, timeout=60)
        headers = {"Content-Type": "application/json", "Cookie": self.cookies, "X-CSRFToken": self.csrf}
        wire.request("PUT", f"/api/v1/visits/{pk}/", json.dumps(body), headers)
        if luck < 0.4:
            wire.close()
            return False
        answer = wire.getresponse()
        self.answers[answer.status] += 1
        found = json.loads(answer.read())
        return answer.status in (200, 201) and found["id"] == pk


def test_500_visits_of_a_careless_phone_are_filed_once_each(told):
    phone, luck = Careless(told), random.Random(SEED)
    with ThreadPoolExecutor(4) as pool:
        while phone.outbox:
            list(pool.map(phone.tab, [luck.random() for _ in range(4)]))
    assert set(phone.answers) == {200, 201}
    until(lambda: Visit.objects.count() == MANY)  # an answer nobody waited for may still be written
    assert_each_is_there_once(told)


class Wire(BaseHTTPRequestHandler):
    """Stands between a browser and the portal. Of filings it cuts some before they arrive, some after they were done."""

    protocol_version = "HTTP/1.1"
    luck, site, cut = random.Random(SEED), None, Counter()

    def pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fate = self.luck.random() if self.command == "PUT" else 1
        if fate < 0.08:
            return self.hang_up("before")
        upstream = http.client.HTTPConnection(self.site.hostname, self.site.port, timeout=60)
        upstream.request(self.command, self.path, body, dict(self.headers.items()) | {"Connection": "close"})
        answer = upstream.getresponse()
        text = answer.read()
        upstream.close()
        if fate < 0.16:
            return self.hang_up("after")
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        return self.wfile.write(text) and None

    do_GET = do_POST = do_PUT = pass_on  # noqa: N815

    def hang_up(self, when: str) -> None:
        self.cut[when] += 1
        self.close_connection = True

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def wire(told) -> Iterator[str]:
    """The portal's address behind the wire."""
    Wire.site, Wire.cut = told.site, Counter()
    server = ThreadingHTTPServer(("localhost", 0), Wire)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


FILL = """async ([user, drafts]) => {
  const { keep } = await import("/static/offline/outbox.js");
  for (const [id, body] of Object.entries(drafts)) await keep(user, id, { body, address: "演练" }, { hold: 15e3 });
}"""


WAITING = "async user => (await (await import('/static/offline/outbox.js')).count(user)).waiting"


@pytest.mark.browser
def test_500_visits_in_the_real_outbox_survive_cuts_kills_and_two_tabs(told, wire, chromium):
    phone, luck = Phone(chromium, wire), random.Random(SEED)
    phone.made_ready(told.clerk)
    phone.page.evaluate(FILL, [str(told.clerk.pk), told.drafts])
    tabs = [phone.page, phone.tab()]
    for tab in tabs:
        tab.goto(f"{wire}/offline/")
    while phone.page.evaluate(WAITING, str(told.clerk.pk)):
        for at, tab in enumerate(tabs):
            if luck.random() < 0.15:
                tab.close(run_before_unload=False)
                tab = tabs[at] = phone.tab()
                tab.goto(f"{wire}/offline/")
            with suppress(Exception):
                tab.evaluate("dispatchEvent(new Event('online'))")
        phone.page = tabs[0]
        phone.page.wait_for_timeout(400)
    assert phone.kept("drafts") == []
    assert Wire.cut["before"] > 10
    assert Wire.cut["after"] > 10
    assert_each_is_there_once(told)
