"""Fixtures of every test: a small district with two streets.

Tests prepare rows as the portal itself (`mulin.scope=system` is the default of their session, see settings/testing.py);
what is asked through pages and the API sets its own scope, as in production.
"""

from __future__ import annotations

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

from tests.browsing import _chromium, chromium  # noqa: F401  one browser for the whole session
from tests.factories.access import district_of_two_streets


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_blocker, django_db_keepdb, django_db_createdb, django_db_modify_db_settings
):
    """Always build the owner's database, whichever tests are asked for: "default" mirrors it, and must never mirror
    the developer's. Both connections are closed before it is dropped.
    """
    keep = django_db_keepdb and not django_db_createdb
    with django_db_blocker.unblock():
        built = setup_databases(verbosity=0, interactive=False, aliases={"default", "owner"}, keepdb=keep)
    yield
    with django_db_blocker.unblock():
        connections["default"].close()
        _end_stragglers()
        if not django_db_keepdb:
            teardown_databases(built, verbosity=0)


def _end_stragglers() -> None:
    """A browser's last request may still be answered by a thread of the live server; its session would keep the database."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _owner_never_left_open():
    """The owner's connection is only for building and flushing; an idle one would block the database's removal."""
    yield
    connections["owner"].close()


@pytest.fixture
def queries_of():
    """`queries_of(client, path)`: how many queries a page takes in production.

    A first call lets the session note that its owner was seen; a test's outer transaction adds savepoints and the
    handing back of the scope, which are not counted.
    """

    def count(client, path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200, path
        nesting = (
            "SAVEPOINT",
            "RELEASE",
            "SELECT coalesce(current_setting",
            "SELECT set_config('mulin.scope', 'system'",
        )
        return sum(not query["sql"].startswith(nesting) for query in seen)

    return count


@pytest.fixture
def place(db):
    """`place.district`, `.north`, `.south` (streets), `.north1`, `.north2`, `.south1` (committees), `.department`."""
    return district_of_two_streets()
