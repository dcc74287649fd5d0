from __future__ import annotations

import json

import pytest
from django.test import Client

from governance.access.roles import Role
from tests.factories.access import DivisionFactory, member, token_of


class Caller:
    """A program with a token. Answers come with `.json()`."""

    def __init__(self, token: str) -> None:
        self.client = Client(headers={"authorization": f"Bearer {token}"})

    def get(self, address, **query):
        return self.client.get(address, query)

    def follow(self, link):
        return self.client.get(link)

    def send(self, method, address, body=None, **headers):
        raw = body if isinstance(body, bytes) else json.dumps({} if body is None else body)
        return self.client.generic(method, address, raw, content_type="application/json", headers=headers)


@pytest.fixture(autouse=True)
def _addresses(settings):
    settings.ROOT_URLCONF = "tests.api.addresses"


@pytest.fixture
def caller():
    """`caller(user, scope="read")` calls the API as `user`."""
    return lambda user, scope="write": Caller(token_of(user, scope))


@pytest.fixture
def admin(place, caller):
    return caller(member(Role.DISTRICT_ADMIN, of=place.district))


@pytest.fixture
def street_admin(place, caller):
    return caller(member(Role.SUBDISTRICT_ADMIN, of=place.north))


@pytest.fixture
def clerk(place, caller):
    return caller(member(Role.CLERK, of=place.north1))


@pytest.fixture
def crowd(place):
    """95 more committees of the northern street, names in four groups, so that ordering by name has ties."""
    return [
        DivisionFactory(
            code=f"310110009{number:03d}", name=f"第{number % 4}居委会", level="committee", parent=place.north
        )
        for number in range(100, 195)
    ]
