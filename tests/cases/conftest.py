from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from tests.factories.cases import case_in, case_team


@pytest.fixture
def team(place):
    """`.clerk .neighbour .staff .colleague .stranger .manager .worker .outsider .admin .viewer .auditor`"""
    return case_team(place)


@pytest.fixture
def case_at(place, team):
    """`case_at("handling")` is a case of the northern committee in that state, `team.worker` its handler."""
    return lambda state, **fields: case_in(state, place, team, **fields)


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
