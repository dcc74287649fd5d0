"""The part of cases.hazards in the access matrix."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from cases.models import Category
from governance.access.models import User
from tests.factories.cases import CategoryFactory, new_case
from tests.factories.hazards import (
    CrisisFactory,
    HazardFactory,
    RiskKindFactory,
    RiskPointFactory,
    ViolationFactory,
    WatchFactory,
)

MATRIX: dict[str, str] = {
    "hazards": """
GET   /hazards/                                              | 302 | 200 200 200 200 200 200   0 |   0   0
GET   /hazards/export/                                       | 302 | 200 200 200 200 200 200   0 |   0   0
GET   /hazards/map/                                          | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /hazards/new/                                          | 302 | 200 403 403 200 200 200 403 |   0   0
POST  /hazards/new/                                          | 302 | 302 403 403 302 302 302 403 | 422 422
GET   /hazards/new/?case={danger}                            | 302 | 200 403 403 200 200 200 403 | 404 404
GET   /hazards/new/?point={risk_point}                       | 302 | 200 403 403 200 200 200 403 | 404 404
GET   /hazards/{hazard}/                                     | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /hazards/{hazard_assigned}/                            | 302 | 200 200 200 200 200 200 404 | 404 404
POST  /hazards/{hazard}/photos/                              | 302 | 422 403 404 422 422 422 404 | 404 404
GET   /hazards/{hazard}/photos/{new}/                        | 302 | 404 404 404 404 404 404 404 | 404 404
POST  /hazards/{hazard}/case/                                | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /hazards/{hazard}/assess/                              | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /hazards/{hazard_assigned}/begin/                      | 302 | 302 403 302 302 403 403 404 | 404 404
POST  /hazards/{hazard_assigned}/refuse/                     | 302 | 302 403 302 302 403 403 404 | 404 404
POST  /hazards/{hazard_own}/begin/                           | 302 | 302 403 404 302 403 302 404 | 404 404
POST  /hazards/{hazard_rectified}/return/                    | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /hazards/{hazard_rectified}/clear/                     | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /hazards/{hazard}/withdraw/                            | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /hazards/{hazard}/nonsense/                            | 302 | 404 404 404 404 404 404 404 | 404 404
GET   /hazards/points/                                       | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /hazards/points/new/                                   | 302 | 200 403 403 200 200 200 403 |   0   0
POST  /hazards/points/new/                                   | 302 | 302 403 403 302 302 302 403 | 422 422
GET   /hazards/points/{risk_point}/                          | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /hazards/points/{risk_point}/edit/                     | 302 | 200 403 404 200 200 403 404 | 404 404
POST  /hazards/points/{risk_point}/edit/                     | 302 | 302 403 404 302 302 403 404 | 404 404
GET   /hazards/points/{risk_point}/withdraw/                 | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /hazards/points/{risk_point}/withdraw/                 | 302 | 302 403 404 302 302 302 404 | 404 404
GET   /hazards/kinds/                                        | 302 |   0   0   0   0   0   0   0 |   0   0
POST  /hazards/kinds/standard/                               | 302 | 302 403 403 403 403 403 403 | 403 403
GET   /hazards/kinds/{own_kind}/                             | 302 | 200 403 403 403 403 403 403 | 403 403
POST  /hazards/kinds/{own_kind}/                             | 302 | 302 403 403 403 403 403 403 | 403 403
GET   /duty/                                                 | 302 | 200 200 403 200 200 200 403 |   0 200
GET   /duty/crises/                                          | 302 | 200 200   0 200 200 200   0 |   0 200
GET   /duty/crises/new/                                      | 302 | 200 403 403 200 403 403 403 | 403 403
POST  /duty/crises/new/                                      | 302 | 302 403 403 302 403 403 403 | 403 403
GET   /duty/crises/{crisis}/                                 | 302 | 200 200 404 200 200 200 404 | 404 200
POST  /duty/crises/{crisis}/develop/                         | 302 | 302 403 404 302 403 403 404 | 404 403
POST  /duty/crises/{crisis}/erupt/                           | 302 | 302 403 404 302 403 403 404 | 404 403
POST  /duty/crises/{crisis_growing}/recover/                 | 302 | 302 403 404 302 403 403 404 | 404 403
POST  /duty/crises/{crisis}/lift/                            | 302 | 302 403 404 302 403 403 404 | 404 403
POST  /duty/crises/{crisis}/withdraw/                        | 302 | 302 403 404 302 403 403 404 | 404 403
GET   /duty/watches/                                         | 302 | 200 200   0 200 200 200   0 |   0 200
GET   /duty/watches/new/                                     | 302 | 200 403 403 200 403 403 403 | 403 403
POST  /duty/watches/new/                                     | 302 | 302 403 403 302 403 403 403 | 403 403
GET   /duty/watches/{watch}/                                 | 302 | 200 200 404 200 200 200 404 | 404 200
POST  /duty/watches/{watch}/begin/                           | 302 | 302 403 404 302 302 403 404 | 404 403
POST  /duty/watches/{watch_on}/hand_over/                    | 302 | 302 403 404 302 403 403 404 | 404 403
POST  /duty/watches/{watch}/withdraw/                        | 302 | 302 403 404 302 403 403 404 | 404 403
GET   /violations/                                           | 302 | 200 200 200 200 200 200   0 |   0   0
GET   /violations/new/                                       | 302 | 200 403 403 200 200 200 403 |   0   0
POST  /violations/new/                                       | 302 | 302 403 403 302 302 302 403 | 422 422
GET   /violations/{violation}/                               | 302 | 200 200 200 200 200 200 404 | 404 404
POST  /violations/{violation}/identify/                      | 302 | 302 403 302 302 302 403 404 | 404 404
POST  /violations/{violation_identified}/order/              | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /violations/{violation_ordered}/punish/                | 302 | 302 403 404 302 403 403 404 | 404 404
POST  /violations/{violation_ordered}/restore/               | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /violations/{violation}/withdraw/                      | 302 | 302 403 403 302 302 302 404 | 404 404
""",
    "api hazards": """
GET   /api/v1/hazards/                                       | 401 | 200 200 200 200 200 200   0 |   0   0
POST  /api/v1/hazards/                                       | 401 | 201 403 403 201 201 201 403 | 400 400
PUT   /api/v1/hazards/{new}/                                 | 401 | 201 403 403 201 201 201 403 | 400 400
GET   /api/v1/hazards/{hazard}/                              | 401 | 200 200 404 200 200 200 404 | 404 404
POST  /api/v1/hazards/{hazard}/assess/                       | 401 | 200 403 404 200 200 403 404 | 404 404
POST  /api/v1/hazards/{hazard_assigned}/begin/               | 401 | 200 403 200 200 403 403 404 | 404 404
POST  /api/v1/hazards/{hazard_assigned}/refuse/              | 401 | 200 403 200 200 403 403 404 | 404 404
POST  /api/v1/hazards/{hazard_rectifying}/rectify/           | 401 | 200 403 404 200 403 200 404 | 404 404
POST  /api/v1/hazards/{hazard_rectified}/return/             | 401 | 200 403 404 200 200 403 404 | 404 404
POST  /api/v1/hazards/{hazard_rectified}/clear/              | 401 | 200 403 404 200 200 403 404 | 404 404
POST  /api/v1/hazards/{hazard}/withdraw/                     | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/hazards/{hazard}/open-case/                    | 401 | 200 403 404 200 200 200 404 | 404 404
GET   /api/v1/rectifications/                                | 401 | 200 200   0 200 200 200   0 |   0   0
GET   /api/v1/rectifications/{rectification}/                | 401 | 200 200 404 200 200 200 404 | 404 404
GET   /api/v1/risk-points/                                   | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/risk-points/                                   | 401 | 201 403 403 201 201 201 403 | 400 400
PUT   /api/v1/risk-points/{new}/                             | 401 | 201 403 403 201 201 201 403 | 400 400
GET   /api/v1/risk-points/{risk_point}/                      | 401 | 200 200 404 200 200 200 404 | 404 404
PATCH /api/v1/risk-points/{risk_point}/                      | 401 | 200 403 404 200 200 403 404 | 404 404
POST  /api/v1/risk-points/{risk_point}/withdraw/             | 401 | 200 403 404 200 200 200 404 | 404 404
GET   /api/v1/risk-kinds/                                    | 401 |   0   0   0   0   0   0   0 |   0   0
GET   /api/v1/risk-kinds/fire/                               | 401 |   0   0   0   0   0   0   0 |   0   0
GET   /api/v1/violations/                                    | 401 | 200 200 200 200 200 200   0 |   0   0
POST  /api/v1/violations/                                    | 401 | 201 403 403 201 201 201 403 | 400 400
PUT   /api/v1/violations/{new}/                              | 401 | 201 403 403 201 201 201 403 | 400 400
GET   /api/v1/violations/{violation}/                        | 401 | 200 200 200 200 200 200 404 | 404 404
POST  /api/v1/violations/{violation}/identify/               | 401 | 200 403 200 200 200 403 404 | 404 404
POST  /api/v1/violations/{violation_identified}/order/       | 401 | 200 403 404 200 200 403 404 | 404 404
POST  /api/v1/violations/{violation_ordered}/punish/         | 401 | 200 403 404 200 403 403 404 | 404 404
POST  /api/v1/violations/{violation_ordered}/restore/        | 401 | 200 403 404 200 200 403 404 | 404 404
POST  /api/v1/violations/{violation}/withdraw/               | 401 | 200 403 403 200 200 200 404 | 404 404
GET   /api/v1/crises/                                        | 401 | 200 200   0 200 200 200   0 |   0 200
POST  /api/v1/crises/                                        | 401 | 201 403 403 201 403 403 403 | 403 403
PUT   /api/v1/crises/{new}/                                  | 401 | 201 403 403 201 403 403 403 | 403 403
GET   /api/v1/crises/{crisis}/                               | 401 | 200 200 404 200 200 200 404 | 404 200
POST  /api/v1/crises/{crisis}/develop/                       | 401 | 200 403 404 200 403 403 404 | 404 403
POST  /api/v1/crises/{crisis}/erupt/                         | 401 | 200 403 404 200 403 403 404 | 404 403
POST  /api/v1/crises/{crisis_growing}/recover/               | 401 | 200 403 404 200 403 403 404 | 404 403
POST  /api/v1/crises/{crisis}/lift/                          | 401 | 200 403 404 200 403 403 404 | 404 403
POST  /api/v1/crises/{crisis}/withdraw/                      | 401 | 200 403 404 200 403 403 404 | 404 403
GET   /api/v1/watches/                                       | 401 | 200 200   0 200 200 200   0 |   0 200
POST  /api/v1/watches/                                       | 401 | 201 403 403 201 403 403 403 | 403 403
PUT   /api/v1/watches/{new}/                                 | 401 | 201 403 403 201 403 403 403 | 403 403
GET   /api/v1/watches/{watch}/                               | 401 | 200 200 404 200 200 200 404 | 404 200
POST  /api/v1/watches/{watch}/begin/                         | 401 | 200 403 404 200 200 403 404 | 404 403
POST  /api/v1/watches/{watch_on}/hand_over/                  | 401 | 200 403 404 200 403 403 404 | 404 403
POST  /api/v1/watches/{watch}/withdraw/                      | 401 | 200 403 404 200 403 403 404 | 404 403
""",
}
_REASON = {"reason": "按区里的通知办理。"}
_PLACE = {"division": "{committee}", "address": "幸福路 9 号"}
_DUE = {"level": "general", "rectify_due_at": "2030-01-05"}
_POINT = {"name": "充电棚", "address": "幸福路 9 号", "level": "general"}
_ORDER = {"document": "责令 1 号", "order_due_at": "2030-01-05", "text": "限期拆除"}
_TURN = {"place": "门卫室", "starts_at": "2030-01-05T09:00", "ends_at": "2030-01-05T17:00", "kind": "rotating"}
_FOUND = {"found_at": "2026-01-05T09:00"}
_STREET = {"division": "{street}"}
PAGES: dict[str, dict[str, Any]] = {
    "/hazards/new/": _PLACE | _FOUND | {"kind": "{risk_kind}", "title": "楼道飞线"},
    "/hazards/{hazard}/case/": {"category": "{danger_code}"},
    "/hazards/{hazard}/assess/": _DUE,
    "/hazards/{hazard_assigned}/refuse/": _REASON,
    "/hazards/{hazard_rectified}/return/": _REASON,
    "/hazards/{hazard}/withdraw/": _REASON,
    "/hazards/points/new/": _PLACE | _POINT | {"kind": "{risk_kind}"},
    "/hazards/points/{risk_point}/edit/": _POINT | {"kind": "{risk_kind}"},
    "/hazards/points/{risk_point}/withdraw/": _REASON,
    "/hazards/kinds/standard/": {"division": "{district}"},
    "/hazards/kinds/{own_kind}/": {"name": "消防安全", "active": "on"},
    "/duty/crises/new/": _REASON | _STREET | {"kind": "{risk_kind}", "title": "寒潮"},
    "/duty/crises/{crisis}/develop/": _REASON,
    "/duty/crises/{crisis}/erupt/": _REASON,
    "/duty/crises/{crisis_growing}/recover/": _REASON,
    "/duty/crises/{crisis}/lift/": _REASON,
    "/duty/crises/{crisis}/withdraw/": _REASON,
    "/duty/watches/new/": _TURN | {"person": "{watcher}"},
    "/duty/watches/{watch_on}/hand_over/": {"handover": "无事。"},
    "/duty/watches/{watch}/withdraw/": _REASON,
    "/violations/new/": _PLACE | _FOUND | {"kind": "building", "must": "demolish", "title": "天井搭建"},
    "/violations/{violation}/identify/": {"text": "无证搭建"},
    "/violations/{violation_identified}/order/": _ORDER,
    "/violations/{violation_ordered}/punish/": {"document": "处罚 1 号", "text": "罚款"},
    "/violations/{violation_ordered}/restore/": {"text": "已拆除"},
    "/violations/{violation}/withdraw/": _REASON,
}


def _both(resource: str, body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Filed with an id of the portal's or the client's."""
    return {f"/api/v1/{resource}/": body, f"/api/v1/{resource}/{{new}}/": body}


_LATER = "2030-01-05T23:59:59+08:00"
API: dict[str, dict[str, Any]] = {
    **_both("hazards", _PLACE | {"kind": "fire", "title": "楼道飞线"}),
    "/api/v1/hazards/{hazard}/assess/": {"level": "general", "rectify_due_at": _LATER},
    "/api/v1/hazards/{hazard_assigned}/refuse/": _REASON,
    "/api/v1/hazards/{hazard_rectifying}/rectify/": {"result": "已清理。"},
    "/api/v1/hazards/{hazard_rectified}/return/": _REASON,
    "/api/v1/hazards/{hazard}/withdraw/": _REASON,
    "/api/v1/hazards/{hazard}/open-case/": {"category": "{danger_code}"},
    **_both("risk-points", _PLACE | {"kind": "fire", "name": "充电棚"}),
    "/api/v1/risk-points/{risk_point}/": {"measures": "每天巡查"},
    "/api/v1/risk-points/{risk_point}/withdraw/": _REASON,
    **_both("violations", _PLACE | {"kind": "building", "must": "demolish", "title": "天井搭建"}),
    "/api/v1/violations/{violation}/identify/": {"text": "无证搭建"},
    "/api/v1/violations/{violation_identified}/order/": {"document": "责令 1 号", "order_due_at": _LATER},
    "/api/v1/violations/{violation_ordered}/punish/": {"document": "处罚 1 号"},
    "/api/v1/violations/{violation_ordered}/restore/": {"text": "已拆除"},
    "/api/v1/violations/{violation}/withdraw/": _REASON,
    **_both("crises", _REASON | _STREET | {"kind": "fire", "title": "寒潮"}),
    "/api/v1/crises/{crisis}/develop/": _REASON,
    "/api/v1/crises/{crisis}/erupt/": _REASON,
    "/api/v1/crises/{crisis_growing}/recover/": _REASON,
    "/api/v1/crises/{crisis}/lift/": _REASON,
    "/api/v1/crises/{crisis}/withdraw/": _REASON,
    **_both(
        "watches",
        _STREET
        | {
            "person": "{watcher_account}", "place": "门卫室", "starts_at": "2030-01-05T09:00:00+08:00", "ends_at": "2030-01-05T17:00:00+08:00"
        },
    ),
    "/api/v1/watches/{watch_on}/hand_over/": {"handover": "无事。"},
    "/api/v1/watches/{watch}/withdraw/": _REASON,
}  # fmt: skip
SHOWN: tuple[str, ...] = (
    "hazard", "hazard_assigned", "hazard_number", "hazard_assigned_number", "rectification", "risk_point", "crisis", "watch", "watch_on", "violation",
    "violation_number", "danger",
)  # fmt: skip
SPECIMEN: dict[str, str] = {
    "hazards": "hazard", "rectifications": "rectification", "risk-points": "risk_point", "violations": "violation"
}  # fmt: skip
ASKED: dict[str, str] = {"point": "risk_point", "hazard": "hazard_assigned"}
BARE: tuple[str, ...] = ()


def specimens(place: SimpleNamespace, team: dict[str, User], names: dict[str, str]) -> dict[str, str]:
    """Hazards in each state in the northern committee, a crisis and a roster of the northern street, violations."""
    here, soon = {"division": place.north1}, timezone.now() + timedelta(hours=1)
    theme = CategoryFactory(division=place.city, code="matrix-danger", theme=Category.Theme.HAZARD)
    hazard = HazardFactory(**here, created_by=team["clerk"], longitude=121.5, latitude=31.2)
    assigned = HazardFactory(**here, assessed=True, department=place.department)
    violation = ViolationFactory(**here, department=place.department)
    watch = WatchFactory(division=place.north, person=team["staff"])
    return {
        "risk_kind": str(RiskKindFactory().pk), "own_kind": str(RiskKindFactory(division=place.district, code="own").pk), "danger": str(new_case(place.north1, category=theme, by=team["clerk"]).pk), "danger_code": theme.code,
        "hazard": str(hazard.pk), "hazard_number": hazard.number, "hazard_assigned": str(assigned.pk), "hazard_assigned_number": assigned.number,
        "hazard_own": str(HazardFactory(**here, assessed=True).pk), "rectification": str(assigned.rectifications.get().pk),
        "hazard_rectifying": str(HazardFactory(**here, assessed=True, state="rectifying").pk),
        "hazard_rectified": str(HazardFactory(**here, rectified=True).pk), "risk_point": str(RiskPointFactory(**here).pk),
        "crisis": str(CrisisFactory(division=place.north).pk), "crisis_growing": str(CrisisFactory(division=place.north, state="growing").pk),
        "watch": str(watch.pk), "watcher": str(team["staff"].pk), "watcher_account": team["staff"].username,
        "watch_on": str(WatchFactory(division=place.north, person=team["subdistrict_admin"], state="on_duty").pk),
        "violation": str(violation.pk), "violation_number": violation.number,
        "violation_identified": str(ViolationFactory(**here, state="identified").pk),
        "violation_ordered": str(ViolationFactory(**here, state="ordered", order_due_at=soon).pk),
    }  # fmt: skip
