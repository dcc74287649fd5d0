"""Programs skip the pages' machinery; what that gave them must still be there."""

from __future__ import annotations

import pytest

from governance.access.roles import Role
from governance.audit.models import Event
from tests.factories.access import member, token_of

LIST = "/api/v1/divisions/"


@pytest.fixture
def clerk(place):
    return member(Role.CLERK, of=place.north1)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_an_answer_tells_its_length_and_keeps_out_of_frames(client, clerk):
    answer = client.get(LIST, headers=bearer(token_of(clerk)))
    assert int(answer["Content-Length"]) == len(answer.content)
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert not answer.cookies


def test_a_denial_is_an_event_with_who_and_whence(client, clerk):
    assert (
        client.post("/api/v1/estates/", {}, headers=bearer(token_of(clerk, "read")), REMOTE_ADDR="10.1.2.3").status_code
        == 403
    )
    denied = Event.objects.get(verb="access.denied")
    assert (denied.actor, denied.address, denied.details) == (clerk, "10.1.2.3", {"path": "/api/v1/estates/"})


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 500, "两个字"])
def test_a_wrong_token_never_falls_back_to_the_session(client, clerk, token):
    client.force_login(clerk)
    assert client.get(LIST).status_code == 200
    answer = client.get(LIST, headers=bearer(token.encode().decode("latin-1")))
    assert answer.status_code == 401
    assert answer["Content-Type"].startswith("application/problem+json")


def test_an_unknown_address_is_a_problem(client, clerk):
    answer = client.get("/api/v1/no-such/", headers=bearer(token_of(clerk)))
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("application/problem+json")


def test_the_grants_of_a_token_are_those_of_its_owner(client, place, clerk):
    """A closed unit merged into the committee is reached too, as it is from a page."""
    place.north2.successor, place.north2.valid_until = place.north1, "2026-01-01"
    place.north2.save()
    codes = {
        row["code"] for row in client.get(LIST + "?level=committee", headers=bearer(token_of(clerk))).json()["results"]
    }
    assert codes == {place.north1.code, place.north2.code}
