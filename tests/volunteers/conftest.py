from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from governance.access.roles import Role
from tests.factories.access import member
from tests.factories.volunteers import ProjectFactory, ShiftFactory, UnitFactory, VolunteerFactory


@pytest.fixture
def net(place) -> SimpleNamespace:
    """The four levels over the northern committee, who works there, and `volunteer` of the station with a `shift` under way."""
    association = UnitFactory(division=place.district, level="association", name="区志愿者协会")
    branch = UnitFactory(division=place.north, level="branch", parent=association, name="四平路街道分会")
    station = UnitFactory(division=place.north1, level="station", parent=branch, name="同济新村志愿者工作站")
    team = UnitFactory(division=place.north1, level="team", parent=station, name="法律服务队", field="law")
    project = ProjectFactory(unit=station, title="为老送餐")
    return SimpleNamespace(
        association=association, branch=branch, station=station, team=team, project=project,
        shift=ShiftFactory(project=project), volunteer=VolunteerFactory(division=place.north1, unit=station),
        clerk=member(Role.CLERK, of=place.north1), colleague=member(Role.CLERK, of=place.north1),
        staff=member(Role.STAFF, of=place.north), viewer=member(Role.VIEWER, of=place.district),
        neighbour=member(Role.CLERK, of=place.north2), admin=member(Role.DISTRICT_ADMIN, of=place.district),
    )  # fmt: skip


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
