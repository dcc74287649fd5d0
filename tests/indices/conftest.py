"""A locked scheme over the small district, and a finished October in it."""

from __future__ import annotations

import pytest

from governance.access.roles import Role
from indices.actions.schemes import ensure_phase_one
from tests.factories.access import member
from tests.factories.indices import computed
from tests.factories.year import a_year_in


@pytest.fixture
def version(place):
    return ensure_phase_one(place.district, by=None)


@pytest.fixture
def run(place, version):
    """October 2026, computed on the third of November."""
    a_year_in(place)
    return computed(version, place.district)


@pytest.fixture
def admin(place):
    return member(Role.DISTRICT_ADMIN, of=place.district)


@pytest.fixture
def viewer(place):
    return member(Role.VIEWER, of=place.district)


@pytest.fixture
def clerk(place):
    return member(Role.CLERK, of=place.north1)


@pytest.fixture
def neighbour(place):
    """A street officer of the other street."""
    return member(Role.STAFF, of=place.south)
