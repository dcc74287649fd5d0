"""The part of indices.submissions in the access matrix."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from governance.access.models import User
from governance.access.roles import Role
from governance.files.actions import attach
from indices.submissions.models import Draw, Submission
from indices.windows import period_of
from tests.factories.access import member

MATRIX: dict[str, str] = {
    "submissions": """
GET   /submissions/?view=all                                 | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /submissions/due/                                      | 302 | 403 403 403 200 200 200 403 |   0   0
POST  /submissions/due/?division={committee}&period={figure_month} | 302 | 403 403 403 302 302 302 403 | 404 404
POST  /submissions/review/                                   | 302 | 403 403 403 302 302 403 403 |   0 403
GET   /submissions/samples/                                  | 302 | 200 200   0 200 200 200   0 |   0   0
POST  /submissions/samples/                                  | 302 | 302 403 403 403 403 403 403 | 403 403
GET   /submissions/{figure}/                                 | 302 | 200 200 404 200 200 200 404 | 404 404
POST  /submissions/{figure}/evidence/                        | 302 | 403 403 404 422 422 422 404 | 404 404
GET   /submissions/{figure}/evidence/{figure_proof}/         | 302 | 200 200 404 200 200 200 404 | 404 404
POST  /submissions/{figure}/review/                          | 302 | 403 403 404 302 302 403 404 | 404 404
POST  /submissions/{figure}/return/                          | 302 | 403 403 404 302 302 403 404 | 404 404
POST  /submissions/{figure}/withdraw/                        | 302 | 403 403 404 302 302 302 404 | 404 404
POST  /submissions/{figure_back}/resubmit/                   | 302 | 403 403 404 302 302 302 404 | 404 404
POST  /submissions/{figure_drawn}/uphold/                    | 302 | 302 403 404 403 403 403 404 | 404 404
POST  /submissions/{figure_drawn}/overturn/                  | 302 | 302 403 404 403 403 403 404 | 404 404
POST  /submissions/{figure}/nonsense/                        | 302 | 404 404 404 404 404 404 404 | 404 404
""",
    "api submissions": """
GET   /api/v1/submissions/                                   | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/submissions/                                   | 401 | 403 403 403 201 201 201 403 | 400 400
PUT   /api/v1/submissions/{new}/                             | 401 | 403 403 403 201 201 201 403 | 400 400
GET   /api/v1/submissions/{figure}/                          | 401 | 200 200 404 200 200 200 404 | 404 404
POST  /api/v1/submissions/{figure}/review/                   | 401 | 403 403 404 200 200 403 404 | 404 404
POST  /api/v1/submissions/{figure}/return/                   | 401 | 403 403 404 200 200 403 404 | 404 404
POST  /api/v1/submissions/{figure}/withdraw/                 | 401 | 403 403 404 200 200 200 404 | 404 404
POST  /api/v1/submissions/{figure_back}/resubmit/            | 401 | 403 403 404 200 200 200 404 | 404 404
POST  /api/v1/submissions/{figure_drawn}/uphold/             | 401 | 200 403 404 403 403 403 404 | 404 404
POST  /api/v1/submissions/{figure_drawn}/overturn/           | 401 | 200 403 404 403 403 403 404 | 404 404
GET   /api/v1/draws/                                         | 401 |   0   0   0   0   0   0   0 |   0   0
GET   /api/v1/draws/{figure_draw}/                           | 401 | 200 200 404 200 200 200 404 | 200 200
""",
}
_REASON = {"reason": "没有附议题清单。"}
_DRAW = {"period": "{figure_month}", "size": 1}
_NEW = {"division": "{committee}", "indicator": "ZZ-B5", "period": "{figure_month}", "numerator": 3, "denominator": 4}
_ROWS = {"ZZ-B5-numerator": "3", "ZZ-B5-denominator": "4"}
PAGES: dict[str, dict[str, Any]] = {
    "/submissions/due/?division={committee}&period={figure_month}": _ROWS,
    "/submissions/review/": {"ids": "{figure}"},
    "/submissions/samples/": _DRAW,
    "/submissions/{figure}/return/": _REASON,
    "/submissions/{figure}/withdraw/": _REASON,
    "/submissions/{figure_back}/resubmit/": {"numerator": "2", "denominator": "2"},
    "/submissions/{figure_drawn}/overturn/": _REASON,
}
API: dict[str, dict[str, Any]] = {
    "/api/v1/submissions/": _NEW,
    "/api/v1/submissions/{new}/": _NEW,
    "/api/v1/submissions/{figure}/return/": _REASON,
    "/api/v1/submissions/{figure}/withdraw/": _REASON,
    "/api/v1/submissions/{figure_back}/resubmit/": {"numerator": 2, "denominator": 2},
    "/api/v1/submissions/{figure_drawn}/overturn/": _REASON,
}
SHOWN: tuple[str, ...] = ("figure", "figure_back", "figure_drawn")
SPECIMEN: dict[str, str] = {"submissions": "figure"}
ASKED: dict[str, str] = {"draw": "figure_draw"}
BARE: tuple[str, ...] = ()


def specimens(place: SimpleNamespace, team: dict[str, User], names: dict[str, str]) -> dict[str, str]:
    """Figures of the northern committee that nobody of the columns reported: one waits, one came back, one was drawn."""
    reporter, reviewer = member(Role.CLERK, of=place.north1), member(Role.STAFF, of=place.north)
    last = period_of(timezone.now()).shifted(-1)

    def told(code: str, period: str = last.code, **fields: Any) -> Submission:
        given = {"numerator": Decimal(4), "denominator": Decimal(5), "reporter": reporter} | fields
        return Submission.objects.create(division=place.north1, indicator=code, period=period, **given)

    passed = {"state": "reviewed", "reviewer": reviewer, "reviewed_at": timezone.now()}
    before = last.shifted(-1).code
    draw = Draw.objects.create(division=place.district, period=before, seed=1, size=1, drawn_from=1)
    waits = told("ZZ-B3")
    told("ZZ-B4", **passed)
    file = attach(waits, ContentFile(_PDF, "清单.pdf"), by=reporter, division=place.north1.code)
    return {
        "figure": str(waits.pk), "figure_back": str(told("ZZ-G1", state="returned", reason="请附清单").pk), "figure_month": last.code,
        "figure_drawn": str(told("ZZ-B3", before, draw=draw, **passed).pk), "figure_draw": str(draw.pk), "figure_proof": str(file.pk),
    }  # fmt: skip


_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
