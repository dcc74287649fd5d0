from __future__ import annotations

from types import SimpleNamespace

import pytest

from governance.access.roles import Role
from tests.factories.access import member


@pytest.fixture
def people(place):
    """One of each role: `.district`, `.viewer`, `.office` (民政局), `.street`, `.staff`, `.clerk`, `.auditor`, and the neighbours."""
    return SimpleNamespace(
        district=member(Role.DISTRICT_ADMIN, of=place.district),
        viewer=member(Role.VIEWER, of=place.district),
        office=member(Role.DEPARTMENT, of=place.district, department=place.department),
        street=member(Role.SUBDISTRICT_ADMIN, of=place.north),
        staff=member(Role.STAFF, of=place.north),
        clerk=member(Role.CLERK, of=place.north1),
        auditor=member(Role.AUDITOR, of=place.district),
        other_street=member(Role.SUBDISTRICT_ADMIN, of=place.south),
        other_staff=member(Role.STAFF, of=place.south),
        other_clerk=member(Role.CLERK, of=place.south1),
    )


@pytest.fixture
def as_(client):
    """`as_(user)` is the client signed in as that user."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in
