"""People of two streets and their district; one worker of the northern committee."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from governance.access.roles import Role
from tests.factories.access import member
from tests.factories.workers import WorkerFactory, post_at
from workers.actions.posts import ensure_posts


@pytest.fixture
def people(place) -> SimpleNamespace:
    """`north` applies, `north2` is another administrator of that street, `south` of the other; `district` decides."""
    return SimpleNamespace(
        north=member(Role.SUBDISTRICT_ADMIN, of=place.north), north2=member(Role.SUBDISTRICT_ADMIN, of=place.north),
        south=member(Role.SUBDISTRICT_ADMIN, of=place.south), district=member(Role.DISTRICT_ADMIN, of=place.district),
        district2=member(Role.DISTRICT_ADMIN, of=place.district), staff=member(Role.STAFF, of=place.north),
        clerk=member(Role.CLERK, of=place.north1), next_clerk=member(Role.CLERK, of=place.north2),
    )  # fmt: skip


@pytest.fixture
def posts(place) -> dict[str, object]:
    """The standard set, by code."""
    return {one.code: one for one in ensure_posts(place.district, by=None)}


@pytest.fixture
def worker(place):
    post_at(place.north1)
    return WorkerFactory(division=place.north1, name="钱学礼")


@pytest.fixture
def as_(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def together() -> Callable[..., list[Any]]:
    """Run a function in so many threads at once; answers what each returned or raised."""

    def run(work: Callable[[int], Any], *, threads: int) -> list[Any]:
        def one(number: int) -> Any:
            try:
                return work(number)
            except Exception as error:
                return error
            finally:
                connection.close()

        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(one, range(threads)))

    return run
