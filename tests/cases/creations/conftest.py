from __future__ import annotations

import pytest
from django.test import Client

from tests.factories.access import token_of
from tests.factories.creations import RiverSectionFactory


@pytest.fixture
def page(client):
    """`page(user)` is a client signed in as `user`."""

    def of(user) -> Client:
        client.force_login(user)
        return client

    return of


@pytest.fixture
def api():
    """`api(user)` is a client with that person's token; it speaks JSON."""
    return lambda user: Client(headers={"Authorization": f"Bearer {token_of(user)}"})


@pytest.fixture
def section(place, team):
    """`section()` of the northern committee, its clerk the chief."""
    return lambda **fields: RiverSectionFactory(**{"division": place.north1, "chief": team.clerk} | fields)
