"""The part of cases.open311 in the access matrix: everybody reads the same, and only a key files."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from cases.models import Case
from governance.access.models import User
from tests.factories.cases import CategoryFactory, new_case

MATRIX: dict[str, str] = {
    "open311": """
GET   /open311/v2/discovery.json                             |   0 |   0   0   0   0   0   0   0 |   0   0
GET   /open311/v2/services.json                              |   0 |   0   0   0   0   0   0   0 |   0   0
GET   /open311/v2/services/{public_service}.json             | 200 | 200 200 200 200 200 200 200 | 200 200
GET   /open311/v2/requests.json                              | 200 | 200 200 200 200 200 200 200 | 200 200
POST  /open311/v2/requests.json                              | 403 | 403 403 403 403 403 403 403 | 403 403
GET   /open311/v2/requests/{public_number}.xml               | 200 | 200 200 200 200 200 200 200 | 200 200
GET   /open311/v2/requests/{number}.json                     | 404 | 404 404 404 404 404 404 404 | 404 404
GET   /open311/v2/tokens/{public_number}.json                | 200 | 200 200 200 200 200 200 200 | 200 200
GET   /open311/v2/bulk/{public_month}.csv                    | 200 | 200 200 200 200 200 200 200 | 200 200
GET   /open311/v2/nothing.json                               | 404 | 404 404 404 404 404 404 404 | 404 404
POST  /open311/v2/nothing.json                               | 404 | 404 404 404 404 404 404 404 | 404 404
""",
}
PUBLIC: tuple[str, ...] = (
    "/open311/v2/discovery.json", "/open311/v2/services.json", "/open311/v2/services/{public_service}.json", "/open311/v2/requests.json",
    "/open311/v2/requests/{public_number}.xml", "/open311/v2/requests/{number}.json", "/open311/v2/tokens/{public_number}.json",
    "/open311/v2/bulk/{public_month}.csv", "/open311/v2/nothing.json",
)  # fmt: skip
PAGES: dict[str, dict[str, Any]] = {
    "/open311/v2/requests.json": {"api_key": "wrong", "service_code": "{public_service}"}
}
API: dict[str, dict[str, Any]] = {}
SHOWN: tuple[str, ...] = ("public_number",)
SPECIMEN: dict[str, str] = {}
ASKED: dict[str, str] = {}
BARE: tuple[str, ...] = ()


def specimens(place: SimpleNamespace, team: dict[str, User], names: dict[str, str]) -> dict[str, str]:
    """A service that is offered, and a case of the northern committee that came this way."""
    service = CategoryFactory(division=place.district, code="lamps", name="路灯", offered=True)
    case = new_case(place.north1, category=service, entrance=Case.Entrance.OPEN311)
    month = f"{timezone.localtime(case.opened_at):%Y-%m}"
    return {"public_service": service.code, "public_number": case.number, "public_month": month}
