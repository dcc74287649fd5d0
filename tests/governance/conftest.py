from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import transaction

from governance.access.roles import Role
from tests.factories.access import district_of_two_streets, member
from tests.governance.specimens import specimens, team_of


@pytest.fixture(scope="module")
def everything(django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    """`place`, `team` and `names` of one of everything, made once for a module's tests; each test's own work is undone.

    Ask for `db` beside it. The rows live in a transaction around those of the tests, and go with it.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        place = district_of_two_streets()
        team = team_of(place)
        yield SimpleNamespace(place=place, team=team, names=specimens(place, team))
        transaction.set_rollback(True)


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
