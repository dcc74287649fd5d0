"""The part of cases.creations in the access matrix."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from cases.creations.models import Creation
from governance.access.models import User
from tests.factories.cases import CategoryFactory
from tests.factories.creations import CreationFactory, RiverPatrolFactory, RiverSectionFactory

MATRIX: dict[str, str] = {
    "creations": """
GET   /creations/                                            | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /creations/new/                                        | 302 | 200 403 403 200 200 200 403 |   0   0
POST  /creations/new/                                        | 302 | 302 403 403 302 302 302 403 | 422 422
GET   /creations/{creation}/                                 | 302 | 200 200 404 200 200 200 404 | 404 404
POST  /creations/{creation}/check/                           | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /creations/{creation}/refuse/                          | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /creations/{creation_checked}/name/                    | 302 | 302 403 404 403 403 404 404 | 404 403
POST  /creations/{creation_named}/recheck/                   | 302 | 302 403 404 403 403 404 404 | 404 403
POST  /creations/{creation_named}/revoke/                    | 302 | 302 403 404 403 403 404 404 | 404 403
POST  /creations/{creation}/withdraw/                        | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /creations/{creation}/nonsense/                        | 302 | 404 404 404 404 404 404 404 | 404 404
GET   /rivers/                                               | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /rivers/new/?division={committee}                      | 302 | 200 403 403 200 200 403 403 | 403 403
POST  /rivers/new/?division={committee}                      | 302 | 302 403 403 302 302 403 403 | 403 403
GET   /rivers/{river}/                                       | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /rivers/{river}/edit/                                  | 302 | 200 403 404 200 200 403 404 | 404 404
POST  /rivers/{river}/edit/                                  | 302 | 302 403 404 302 302 403 404 | 404 404
GET   /rivers/{river}/end/                                   | 302 | 200 403 404 200 200 403 404 | 404 404
POST  /rivers/{river}/end/                                   | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /rivers/{river}/patrols/                               | 302 | 302 403 404 302 302 302 404 | 404 404
GET   /patrols/{patrol}/withdraw/                            | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /patrols/{patrol}/withdraw/                            | 302 | 302 403 404 302 302 302 404 | 404 404
""",
    "api creations": """
GET   /api/v1/creations/                                     | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/creations/                                     | 401 | 201 403 403 201 201 201 403 | 400 400
PUT   /api/v1/creations/{new}/                               | 401 | 201 403 403 201 201 201 403 | 400 400
GET   /api/v1/creations/{creation}/                          | 401 | 200 200 404 200 200 200 404 | 404 404
POST  /api/v1/creations/{creation}/check/                    | 401 | 200 403 404 200 200 403 404 | 404 404
POST  /api/v1/creations/{creation}/refuse/                   | 401 | 200 403 404 200 200 403 404 | 404 404
POST  /api/v1/creations/{creation_checked}/name/             | 401 | 200 403 404 403 403 404 404 | 404 403
POST  /api/v1/creations/{creation_named}/recheck/            | 401 | 200 403 404 403 403 404 404 | 404 403
POST  /api/v1/creations/{creation_named}/revoke/             | 401 | 200 403 404 403 403 404 404 | 404 403
POST  /api/v1/creations/{creation}/withdraw/                 | 401 | 200 403 404 200 200 200 404 | 404 404
GET   /api/v1/river-sections/                                | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/river-sections/                                | 401 | 201 403 403 201 201 403 403 | 400 403
PUT   /api/v1/river-sections/{new}/                          | 401 | 201 403 403 201 201 403 403 | 400 403
GET   /api/v1/river-sections/{river}/                        | 401 | 200 200 404 200 200 200 404 | 404 404
PATCH /api/v1/river-sections/{river}/                        | 401 | 200 403 404 200 200 403 404 | 404 404
POST  /api/v1/river-sections/{river}/withdraw/               | 401 | 200 403 404 200 200 403 404 | 404 404
GET   /api/v1/river-patrols/                                 | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/river-patrols/                                 | 401 | 201 403 403 201 201 201 403 | 400 400
PUT   /api/v1/river-patrols/{new}/                           | 401 | 201 403 403 201 201 201 403 | 400 400
GET   /api/v1/river-patrols/{patrol}/                        | 401 | 200 200 404 200 200 200 404 | 404 404
POST  /api/v1/river-patrols/{patrol}/withdraw/               | 401 | 200 403 404 200 200 200 404 | 404 404
""",
}
_REASON = {"reason": "按区里的通知办理。"}
_APPLY = {"division": "{committee}", "kind": "no_illegal", "statement": "全部楼组自查，没有搭建。"}
_CHECK = {"note": "现场看过，属实。"}
_UNTIL = {"valid_until": "{in_three_years}"}
_SECTION = {
    "code": "QH-900", "name": "清河北段", "address": "幸福路桥至和平路桥", "post": "居委副书记", "length_m": "600", "interval": "7"
}  # fmt: skip
_WALK = {"found": "on", "text": "有排污口。"}
PAGES: dict[str, dict[str, Any]] = {
    "/creations/new/": _APPLY,
    "/creations/{creation}/check/": _CHECK,
    "/creations/{creation}/refuse/": _REASON,
    "/creations/{creation_checked}/name/": _UNTIL,
    "/creations/{creation_named}/recheck/": _CHECK | _UNTIL,
    "/creations/{creation_named}/revoke/": _REASON,
    "/creations/{creation}/withdraw/": _REASON,
    "/rivers/new/?division={committee}": _SECTION | {"chief": "{chief}", "since": "2026-01-05"},
    "/rivers/{river}/edit/": _SECTION | {"chief": "{chief}"},
    "/rivers/{river}/end/": _REASON,
    "/rivers/{river}/patrols/": _WALK | {"at": "{walked_at}", "category": "{river_category}"},
    "/patrols/{patrol}/withdraw/": _REASON,
}


def _both(resource: str, body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Filed with an id of the portal's or the client's."""
    return {f"/api/v1/{resource}/": body, f"/api/v1/{resource}/{{new}}/": body}


API: dict[str, dict[str, Any]] = {
    **_both("creations", _APPLY),
    "/api/v1/creations/{creation}/check/": _CHECK,
    "/api/v1/creations/{creation}/refuse/": _REASON,
    "/api/v1/creations/{creation_checked}/name/": _UNTIL,
    "/api/v1/creations/{creation_named}/recheck/": _CHECK | _UNTIL,
    "/api/v1/creations/{creation_named}/revoke/": _REASON,
    "/api/v1/creations/{creation}/withdraw/": _REASON,
    **_both("river-sections", _SECTION | {"division": "{committee}", "chief": "{chief_account}"}),
    "/api/v1/river-sections/{river}/": {"interval": 14},
    "/api/v1/river-sections/{river}/withdraw/": _REASON,
    **_both("river-patrols", {"section": "{river}", "found": True, "text": "有排污口。", "category": "{river_category_code}"}),
    "/api/v1/river-patrols/{patrol}/withdraw/": _REASON,
}  # fmt: skip
SHOWN: tuple[str, ...] = ("creation", "river", "patrol")
SPECIMEN: dict[str, str] = {"creations": "creation"}
ASKED: dict[str, str] = {}
BARE: tuple[str, ...] = ()


def specimens(place: SimpleNamespace, team: dict[str, User], names: dict[str, str]) -> dict[str, str]:
    """A creation, a section and a patrol of the northern committee; a kind is open once, so the later states are next door's."""
    here, today = {"division": place.north1}, timezone.localdate()
    category = CategoryFactory(division=place.city, code="matrix-river")
    river = RiverSectionFactory(**here, chief=team["clerk"])
    other = Creation.Kind.DISASTER_READY
    return {
        "creation": str(CreationFactory(**here, kind=other).pk),
        "creation_checked": str(CreationFactory(division=place.north2, state=Creation.State.CHECKED).pk),
        "creation_named": str(CreationFactory(division=place.north2, kind=other, named=True).pk),
        "in_three_years": f"{today.year + 3}-01-05", "river": str(river.pk), "chief": str(team["clerk"].pk),
        "chief_account": team["clerk"].username, "walked_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
        "river_category": str(category.pk), "river_category_code": category.code,
        "patrol": str(RiverPatrolFactory(section=river, created_by=team["clerk"]).pk),
    }  # fmt: skip
