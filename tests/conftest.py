"""Fixtures of every test: a small district with two streets.

Tests prepare rows as the portal itself (`mulin.scope=system` is the default of their session, see settings/testing.py);
what is asked through pages and the API sets its own scope, as in production.
"""

from __future__ import annotations

import pytest
from django.db import connections

from tests.factories.access import district_of_two_streets


@pytest.fixture(autouse=True)
def _owner_never_left_open():
    """The owner's connection is only for building and flushing; an idle one would block the database's removal."""
    yield
    connections["owner"].close()


@pytest.fixture
def place(db):
    """`place.district`, `.north`, `.south` (streets), `.north1`, `.north2`, `.south1` (committees), `.department`."""
    return district_of_two_streets()
