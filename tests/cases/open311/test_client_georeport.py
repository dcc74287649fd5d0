"""A client that was not written against our code: `georeport` from PyPI, unchanged, over a real socket."""

from __future__ import annotations

import pytest
from georeport import GeoReport

from cases.models import Case
from tests.factories.cases import new_case
from tests.marks import COMMITTED


@pytest.fixture
def filed(offered, place):
    return new_case(
        place.north1,
        category=offered.trash,
        entrance=Case.Entrance.OPEN311,
        description="桶满了",
        latitude=31.2,
        longitude=121.5,
    )


@pytest.mark.parametrize("form", ["json", "xml"])
@COMMITTED
def test_georeport_reads_services_definitions_and_requests(live_server, filed, form):
    client = GeoReport(f"{live_server.url}/open311/v2", output_format=form)
    assert [one["service_code"] for one in client.get_service_list()] == ["lamp", "trash"]
    assert client.get_service_definition("lamp")["service_code"] == "lamp"
    found = client.get_service_requests(
        service_code="trash", status="open", start_date=filed.opened_at.strftime("%Y-%m-%dT00:00:00Z")
    )
    found = found if isinstance(found, list) else [found]
    assert [one["service_request_id"] for one in found] == [filed.number]
    assert client.get_service_request(filed.number)["description"] == "桶满了"
