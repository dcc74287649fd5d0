from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from governance.access.roles import Role
from tests.factories.access import member
from tests.factories.cases import CategoryFactory
from tests.factories.neighborhoods import HouseholdFactory, KeyPersonFactory, ResidentFactory
from visits.actions.visits import NeedAsked, file_visit


@pytest.fixture
def clerk(place):
    return member(Role.CLERK, of=place.north1)


@pytest.fixture
def as_clerk(clerk):
    client = Client()
    client.force_login(clerk)
    return client


@pytest.fixture
def care(place):
    return CategoryFactory(division=place.district, code="care", name="助老服务", opens_case=False)


@pytest.fixture
def due(place):
    """A household with somebody to be visited by now."""
    home = HouseholdFactory(division=place.north1, address="同济新村 23 号 502 室")
    resident = ResidentFactory(division=place.north1, household=home, name="陆妙珍", phone="13812345678")
    KeyPersonFactory(resident=resident, division=place.north1)
    return home


@pytest.fixture
def promised(place, clerk, care):
    """A need that the committee follows up itself, at a door that is not due."""
    home = HouseholdFactory(division=place.north1, address="同济新村 24 号 101 室")
    visited_at = timezone.now() - timedelta(hours=3)
    return file_visit(
        home, by=clerk, visited_at=visited_at, needs=[NeedAsked(care, "想装扶手，电话晚上打")]
    ).needs.get()
