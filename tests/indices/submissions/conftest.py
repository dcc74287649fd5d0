"""The last whole month, and who reports, reviews and samples it."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from governance.access.roles import Role
from indices.submissions.actions import submissions
from indices.windows import period_of
from tests.factories.access import member, token_of


@pytest.fixture
def last():
    return period_of(timezone.now()).shifted(-1)


@pytest.fixture
def team(place):
    return SimpleNamespace(
        clerk=member(Role.CLERK, of=place.north1), staff=member(Role.STAFF, of=place.north),
        boss=member(Role.SUBDISTRICT_ADMIN, of=place.north), district=member(Role.DISTRICT_ADMIN, of=place.district),
        other=member(Role.DISTRICT_ADMIN, of=place.district), viewer=member(Role.VIEWER, of=place.district),
        neighbour=member(Role.CLERK, of=place.north2), next_staff=member(Role.STAFF, of=place.south),
    )  # fmt: skip


@pytest.fixture
def told(place, team, last):
    """`told()` is a figure of the northern committee that waits for the street."""

    def make(code="ZZ-B3", numerator=4, denominator=5, period=None, division=None, by=None, **fields):
        below = None if denominator is None else Decimal(denominator)
        return submissions.report(
            division=division or place.north1, indicator=code, period=(period or last).code, numerator=Decimal(numerator),
            denominator=below, by=by or team.clerk, **fields,
        )  # fmt: skip

    return make


@pytest.fixture
def page(client):
    def of(user) -> Client:
        client.force_login(user)
        return client

    return of


@pytest.fixture
def api():
    return lambda user: Client(headers={"Authorization": f"Bearer {token_of(user)}"})
