"""The part of indices.appraisals in the access matrix."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from governance.access.models import User
from governance.files.actions import attach
from governance.files.models import Attachment
from indices.appraisals.actions import centers, external, rows
from tests.factories.appraisals import YEAR, appraisal, center, month, over, row_of

MATRIX: dict[str, str] = {
    "appraisals": """
GET   /appraisals/                                           | 302 | 200 200   0 200 200 200   0 |   0 200
GET   /appraisals/new/                                       | 302 |   0 403 403   0   0 403 403 |   0 403
POST  /appraisals/new/                                       | 302 | 302 403 403 302 302 403 403 | 422 403
GET   /appraisals/levels/                                    | 302 | 200 200   0 200 200 200   0 |   0 200
GET   /appraisals/{appr}/                                    | 302 | 200 200 404 200 200 200 404 | 404 200
GET   /appraisals/{appr}/sheet/                              | 302 | 200 200 404 200 200 200 404 | 404 200
GET   /appraisals/{appr}/export/                             | 302 | 200 200 404 200 200 200 404 | 404 200
GET   /appraisals/{appr}/edit/                               | 302 | 200 403 404 200 200 403 404 | 404 403
POST  /appraisals/{appr}/edit/                               | 302 | 302 403 404 302 302 403 404 | 404 403
GET   /appraisals/{appr}/targets/                            | 302 | 200 403 404 200 200 403 404 | 404 403
POST  /appraisals/{appr}/targets/                            | 302 | 302 403 404 302 302 403 404 | 404 403
GET   /appraisals/{appr}/gates/                              | 302 | 200 403 404 200 200 403 404 | 404 403
POST  /appraisals/{appr}/gates/                              | 302 | 302 403 404 302 302 403 404 | 404 403
POST  /appraisals/{appr}/gates/g1/drop/                      | 302 | 302 403 404 302 302 403 404 | 404 403
POST  /appraisals/{appr}/issue/                              | 302 | 302 403 404 302 302 403 404 | 404 403
POST  /appraisals/{appr}/withdraw/                           | 302 | 302 403 404 302 403 403 404 | 404 403
POST  /appraisals/{appr_self}/collect/                       | 302 | 302 403 404 302 302 403 404 | 404 403
POST  /appraisals/{appr_verified}/settle/                    | 302 | 302 403 404 302 403 403 404 | 404 403
POST  /appraisals/{appr_over}/publish/                       | 302 | 302 403 404 302 403 403 404 | 404 403
POST  /appraisals/{appr}/nonsense/                           | 302 | 404 404 404 404 404 404 404 | 404 404
GET   /appraisals/rows/{unit_self}/                          | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /appraisals/rows/{unit_self}/sheet/                    | 302 | 200 200 404 200 200 200 404 | 404 404
POST  /appraisals/rows/{unit_self}/assess/                   | 302 | 403 403 404 403 403 302 404 | 404 404
POST  /appraisals/rows/{unit_self}/files/                    | 302 | 422 422 404 422 422 422 404 | 404 404
GET   /appraisals/rows/{unit_self}/files/{unit_file}/        | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /appraisals/rows/{unit_self}/adjust/                   | 302 | 200 403 404 200 403 403 404 | 404 404
POST  /appraisals/rows/{unit_self}/adjust/                   | 302 | 302 403 404 302 403 403 404 | 404 404
GET   /appraisals/adjustments/{adjustment}/withdraw/         | 302 | 200 403 404 200 403 403 404 | 404 404
POST  /appraisals/adjustments/{adjustment}/withdraw/         | 302 | 302 403 404 302 403 403 404 | 404 404
POST  /appraisals/rows/{unit_verified}/verify/               | 302 | 302 403 404 302 403 403 404 | 404 404
POST  /appraisals/rows/{unit_frozen}/appeal/                 | 302 | 403 403 404 403 403 302 404 | 404 404
POST  /appraisals/rows/{unit_appealed}/uphold/               | 302 | 302 403 404 302 403 403 404 | 404 404
POST  /appraisals/rows/{unit_appealed}/reject/               | 302 | 302 403 404 302 403 403 404 | 404 404
""",
    "assessments": """
GET   /external-assessments/                                 | 302 | 200 200   0 200 200   0   0 |   0   0
GET   /external-assessments/new/                             | 302 |   0 403 403   0   0 403 403 |   0 403
POST  /external-assessments/new/                             | 302 | 302 403 403 302 302 403 403 | 422 403
GET   /external-assessments/{told}/                          | 302 | 200 200 404 200 200 404 404 | 404 404
GET   /external-assessments/{told}/template/                 | 302 | 200 200 404 200 200 404 404 | 404 404
POST  /external-assessments/{told}/upload/                   | 302 | 422 403 404 422 422 404 404 | 404 404
POST  /external-assessments/{told}/withdraw/                 | 302 | 302 403 404 302 403 404 404 | 404 404
GET   /external-assessments/{delivered}/files/{told_file}/   | 302 | 200 200 404 200 200 404 404 | 404 404
POST  /external-assessments/{delivered}/return/              | 302 | 302 403 404 302 403 404 404 | 404 404
POST  /external-assessments/{delivered}/accept/              | 302 | 302 403 404 302 403 404 404 | 404 404
POST  /external-assessments/{accepted}/publish/              | 302 | 302 403 404 302 403 404 404 | 404 404
GET   /center-assessments/                                   | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /center-assessments/new/                               | 302 |   0 403 403   0   0 403 403 |   0 403
POST  /center-assessments/new/                               | 302 | 302 403 403 302 302 403 403 | 422 403
GET   /center-assessments/{marked}/                          | 302 | 200 200 404 200 200 200 404 | 404 404
POST  /center-assessments/{marked}/                          | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /center-assessments/schemes/{marks}/publish/           | 302 | 302 403 404 302 403 403 404 | 404 403
GET   /center-assessments/schemes/{marks}/withdraw/          | 302 | 200 403 404 200 403 403 404 | 404 403
POST  /center-assessments/schemes/{marks}/withdraw/          | 302 | 302 403 404 302 403 403 404 | 404 403
""",
    "api appraisals": """
GET   /api/v1/appraisals/                                    | 401 | 200 200   0 200 200 200   0 |   0 200
POST  /api/v1/appraisals/                                    | 401 | 201 403 403 201 201 403 403 | 400 403
PUT   /api/v1/appraisals/{new}/                              | 401 | 201 403 403 201 201 403 403 | 400 403
GET   /api/v1/appraisals/{appr}/                             | 401 | 200 200 404 200 200 200 404 | 404 200
POST  /api/v1/appraisals/{appr}/targets/                     | 401 | 200 403 404 200 200 403 404 | 404 403
POST  /api/v1/appraisals/{appr}/add-gate/                    | 401 | 200 403 404 200 200 403 404 | 404 403
POST  /api/v1/appraisals/{appr}/issue/                       | 401 | 200 403 404 200 200 403 404 | 404 403
POST  /api/v1/appraisals/{appr}/withdraw/                    | 401 | 200 403 404 200 403 403 404 | 404 403
POST  /api/v1/appraisals/{appr_self}/collect/                | 401 | 200 403 404 200 200 403 404 | 404 403
POST  /api/v1/appraisals/{appr_verified}/settle/             | 401 | 200 403 404 200 403 403 404 | 404 403
POST  /api/v1/appraisals/{appr_over}/publish/                | 401 | 200 403 404 200 403 403 404 | 404 403
GET   /api/v1/appraisal-rows/                                | 401 | 200 200   0 200 200 200   0 |   0 200
GET   /api/v1/appraisal-rows/{unit_self}/                    | 401 | 200 200 404 200 200 200 404 | 404 404
POST  /api/v1/appraisal-rows/{unit_self}/assess/             | 401 | 403 403 404 403 403 200 404 | 404 404
POST  /api/v1/appraisal-rows/{unit_self}/adjust/             | 401 | 200 403 404 200 403 403 404 | 404 404
POST  /api/v1/appraisal-rows/{unit_verified}/verify/         | 401 | 200 403 404 200 403 403 404 | 404 404
POST  /api/v1/appraisal-rows/{unit_frozen}/appeal/           | 401 | 403 403 404 403 403 200 404 | 404 404
POST  /api/v1/appraisal-rows/{unit_appealed}/uphold/         | 401 | 200 403 404 200 403 403 404 | 404 404
POST  /api/v1/appraisal-rows/{unit_appealed}/reject/         | 401 | 200 403 404 200 403 403 404 | 404 404
GET   /api/v1/external-assessments/                          | 401 | 200 200   0 200 200   0   0 |   0   0
POST  /api/v1/external-assessments/                          | 401 | 201 403 403 201 201 403 403 | 400 403
PUT   /api/v1/external-assessments/{new}/                    | 401 | 201 403 403 201 201 403 403 | 400 403
GET   /api/v1/external-assessments/{told}/                   | 401 | 200 200 404 200 200 404 404 | 404 404
POST  /api/v1/external-assessments/{told}/deliver/           | 401 | 200 403 404 200 200 404 404 | 404 404
POST  /api/v1/external-assessments/{told}/withdraw/          | 401 | 200 403 404 200 403 404 404 | 404 404
POST  /api/v1/external-assessments/{delivered}/return/       | 401 | 200 403 404 200 403 404 404 | 404 404
POST  /api/v1/external-assessments/{delivered}/accept/       | 401 | 200 403 404 200 403 404 404 | 404 404
POST  /api/v1/external-assessments/{accepted}/publish/       | 401 | 200 403 404 200 403 404 404 | 404 404
""",
}
_REASON = {"reason": "登记错了，重新来过。"}
_LINES = {"line_excellent": "85", "line_good": "75", "line_pass": "60"}
_RULES = _LINES | {
    "grading": "lines",
    "share_excellent": "20",
    "share_good": "50",
    "bonus_limit": "5",
    "deduction_limit": "10",
}
_GATE = {"title": "重大事故", "kind": "event", "cap": "fail"}
_TOLD = {
    "division": "{street}", "title": "满意度评估", "body": "某大学", "level": "committee", "since": f"{YEAR}-01", "until": f"{YEAR}-06",
    "method": "入户问卷",
}  # fmt: skip
_POINTS = {"kind": "bonus", "points": "1", "reason": "市级通报"}
PAGES: dict[str, dict[str, Any]] = {
    "/appraisals/new/": _RULES | {"division": "{street}", "year": "2030", "part": "year"},
    "/appraisals/{appr}/edit/": _RULES | {"note": "补一句说明"},
    "/appraisals/{appr}/targets/": {"t{committee}": "66"},
    "/appraisals/{appr}/gates/": _GATE,
    "/appraisals/{appr}/issue/": {"self_due_on": "2090-01-01"},
    "/appraisals/{appr}/withdraw/": _REASON,
    "/appraisals/{appr_verified}/settle/": {"appeals_until": "2090-01-01"},
    "/appraisals/rows/{unit_self}/assess/": {"agrees": "yes"},
    "/appraisals/rows/{unit_self}/adjust/": _POINTS,
    "/appraisals/adjustments/{adjustment}/withdraw/": _REASON,
    "/appraisals/rows/{unit_frozen}/appeal/": {"appeal": "漏算了一批。"},
    "/appraisals/rows/{unit_appealed}/uphold/": {"answer": "核实。", "points": "1"},
    "/appraisals/rows/{unit_appealed}/reject/": {"answer": "没有漏。"},
    "/external-assessments/new/": _TOLD,
    "/external-assessments/{told}/withdraw/": _REASON,
    "/external-assessments/{delivered}/return/": _REASON,
    "/external-assessments/{delivered}/accept/": {"opinion": "符合要求。"},
    "/center-assessments/new/": _LINES | {"division": "{street}", "year": "2031", "items": "全部 100"},
    "/center-assessments/{marked}/": {"s0": "88"},
    "/center-assessments/schemes/{marks}/withdraw/": _REASON,
}


def _both(resource: str, body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Filed with an id of the portal's or the client's."""
    return {f"/api/v1/{resource}/": body, f"/api/v1/{resource}/{{new}}/": body}


API: dict[str, dict[str, Any]] = {
    **_both("appraisals", {"division": "{street}", "year": 2030}),
    "/api/v1/appraisals/{appr}/targets/": {"targets": {"310110009001": 66}},
    "/api/v1/appraisals/{appr}/add-gate/": _GATE,
    "/api/v1/appraisals/{appr}/issue/": {"self_due_on": "2090-01-01"},
    "/api/v1/appraisals/{appr}/withdraw/": _REASON,
    "/api/v1/appraisals/{appr_verified}/settle/": {"appeals_until": "2090-01-01T00:00:00+08:00"},
    "/api/v1/appraisal-rows/{unit_self}/assess/": {"agrees": True},
    "/api/v1/appraisal-rows/{unit_self}/adjust/": _POINTS,
    "/api/v1/appraisal-rows/{unit_frozen}/appeal/": {"appeal": "漏算了一批。"},
    "/api/v1/appraisal-rows/{unit_appealed}/uphold/": {"answer": "核实。", "points": 1},
    "/api/v1/appraisal-rows/{unit_appealed}/reject/": {"answer": "没有漏。"},
    **_both("external-assessments", _TOLD),
    "/api/v1/external-assessments/{told}/deliver/": {"scores": [{"division": "310110009001", "score": 80}]},
    "/api/v1/external-assessments/{told}/withdraw/": _REASON,
    "/api/v1/external-assessments/{delivered}/return/": _REASON,
    "/api/v1/external-assessments/{delivered}/accept/": {"opinion": "符合要求。"},
}
SHOWN: tuple[str, ...] = ("appr", "unit_self", "told", "marked")
SPECIMEN: dict[str, str] = {"appraisal-rows": "unit_self", "external-assessments": "told"}
ASKED: dict[str, str] = {"appraisal": "appr"}
BARE: tuple[str, ...] = ("external-assessments",)


def specimens(place: SimpleNamespace, team: dict[str, User], names: dict[str, str]) -> dict[str, str]:
    """The northern street's appraisal (which the committee next door may read too) in each state, an assessment of each, and a center that is marked."""
    for number in (1, 7):
        month(
            place.district,
            f"{YEAR}-{number:02d}",
            {place.district: 70, place.north: 70, place.north1: 70, place.north2: 60},
        )
    return _appraisals(place) | _assessments(place)


def _appraisals(place: SimpleNamespace) -> dict[str, str]:
    gates = [_GATE]
    made, in_self = appraisal(place.north, gates=gates), appraisal(place.north, "self", part="h1")
    checking, frozen = appraisal(place.north, "verifying", part="h2"), appraisal(place.north, "appeals", part="q1")
    for row in checking.rows.all():
        rows.verify(row, by=None)
    told = appraisal(place.north, "appeals", part="q3")
    appealed = rows.appeal(row_of(told, place.north1), by=None, appeal="漏算了。")
    month(place.district, f"{YEAR}-04", {place.north1: 70, place.north2: 60})
    ended = over(appraisal(place.north, "appeals", part="q2"))
    unit = row_of(in_self, place.north1)
    paper = attach(unit, SimpleUploadedFile("佐证.pdf", b"%PDF-1.4\n%%EOF\n"), by=None, division=unit.division_id)
    points = rows.adjust(unit, by=None, kind="bonus", points=1.0, reason="通报表扬")
    return {
        "appr": str(made.pk), "appr_self": str(in_self.pk), "appr_verified": str(checking.pk), "appr_over": str(ended.pk),
        "unit_self": str(unit.pk), "unit_verified": str(row_of(checking, place.north1).pk), "unit_frozen": str(row_of(frozen, place.north1).pk),
        "unit_appealed": str(appealed.pk), "unit_file": str(paper.pk), "adjustment": str(points.pk),
    }  # fmt: skip


def _assessments(place: SimpleNamespace) -> dict[str, str]:
    told, delivered, accepted = (
        external.commission(by=None, **_TOLD | {"division": place.north, "title": title})
        for title in ("已委托", "已提交", "已验收")
    )
    table = SimpleUploadedFile("得分.csv", f"单位代码,得分\n{place.north1.code},80\n".encode())
    delivered = external.deliver_file(delivered, by=None, upload=table)
    accepted = external.deliver(accepted, by=None, scores=[{"division": place.north1.code, "score": 80}])
    accepted = external.accept(accepted, by=None, opinion="符合要求。")
    center(place.north1, "矩阵睦邻中心")
    scheme = centers.start(division=place.north, year=YEAR, items=[{"title": "全部", "points": 100}], by=None)
    marked = scheme.assessments.get(center__name="矩阵睦邻中心")
    centers.assess(marked, by=None, marks=[{"score": 90}])
    for other in scheme.assessments.exclude(pk=marked.pk):
        centers.assess(other, by=None, marks=[{"score": 80}])
    return {
        "told": str(told.pk), "delivered": str(delivered.pk), "accepted": str(accepted.pk), "told_file": str(Attachment.objects.of(delivered).get().pk),
        "marks": str(scheme.pk), "marked": str(marked.pk),
    }  # fmt: skip
