from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client

from governance.access.roles import Role
from tests.factories.access import member, token_of


@pytest.fixture
def team(place):
    """`.admin .viewer .worker` (民政局) `.outsider` (房管局) `.manager .staff .clerk`, and next door `.rival .neighbour`."""
    return SimpleNamespace(
        admin=member(Role.DISTRICT_ADMIN, of=place.district),
        viewer=member(Role.VIEWER, of=place.district),
        worker=member(Role.DEPARTMENT, of=place.district, department=place.department),
        outsider=member(Role.DEPARTMENT, of=place.district, department=place.other_department),
        manager=member(Role.SUBDISTRICT_ADMIN, of=place.north),
        staff=member(Role.STAFF, of=place.north),
        clerk=member(Role.CLERK, of=place.north1),
        rival=member(Role.SUBDISTRICT_ADMIN, of=place.south),
        neighbour=member(Role.CLERK, of=place.north2),
    )


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
