"""Review, publication and objections in the access matrix."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from governance.access.models import User
from indices.actions.compute import compute
from indices.actions.objections import object_to
from indices.actions.publishing import review
from indices.models import IndexRun
from indices.windows import period_of

MATRIX: dict[str, str] = {
    "reviewing": """
GET   /index/{district}/{reviewed}/publish/                  | 302 | 200 403 404 403 403 403 404 | 403 403
POST  /index/runs/{finished_run}/review/                     | 302 | 302 403 404 403 403 403 404 | 403 403
POST  /index/runs/{reviewed_run}/take_back/                  | 302 | 302 403 404 403 403 403 404 | 403 403
POST  /index/runs/{reviewed_run}/publish/                    | 302 | 409 403 404 403 403 403 404 | 403 403
POST  /index/runs/{published_run}/correct/                   | 302 | 302 403 404 403 403 403 404 | 403 403
GET   /index/objections/                                     | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /index/objections/{objection}/                         | 302 | 200 200 404 200 200 200 404 | 404 404
POST  /index/objections/{objection}/uphold/                  | 302 | 302 403 404 403 403 403 404 | 404 404
POST  /index/objections/{objection}/reject/                  | 302 | 302 403 404 403 403 403 404 | 404 404
GET   /index/{committee}/{reviewed}/objections/new/          | 302 | 404 404 404 200 200 200 404 | 404 404
POST  /index/{committee}/{reviewed}/objections/new/          | 302 | 404 404 404 302 302 302 404 | 404 404
""",
    "api reviewing": """
GET   /api/v1/index-objections/                              | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/index-objections/                              | 401 | 403 403 403 201 201 201 403 | 400 400
PUT   /api/v1/index-objections/{new}/                        | 401 | 403 403 403 201 201 201 403 | 400 400
GET   /api/v1/index-objections/{objection}/                  | 401 | 200 200 404 200 200 200 404 | 404 404
POST  /api/v1/index-objections/{objection}/uphold/           | 401 | 200 403 404 403 403 403 404 | 404 404
POST  /api/v1/index-objections/{objection}/reject/           | 401 | 200 403 404 403 403 403 404 | 404 404
""",
}
_ANSWER = {"text": "按方案计算，不改。"}
_OBJECT = {"indicator": "ZZ-B1", "text": "有 30 户空关。"}
_NEW = _OBJECT | {"run": "{reviewed_run}", "division": "{committee}"}
PAGES: dict[str, dict[str, Any]] = {
    "/index/runs/{finished_run}/review/": {"days": "5"},
    "/index/runs/{reviewed_run}/take_back/": {"reason": "重算"},
    "/index/runs/{published_run}/correct/": {"reason": "漏报"},
    "/index/objections/{objection}/uphold/": _ANSWER,
    "/index/objections/{objection}/reject/": _ANSWER,
    "/index/{committee}/{reviewed}/objections/new/": _OBJECT,
}
API: dict[str, dict[str, Any]] = {
    "/api/v1/index-objections/": _NEW,
    "/api/v1/index-objections/{new}/": _NEW,
    "/api/v1/index-objections/{objection}/uphold/": _ANSWER,
    "/api/v1/index-objections/{objection}/reject/": _ANSWER,
}
SHOWN: tuple[str, ...] = ("objection",)
SPECIMEN: dict[str, str] = {"index-objections": "objection"}
ASKED: dict[str, str] = {"run": "reviewed_run", "period": "reviewed"}
BARE: tuple[str, ...] = ()


def specimens(place: SimpleNamespace, team: dict[str, User], names: dict[str, str]) -> dict[str, str]:
    """A month under review beside those of `specimens.py`, and the northern committee's objection to it."""
    runs = IndexRun.objects.filter(division=place.district)
    finished = runs.get(period=names["finished"])
    period = period_of(timezone.now()).shifted(-3)
    reviewed = review(compute(finished.scheme_version, place.district, period, by=None), by=None)
    return {
        "reviewed": period.code, "reviewed_run": str(reviewed.pk), "finished_run": str(finished.pk),
        "published_run": str(runs.get(period=names["published"]).pk),
        "objection": str(object_to(reviewed, place.north1, by=team["clerk"], text="漏报走访。").pk),
    }  # fmt: skip
