from __future__ import annotations

import pytest
from django.test import Client

from tests.factories.access import token_of
from tests.factories.hazards import HazardFactory, RiskKindFactory


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
def kind(place):
    return RiskKindFactory()


@pytest.fixture
def hazard(place):
    """`hazard("rectified")` of the northern committee in that state."""
    traits = {"reported": {}, "assessed": {"assessed": True}, "rectifying": {"assessed": True, "state": "rectifying"},
              "rectified": {"rectified": True}, "cleared": {"cleared": True}}  # fmt: skip
    return lambda state, **fields: HazardFactory(division=place.north1, **traits[state] | fields)
