from __future__ import annotations

import pytest
from django.test import Client

from tests.factories.access import token_of
from tests.factories.cases import new_case
from tests.factories.forces import ForceFactory


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
def force(place, team):
    """A running team of the northern street; `team.staff` leads it."""
    return ForceFactory(division=place.north, lead=team.staff)


@pytest.fixture
def case(place, team):
    return new_case(place.north1, by=team.clerk)
