"""What holds for every indicator: the records behind each number are as many as the number, at each level."""

from __future__ import annotations

import pytest
from django.db import transaction

from governance.access import codes
from indices.indicators import SIDES, indicator, indicators
from tests.factories.access import district_of_two_streets
from tests.factories.counted import two_kinds_in
from tests.factories.indices import case, round_of
from tests.factories.submissions import reported_in
from tests.factories.year import a_year_in
from tests.indices.counting import WINDOW, figure


@pytest.fixture(scope="module")
def _everything(django_db_setup, django_db_blocker):
    """Asked many times and never changed, so made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        place = district_of_two_streets()
        a_year_in(place)
        two_kinds_in(place)
        reported_in(place)
        round_of(case(place.north1, "2026-09-01 09:00", theme="hazard"), "2026-09-20 09:00")
        yield place
        transaction.set_rollback(True)


@pytest.fixture
def everything(_everything, django_db_blocker):
    with django_db_blocker.unblock():
        yield _everything


@pytest.mark.parametrize("code", [one.code for one in indicators()])
def test_the_records_of_each_number_are_as_many_as_the_number(everything, code):
    one, place = indicator(code), everything
    for unit in (place.district, place.north, place.north1):
        rows = {side: one.records(WINDOW, side, *codes.within(unit.code)) for side in SIDES[: 3 if one.parted else 2]}
        numbers = dict(zip(SIDES, figure(code, place, unit), strict=False))
        numbers["rest"] = numbers["denominator"] - numbers["numerator"]
        assert numbers["denominator"] > 0
        assert numbers["numerator"] > 0 or code == "GZ-B5"
        assert all(rows[side].count() == numbers[side] for side in rows if side not in one.summed)
        assert all(rows[side].exists() for side in rows if numbers[side])
        if one.parted:
            assert not set(rows["numerator"].values_list("pk")) & set(rows["rest"].values_list("pk"))
