"""The part of cases.intake in the access matrix: 12345, 随手拍, sensors."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from cases.intake.actions import batches, sensors, snapshots
from cases.intake.actions.tickets import open_ticket
from governance.access.models import User
from tests.factories.cases import CategoryFactory
from tests.factories.intake import file_of, ticket_row

MATRIX: dict[str, str] = {
    "intake": """
GET   /hotline/                                              | 302 | 200 200   0 200 200   0   0 |   0   0
POST  /hotline/                                              | 302 | 422 403 403 422 422 403 403 | 422 403
GET   /hotline/template/                                     | 302 |   0   0   0   0   0   0   0 |   0   0
GET   /hotline/{batch}/                                      | 302 | 200 200 404 200 200 404 404 | 404 404
POST  /hotline/{batch}/decide/                               | 302 | 302 403 404 302 302 404 404 | 404 404
POST  /hotline/{batch}/import/                               | 302 | 302 403 404 302 302 404 404 | 404 404
GET   /sensors/                                              | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /sensors/new/                                          | 302 | 200 403 403 200 200 403 403 |   0 403
POST  /sensors/new/                                          | 302 | 200 403 403 200 200 403 403 | 422 403
GET   /sensors/{sensor}/                                     | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /sensors/{sensor}/edit/                                | 302 | 200 403 404 200 200 403 404 | 404 404
POST  /sensors/{sensor}/edit/                                | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /sensors/{sensor}/secret/                              | 302 | 200 403 404 200 200 403 404 | 404 404
""",
    "public intake": """
GET   /public/report/                                        |   0 |   0   0   0   0   0   0   0 |   0   0
POST  /public/report/?category=litter                        | 422 | 422 422 422 422 422 422 422 | 422 422
POST  /public/report/near/?category=litter                   |   0 |   0   0   0   0   0   0   0 |   0   0
POST  /public/report/support/{case_handling}/                | 404 | 404 404 404 404 404 404 404 | 404 404
GET   /public/report/{report_secret}/                        | 200 | 200 200 200 200 200 200 200 | 200 200
POST  /public/report/{report_secret}/say/                    | 422 | 422 422 422 422 422 422 422 | 422 422
""",
    "api intake": """
GET   /api/v1/hotline-tickets/                               | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/hotline-tickets/                               | 401 | 201 403 403 201 201 403 403 | 400 403
GET   /api/v1/hotline-tickets/{ticket}/                      | 401 | 200 200 404 200 200 200 404 | 404 404
PUT   /api/v1/hotline-tickets/{new}/                         | 401 | 201 403 403 201 201 403 403 | 400 403
GET   /api/v1/sensor-events/                                 | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/sensor-events/                                 | 401 | 401 401 401 401 401 401 401 | 401 401
GET   /api/v1/sensor-events/{sensor_event}/                  | 401 | 200 200 404 200 200 200 404 | 404 404
""",
}
PUBLIC: tuple[str, ...] = (
    "/public/report/", "/public/report/?category=litter", "/public/report/near/?category=litter",
    "/public/report/support/{case_handling}/", "/public/report/{report_secret}/", "/public/report/{report_secret}/say/",
)  # fmt: skip
PAGES: dict[str, dict[str, Any]] = {
    "/hotline/{batch}/decide/": {"category-{hotline_line}": "litter"},
    "/sensors/new/": {
        "division": "{committee}", "code": "SMOKE-2", "name": "烟感", "category": "litter", "address": "泵房", "quiet_minutes": "60",
    },
    "/sensors/{sensor}/edit/": {"name": "新名", "category": "litter", "address": "泵房", "quiet_minutes": "5", "active": "on"},
}  # fmt: skip
_TICKET = {
    "number": "SH-NEW", "division": "{committee}", "category": "litter", "text": "楼道堆物，影响通行", "accepted_at": "2026-01-05T10:00:00+08:00",
}  # fmt: skip
API: dict[str, dict[str, Any]] = {
    "/api/v1/hotline-tickets/": _TICKET,
    "/api/v1/hotline-tickets/{new}/": _TICKET,
    "/api/v1/sensor-events/": {"event": "e2", "at": "2026-01-05T10:00:00+08:00"},
}
SHOWN: tuple[str, ...] = ("batch", "sensor", "ticket", "sensor_event")
SPECIMEN: dict[str, str] = {"hotline-tickets": "ticket", "sensor-events": "sensor_event"}
ASKED: dict[str, str] = {"sensor": "sensor_code"}
BARE: tuple[str, ...] = ()


def specimens(place: SimpleNamespace, team: dict[str, User], names: dict[str, str]) -> dict[str, str]:
    """A batch with one line to decide and one ready, a ticket, a sensor that shouted once, a stranger's report."""
    category, staff = CategoryFactory(division=place.district, code="litter", name="垃圾", offered=True), team["staff"]
    rows = (ticket_row("SH-1", category=""), ticket_row("SH-2", category="垃圾"))
    batch = batches.read(file_of(*rows), division=place.north, by=staff)
    ticket = open_ticket(
        number="SH-0",
        division=place.north1,
        category=category,
        text="垃圾无人清运",
        accepted_at=timezone.now(),
        by=staff,
    )
    given = {"code": "SMOKE-1", "name": "3 号楼烟感", "category": "litter", "address": "3 号楼"}
    sensor, _ = sensors.add(division=place.north1, by=staff, **given)
    event, _ = sensors.receive(sensor, event="e1", at=timezone.now())
    _, secret = snapshots.report(category=category, division=place.north1.code, text="路边有垃圾", sender=b"matrix")
    return {
        "batch": str(batch.pk), "hotline_line": str(batch.lines.get(number="SH-1").pk), "ticket": str(ticket.pk), "sensor": str(sensor.pk),
        "sensor_code": sensor.code, "sensor_event": str(event.pk), "report_secret": secret,
    }  # fmt: skip
