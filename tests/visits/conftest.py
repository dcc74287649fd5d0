from __future__ import annotations

import pytest

from governance.access.roles import Role
from tests.factories.access import member
from tests.factories.cases import CategoryFactory
from tests.factories.neighborhoods import HouseholdFactory


@pytest.fixture
def clerk(place):
    return member(Role.CLERK, of=place.north1)


@pytest.fixture
def neighbour(place):
    return member(Role.CLERK, of=place.north2)


@pytest.fixture
def home(place):
    return HouseholdFactory(division=place.north1, address="鞍山四村 23 号 601 室")


@pytest.fixture
def repairs(place):
    return CategoryFactory(division=place.district, code="repairs", name="住房修缮", opens_case=True)


@pytest.fixture
def care(place):
    return CategoryFactory(division=place.district, code="care", name="助老服务", opens_case=False)
