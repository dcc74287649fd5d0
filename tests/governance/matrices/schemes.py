"""The schemes' part of the access matrix: drafting and locking are the district's, looking and trying everybody's."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from governance.access.models import User
from indices.actions import drafting, schemes
from indices.models import SchemeVersion

MATRIX: dict[str, str] = {
    "schemes": """
GET   /index/schemes/                                        | 302 |   0   0   0   0   0   0   0 |   0   0
GET   /index/schemes/import/                                 | 302 |   0 403 403 403 403 403 403 | 403 403
POST  /index/schemes/import/                                 | 302 | 422 403 403 403 403 403 403 | 403 403
GET   /index/schemes/{scheme_draft}/                                | 302 | 200 200 404 200 200 200 404 | 200 200
POST  /index/schemes/{scheme_draft}/copy/                           | 302 | 302 403 404 403 403 403 404 | 403 403
GET   /index/schemes/{scheme_draft}/edit/                           | 302 | 200 403 404 403 403 403 404 | 403 403
POST  /index/schemes/{scheme_draft}/edit/                           | 302 | 409 403 404 403 403 403 404 | 403 403
GET   /index/schemes/{scheme_draft}/file/xlsx/                      | 302 | 200 200 404 200 200 200 404 | 200 200
GET   /index/schemes/{scheme_version}/file/json/             | 302 | 200 200 200 200 200 200 200 | 200 200
POST  /index/schemes/{scheme_draft}/lock/                           | 302 | 302 403 404 403 403 403 404 | 403 403
POST  /index/schemes/{scheme_draft}/retire/                  | 302 | 409 403 404 403 403 403 404 | 403 403
POST  /index/schemes/{scheme_locked}/retire/                 | 302 | 302 403 404 403 403 403 404 | 403 403
POST  /index/schemes/{scheme_draft}/withdraw/                | 302 | 302 403 404 403 403 403 404 | 403 403
POST  /index/schemes/{scheme_draft}/nonsense/                       | 302 | 404 404 404 404 404 404 404 | 404 404
GET   /index/workbench/                                      | 302 |   0   0   0   0   0   0   0 |   0   0
GET   /index/workbench/?level=committee                      | 302 |   0   0   0   0   0   0   0 |   0   0
POST  /index/workbench/save/                                 | 302 | 302 403 404 403 403 403 404 | 403 403
""",
    "api schemes": """
POST  /api/v1/schemes/                                       | 401 | 201 403 403 403 403 403 403 | 403 403
PUT   /api/v1/schemes/{new}/                                 | 401 | 400 403 403 403 403 403 403 | 403 403
PATCH /api/v1/schemes/{scheme_draft}/                               | 401 | 200 403 404 403 403 403 404 | 403 403
POST  /api/v1/schemes/{scheme_draft}/lock/                          | 401 | 200 403 404 403 403 403 404 | 403 403
POST  /api/v1/schemes/{scheme_locked}/retire/                | 401 | 200 403 404 403 403 403 404 | 403 403
POST  /api/v1/schemes/{scheme_draft}/withdraw/               | 401 | 200 403 404 403 403 403 404 | 403 403
""",
}
_GOALS = {"method": "goalposts", "low": 30, "high": 100}
_NEW = {
    "scheme": "matrix", "division": "{district}",
    "definition": {"nodes": [{"code": "Index"}, {"code": "ZZ-B1", "parent": "Index", "normalisation": _GOALS}]},
}  # fmt: skip
PAGES: dict[str, dict[str, Any]] = {
    "/index/schemes/{scheme_draft}/withdraw/": {"reason": "起草有误"},
    "/index/workbench/save/": {"state": "version={scheme_locked}"},
}
# without a body for `{new}`: nobody next door may draft at all, which `test_neighbours` would have to
API: dict[str, dict[str, Any]] = {
    "/api/v1/schemes/": _NEW,
    "/api/v1/schemes/{scheme_draft}/": {"note": "改"},
    "/api/v1/schemes/{scheme_draft}/withdraw/": {"reason": "起草有误"},
}
SHOWN: tuple[str, ...] = ()
SPECIMEN: dict[str, str] = {}
ASKED: dict[str, str] = {}
BARE: tuple[str, ...] = ()


def specimens(place: SimpleNamespace, team: dict[str, User], names: dict[str, str]) -> dict[str, str]:
    """A scheme of the district's own, locked, and a draft after it; that of the other specimens is the city's."""
    definition = SchemeVersion.objects.get(pk=names["scheme_version"]).definition
    locked = schemes.lock(drafting.bring(definition, division=place.district, code="own", by=None), by=None)
    return {"scheme_locked": str(locked.pk), "scheme_draft": str(drafting.copy(locked, by=None).pk)}
