from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from governance.access.roles import Role
from governance.vault.checksums import id_check_digit
from tests.factories.access import member
from tests.factories.neighborhoods import BuildingFactory, EstateFactory, HouseholdFactory, ResidentFactory


def id_number(first17: str = "31011019480305401") -> str:
    """Made up, with a right check digit: a man born on 1948-03-05."""
    return first17 + id_check_digit(first17)


@pytest.fixture
def clerk(place):
    return member(Role.CLERK, of=place.north1)


@pytest.fixture
def neighbour(place):
    return member(Role.CLERK, of=place.north2)


@pytest.fixture
def viewer(place):
    return member(Role.VIEWER, of=place.district)


@pytest.fixture
def building(place):
    estate = EstateFactory(division=place.north1, name="同济新村")
    return BuildingFactory(division=place.north1, estate=estate, name="23 号")


@pytest.fixture
def household(place, building):
    return HouseholdFactory(division=place.north1, building=building, room="502 室")


@pytest.fixture
def resident(place, household):
    return ResidentFactory(
        division=place.north1, household=household, name="欧阳若兰", id_number=id_number(), phone="13800138000"
    )


@pytest.fixture
def many() -> Callable[[Callable[[int], Any], int], list[Any]]:
    """Run a function in so many threads at once, each with a connection of its own; what each returned or raised."""

    def run(work: Callable[[int], Any], threads: int) -> list[Any]:
        ready = threading.Barrier(threads)

        def one(number: int) -> Any:
            ready.wait()
            try:
                return work(number)
            except Exception as error:
                return error
            finally:
                connection.close()

        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(one, range(threads)))

    return run
