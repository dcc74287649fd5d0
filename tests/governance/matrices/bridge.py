"""The part of cases.bridge in the access matrix. The two signed doors know no session and no token."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from cases.actions import steps
from cases.bridge.actions import crossings
from cases.bridge.models import Crossing, Delivery
from governance.access.models import Department, User
from governance.access.roles import Role
from tests.factories.access import member
from tests.factories.bridge import PlatformFactory, WebhookFactory
from tests.factories.cases import new_case

MATRIX: dict[str, str] = {
    "bridge": """
GET   /bridge/                                               | 302 | 200   0   0   0   0   0   0 |   0   0
GET   /bridge/platforms/new/                                 | 302 |   0 403 403 403 403 403 403 | 403 403
POST  /bridge/platforms/new/                                 | 302 | 200 403 403 403 403 403 403 | 403 403
GET   /bridge/platforms/{platform}/                          | 302 | 200 404 404 200 200 404 404 | 200 404
GET   /bridge/platforms/{platform}/edit/                     | 302 | 200 404 404 403 403 404 404 | 403 404
POST  /bridge/platforms/{platform}/edit/                     | 302 | 302 404 404 403 403 404 404 | 403 404
POST  /bridge/platforms/{platform}/rotate/                   | 302 | 200 404 404 403 403 404 404 | 403 404
POST  /bridge/platforms/{platform}/switch/                   | 302 | 302 404 404 403 403 404 404 | 403 404
GET   /bridge/webhooks/{webhook}/                            | 302 | 200 404 404 404 404 404 404 | 404 404
POST  /bridge/webhooks/{webhook}/test/                       | 302 | 302 404 404 404 404 404 404 | 404 404
GET   /bridge/crossings/                                     | 302 | 200 200   0 200 200   0   0 |   0   0
POST  /bridge/cases/{case_filed}/send/                       | 302 | 302 422 404 302 302 422 404 | 404 404
POST  /bridge/crossings/{crossing_back}/confirm/             | 302 | 302 403 404 302 403 404 404 | 404 404
POST  /bridge/crossings/{crossing_back}/redo/                | 302 | 302 403 404 302 302 404 404 | 404 404
POST  /bridge/crossings/{crossing}/take_back/                | 302 | 302 403 404 302 403 404 404 | 404 404
POST  /bridge/deliveries/{delivery}/retry/                   | 302 | 302 403 404 302 302 404 404 | 404 404
""",
    "api bridge": """
GET   /api/v1/bridge/                                        | 401 |   0   0   0   0   0   0   0 |   0   0
GET   /api/v1/bridge/{platform}/                             | 401 | 200 404 404 200 200 404 404 | 200 404
POST  /api/v1/bridge/{platform}/cases/                       | 401 | 401 401 401 401 401 401 401 | 401 401
POST  /api/v1/bridge/{platform}/events/                      | 401 | 401 401 401 401 401 401 401 | 401 401
GET   /api/v1/crossings/                                     | 401 | 200 200   0 200 200   0   0 |   0   0
GET   /api/v1/crossings/{crossing}/                          | 401 | 200 200 404 200 200 404 404 | 404 404
GET   /api/v1/deliveries/                                    | 401 | 200 200   0 200 200   0   0 |   0   0
GET   /api/v1/deliveries/{delivery}/                         | 401 | 200 200 404 200 200 404 404 | 404 404
POST  /api/v1/deliveries/{delivery}/retry/                   | 401 | 200 403 404 200 200 404 404 | 404 404
""",
}
_REASON = {"reason": "改派给本区部门。"}
_PLATFORM = {
    "name": "城运平台",
    "url": "https://platform.example.org/bridge/",
    "direction": "both",
    "department": "{department}",
}
PAGES: dict[str, dict[str, Any]] = {
    "/bridge/platforms/new/": _PLATFORM | {"code": "another", "division": "{district}"},
    "/bridge/platforms/{platform}/edit/": _PLATFORM,
    "/bridge/platforms/{platform}/switch/": {"on": "false"},
    "/bridge/cases/{case_filed}/send/": {"platform": "{platform}"},
    "/bridge/crossings/{crossing_back}/redo/": _REASON,
    "/bridge/crossings/{crossing}/take_back/": _REASON,
}
API: dict[str, dict[str, Any]] = {
    "/api/v1/bridge/{platform}/cases/": {"number": "1", "category": "housing", "title": "路面积水"},
    "/api/v1/bridge/{platform}/events/": {"id": "1", "event": "closed", "number": "1"},
}
SHOWN: tuple[str, ...] = ("webhook", "crossed_number", "delivery")
SPECIMEN: dict[str, str] = {"crossings": "crossing", "deliveries": "delivery"}
ASKED: dict[str, str] = {"crossing": "crossing"}
BARE: tuple[str, ...] = ("bridge", "crossings")


def specimens(place: SimpleNamespace, team: dict[str, User], names: dict[str, str]) -> dict[str, str]:
    """A platform of the district, a case of the northern committee on its way there, and one that came back done."""
    officer = member(Role.STAFF, of=place.north)
    department = Department.objects.get(pk=names["department"])
    platform = PlatformFactory(division=place.district, department=department)
    webhook = WebhookFactory(division=place.district)
    crossing, back = (
        crossings.send_out(steps.file(new_case(place.north1), by=officer), platform=platform, by=officer)
        for _ in range(2)
    )
    delivery = Delivery.objects.get(crossing=crossing)
    steps.accept(back.case, by=None)
    Crossing.objects.filter(pk=back.pk).update(
        state="returned", outcome="done", result="已修好。", outside_number="CY1"
    )
    return {
        "platform": str(platform.pk), "webhook": str(webhook.pk), "crossing": str(crossing.pk), "crossing_back": str(back.pk),
        "delivery": str(delivery.pk), "crossed_number": crossing.case.number,
    }  # fmt: skip
