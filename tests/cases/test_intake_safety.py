"""What a stranger, a neighbouring street and another platform must not learn or do by the doors of intake and bridge."""

from __future__ import annotations

import socket
import threading
import time

import pytest
from django.test import Client
from django.utils import timezone

from cases.actions.categories import ensure_samples
from cases.bridge import calling
from cases.bridge.actions import crossings, receiving
from cases.bridge.flows import CROSSING
from cases.models import Case, Category
from governance.flow.machine import StepRefused
from tests.factories.access import token_of
from tests.factories.bridge import PlatformFactory
from tests.factories.cases import new_case
from tests.factories.intake import file_of, ticket_row
from tests.factories.neighborhoods import HouseholdFactory


@pytest.fixture
def streets(place):
    ensure_samples(place.district)
    return Category.objects.get(division=place.district, code="streets")


@pytest.fixture
def elsewhere(place, streets):
    """A hotline ticket that became a case of the southern street."""
    return new_case(place.south1, category=streets, entrance="hotline", outside_number="SH777", source="passive")


def page_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_public_page_tells_no_door_of_a_case_that_came_from_a_home(place, streets):
    at = {"latitude": 31.27, "longitude": 121.5}
    home = HouseholdFactory(division=place.north1)
    new_case(
        place.north1, category=streets, household=home, title="路边垃圾没人收", address="鞍山四村3号501室",
        entrance="open311", source="passive", **at,
    )  # fmt: skip
    assert Case.objects.public().exists()
    asked = ({"text": "路边垃圾没人收", "place": place.north1.code}, at, {"address": "鞍山四村3号501室"})
    answers = [Client().post("/public/report/near/?category=streets", one).content.decode().strip() for one in asked]
    assert answers == ["", "", ""]


def test_a_ticket_of_another_street_is_known_without_its_number(place, team, elsewhere, client):
    body = {
        "number": "SH777", "division": place.north1.code, "category": "streets", "text": "路边垃圾没人收",
        "accepted_at": timezone.now().isoformat(),
    }  # fmt: skip
    given = {"content_type": "application/json", "HTTP_AUTHORIZATION": f"Bearer {token_of(team.staff)}"}
    answer = client.post("/api/v1/hotline-tickets/", body, **given)
    assert answer.status_code == 400
    assert elsewhere.number not in answer.content.decode()


def test_a_file_of_tickets_leads_to_no_case_of_another_street(place, team, elsewhere):
    page = page_of(team.staff)
    asked = {"division": place.north.code, "file": file_of(ticket_row("SH777"))}
    text = page.get(page.post("/hotline/", asked)["Location"]).content.decode()
    assert "登记过" in text
    assert elsewhere.number not in text
    assert str(elsewhere.pk) not in text


def test_only_what_was_sent_out_and_came_back_done_is_asked_for_again(place, team, streets):
    platform = PlatformFactory(division=place.district, direction="in")
    said = {"number": "T1", "category": "streets", "title": "路边垃圾", "division": place.north1.code}
    crossing, _ = receiving.take_case(platform, **said)
    with CROSSING.step("return", crossing, by=None) as crossing:
        crossing.outcome, crossing.result = "done", "已清运。"
    with pytest.raises(StepRefused):
        crossings.redo(crossing, by=team.staff, reason="再办。")
    crossing.refresh_from_db()
    assert (crossing.state, crossing.result) == ("returned", "已清运。")


def test_who_answers_in_drops_is_hung_up_on(settings, monkeypatch):
    settings.BRIDGE_NETWORKS = ["127.0.0.0/8"]
    monkeypatch.setattr(calling, "PATIENCE", 1.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=drip, args=(server,), daemon=True).start()
        began = time.monotonic()
        answer = calling.post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})
    assert answer.status is None
    assert time.monotonic() - began < calling.PATIENCE + 2


@pytest.mark.parametrize(
    "inside", ["[64:ff9b::a00:1]", "[2002:a00:1::]", "[::127.0.0.1]", "[::ffff:10.0.0.1]", "2130706433", "[fd00::1]"]
)
def test_our_own_network_in_another_writing_is_not_called(inside):
    assert "内网" in calling.post(f"https://{inside}/", b"{}", {}).error


def test_what_lies_outside_is_called_behind_nat64_too():
    assert calling.check_url("url", "https://[64:ff9b::808:808]/")
    assert calling.check_url("url", "https://[2001:4860:4860::8888]/")


def test_a_description_without_end_is_refused_before_it_is_searched(place, team, streets):
    given = {
        "api_key": token_of(team.clerk), "service_code": "streets", "address_string": "抚顺路", "description": "<a" * 400_000,
    }  # fmt: skip
    began = time.monotonic()
    answer = Client().post("/open311/v2/requests.json", given)
    assert (answer.status_code, "最多 4000 个字" in answer.content.decode()) == (400, True)
    assert time.monotonic() - began < 5


def drip(server) -> None:
    """A header a second, for longer than anybody waits."""
    line, _ = server.accept()
    with line:
        line.recv(4096)
        try:
            line.sendall(b"HTTP/1.1 200 OK\r\n")
            for number in range(20):
                line.sendall(b"X-%d: 1\r\n" % number)
                time.sleep(1)
        except OSError:
            return
