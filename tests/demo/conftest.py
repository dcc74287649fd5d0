"""A district of two streets with two committees each, and the demo on it."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from governance.demo import districts
from governance.demo.copying import COLUMNS
from indices.windows import SHANGHAI
from tests.factories.access import DivisionFactory

NOW = datetime(2026, 10, 12, 15, 30, tzinfo=SHANGHAI)


def divide() -> SimpleNamespace:
    """`.city .district .streets .committees`"""
    city = DivisionFactory(code="310000000000", name="上海市", level="city")
    district = DivisionFactory(code="310110000000", name="杨浦区", level="district", parent=city)
    streets, committees = [], []
    for code, name in (("009", "四平路"), ("018", "大桥")):
        street = DivisionFactory(code=f"310110{code}000", name=f"{name}街道", level="subdistrict", parent=district)
        streets.append(street)
        for at, called in enumerate(("一村第一居委会", "公寓居委会"), start=1):
            one = f"310110{code}{at:03}"
            committees.append(DivisionFactory(code=one, name=name + called, level="committee", parent=street))
    return SimpleNamespace(city=city, district=district, streets=streets, committees=committees)


def fill(divided: SimpleNamespace, **changed: object) -> None:
    """Load the small demo in this process, as of the afternoon of `NOW`."""
    asked = {"scale": "small", "seed": 1, "now": NOW, "password": "Demo-Pass-123", "processes": 0} | changed
    districts.load(divided.district, **asked)
    analyze()


def analyze() -> None:
    """Rows of a running transaction are unknown to the planner, which may then choose loops without end."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(COLUMNS)}")


@pytest.fixture
def divided(db):
    return divide()


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Loaded once for a module; its tests run in savepoints of the one transaction, which is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = divide()
        fill(found)
        yield found
        transaction.set_rollback(True)
