from __future__ import annotations

import pytest
from django.test import Client

from tests.factories.access import token_of
from tests.factories.appraisals import a_year_of, staff_of


@pytest.fixture
def team(place):
    """`admin viewer` of the district, `manager staff clerk` of the north, `neighbour` manages the south."""
    return staff_of(place)


@pytest.fixture
def year(place):
    return a_year_of(place)


@pytest.fixture
def page(client):
    """`page(user)` is a client signed in as `user`."""

    def of(user) -> Client:
        client.force_login(user)
        return client

    return of


@pytest.fixture
def api():
    return lambda user: Client(headers={"Authorization": f"Bearer {token_of(user)}"})
