"""The part of indices.plans in the access matrix."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from governance.access.models import User
from governance.files.actions import attach
from indices.plans.models import Finding
from tests.factories.plans import InspectionFactory, PlanFactory, TaskFactory

MATRIX: dict[str, str] = {
    "plans": """
GET   /plans/                                                | 302 |   0   0   0   0   0   0   0 |   0   0
GET   /plans/new/                                            | 302 |   0 403 403 403 403 403 403 | 403 403
POST  /plans/new/                                            | 302 | 302 403 403 403 403 403 403 | 403 403
GET   /plans/adopt/                                          | 302 |   0 403 403 403 403 403 403 | 403 403
POST  /plans/adopt/                                          | 302 | 302 403 403 403 403 403 403 | 403 403
GET   /plans/{yearly}/                                         | 302 | 200 200 200 200 200 200 404 | 200 200
GET   /plans/{yearly}/edit/                                    | 302 | 200 403 403 403 403 403 404 | 403 403
POST  /plans/{yearly}/edit/                                    | 302 | 302 403 403 403 403 403 404 | 403 403
GET   /plans/{yearly}/export/                                  | 302 | 200 200 200 200 200 200 404 | 200 200
GET   /plans/{yearly}/tasks/new/                               | 302 | 200 403 403 403 403 403 404 | 403 403
POST  /plans/{yearly}/tasks/new/                               | 302 | 302 403 403 403 403 403 404 | 403 403
POST  /plans/{yearly_draft}/assign/                            | 302 | 302 403 403 403 403 403 404 | 403 403
POST  /plans/{yearly_sent}/start/                              | 302 | 302 403 403 403 403 403 404 | 403 403
POST  /plans/{yearly}/evaluate/                                | 302 | 302 403 403 403 403 403 404 | 403 403
POST  /plans/{yearly_key}/complete/                            | 302 | 302 403 403 403 403 403 404 | 403 403
POST  /plans/{yearly_review}/answer/                           | 302 | 302 403 403 403 403 403 404 | 403 403
POST  /plans/{yearly_answered}/report/                         | 302 | 302 403 403 403 403 403 404 | 403 403
POST  /plans/{yearly_draft}/withdraw/                          | 302 | 302 403 403 403 403 403 404 | 403 403
POST  /plans/{yearly}/nonsense/                                | 302 | 404 404 404 404 404 404 404 | 404 404
GET   /plans/tasks/{task}/                                   | 302 | 200 200 200 200 200 200 404 | 404 404
GET   /plans/tasks/{task}/edit/                              | 302 | 200 403 403 403 403 403 404 | 404 404
POST  /plans/tasks/{task}/edit/                              | 302 | 302 403 403 403 403 403 404 | 404 404
POST  /plans/tasks/{task}/report/                            | 302 | 302 403 302 302 403 403 404 | 404 404
GET   /plans/tasks/{task_street}/divide/                     | 302 | 200 403 403 200 403 404 404 | 404 404
POST  /plans/tasks/{task_street}/divide/                     | 302 | 302 403 403 302 403 404 404 | 404 404
GET   /plans/tasks/{task}/withdraw/                          | 302 | 200 403 403 403 403 403 404 | 404 404
POST  /plans/tasks/{task}/withdraw/                          | 302 | 302 403 403 403 403 403 404 | 404 404
GET   /plans/tasks/{task}/files/{task_file}/                 | 302 | 200 200 200 200 200 200 404 | 404 404
""",
    "inspections": """
GET   /inspections/                                          | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /inspections/new/                                      | 302 | 200 403 403 200 403 403 403 | 403 403
POST  /inspections/new/                                      | 302 | 302 403 403 302 403 403 403 | 403 403
GET   /inspections/export/                                   | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /inspections/summary/                                  | 302 |   0   0   0   0   0   0   0 |   0   0
GET   /inspections/summary/export/                           | 302 |   0   0   0   0   0   0   0 |   0   0
GET   /inspections/standard/                                 | 302 |   0   0   0   0   0   0   0 |   0   0
POST  /inspections/standard/adopt/                           | 302 | 302 403 403 403 403 403 403 | 403 403
GET   /inspections/standard/new/                             | 302 |   0 403 403 403 403 403 403 | 403 403
POST  /inspections/standard/new/                             | 302 | 302 403 403 403 403 403 403 | 403 403
POST  /inspections/standard/{item}/retire/                   | 302 | 302 403 404 403 403 403 404 | 403 403
GET   /inspections/{inspection}/                             | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /inspections/{inspection}/visit/                       | 302 | 200 403 404 200 403 403 404 | 404 404
POST  /inspections/{inspection}/visit/                       | 302 | 302 403 404 302 403 403 404 | 404 404
GET   /inspections/{inspection_rectify}/paper/               | 302 | 200 200 404 200 200 200 404 | 404 404
POST  /inspections/{inspection_visited}/rectify/             | 302 | 302 403 404 302 403 403 404 | 404 404
GET   /inspections/{inspection_rectify}/1/answer/            | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /inspections/{inspection_rectify}/1/answer/            | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /inspections/{inspection_rectify}/1/photos/            | 302 |   0 403 404   0   0   0 404 | 404 404
GET   /inspections/{inspection_rectify}/1/photos/{finding_photo}/ | 302 | 200 200 404 200 200 200 404 | 404 404
POST  /inspections/{inspection_answered}/return/             | 302 | 302 403 404 302 403 403 404 | 404 404
POST  /inspections/{inspection_answered}/recheck/            | 302 | 302 403 404 302 403 403 404 | 404 404
POST  /inspections/{inspection_rechecked}/report/            | 302 | 302 403 404 302 403 403 404 | 404 404
POST  /inspections/{inspection}/withdraw/                    | 302 | 302 403 404 302 403 403 404 | 404 404
POST  /inspections/{inspection}/nonsense/                    | 302 | 404 404 404 404 404 404 404 | 404 404
""",
    "api plans": """
GET   /api/v1/plans/                                         | 401 |   0   0   0   0   0   0   0 |   0   0
POST  /api/v1/plans/                                         | 401 | 201 403 403 403 403 403 403 | 403 403
PUT   /api/v1/plans/{new}/                                   | 401 | 400 403 403 403 403 403 403 | 403 403
GET   /api/v1/plans/{yearly}/                                  | 401 | 200 200 200 200 200 200 404 | 200 200
PATCH /api/v1/plans/{yearly}/                                  | 401 | 200 403 403 403 403 403 404 | 403 403
POST  /api/v1/plans/{yearly}/add-task/                         | 401 | 201 403 403 403 403 403 404 | 403 403
POST  /api/v1/plans/{yearly_draft}/assign/                     | 401 | 200 403 403 403 403 403 404 | 403 403
POST  /api/v1/plans/{yearly_sent}/start/                       | 401 | 200 403 403 403 403 403 404 | 403 403
POST  /api/v1/plans/{yearly}/evaluate/                         | 401 | 200 403 403 403 403 403 404 | 403 403
POST  /api/v1/plans/{yearly_key}/complete/                     | 401 | 200 403 403 403 403 403 404 | 403 403
POST  /api/v1/plans/{yearly_review}/answer/                    | 401 | 200 403 403 403 403 403 404 | 403 403
POST  /api/v1/plans/{yearly_answered}/report/                  | 401 | 200 403 403 403 403 403 404 | 403 403
POST  /api/v1/plans/{yearly_draft}/withdraw/                   | 401 | 200 403 403 403 403 403 404 | 403 403
GET   /api/v1/plan-tasks/                                    | 401 | 200 200 200 200 200 200   0 |   0   0
GET   /api/v1/plan-tasks/{task}/                             | 401 | 200 200 200 200 200 200 404 | 404 404
PATCH /api/v1/plan-tasks/{task}/                             | 401 | 200 403 403 403 403 403 404 | 404 404
POST  /api/v1/plan-tasks/{task}/report/                      | 401 | 200 403 200 200 403 403 404 | 404 404
POST  /api/v1/plan-tasks/{task_street}/divide/               | 401 | 200 403 403 200 403 404 404 | 404 404
POST  /api/v1/plan-tasks/{task}/withdraw/                    | 401 | 200 403 403 403 403 403 404 | 404 404
GET   /api/v1/inspections/                                   | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/inspections/                                   | 401 | 201 403 403 201 403 403 403 | 403 403
PUT   /api/v1/inspections/{new}/                             | 401 | 201 403 403 201 403 403 403 | 403 403
GET   /api/v1/inspections/{inspection}/                      | 401 | 200 200 404 200 200 200 404 | 404 404
POST  /api/v1/inspections/{inspection}/visit/                | 401 | 200 403 404 200 403 403 404 | 404 404
POST  /api/v1/inspections/{inspection_visited}/rectify/      | 401 | 200 403 404 200 403 403 404 | 404 404
POST  /api/v1/inspections/{inspection_rectify}/answer-finding/ | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/inspections/{inspection_answered}/return/      | 401 | 200 403 404 200 403 403 404 | 404 404
POST  /api/v1/inspections/{inspection_answered}/recheck/     | 401 | 200 403 404 200 403 403 404 | 404 404
POST  /api/v1/inspections/{inspection_rechecked}/report/     | 401 | 200 403 404 200 403 403 404 | 404 404
POST  /api/v1/inspections/{inspection}/withdraw/             | 401 | 200 403 404 200 403 403 404 | 404 404
""",
}
_REASON = {"reason": "写错了，重新来过。"}
_ENDED = {"conclusion": "按期完成。"}
_PLAN = {"title": "年度方案", "year": "2030"}
_ROWS = {
    f"{name}-{key}": value for name in ("figures", "days") for key, value in (("TOTAL_FORMS", "0"), ("INITIAL_FORMS", "0"))
}  # fmt: skip
_VISIT = "/inspections/{inspection}/visit/"
_GOOD = {f"verdict-{at}": "passed" for at in (1, 2, 3)}
_INSPECTION = {"division": "{committee}", "title": "标准化督导", "planned_on": "2030-01-05"}
PAGES: dict[str, dict[str, Any]] = {
    "/plans/new/": _PLAN | {"division": "{district}", "kind": "annual"},
    "/plans/adopt/": {"division": "{district}", "name": "key", "year": "2030"},
    "/plans/{yearly}/edit/": _PLAN,
    "/plans/{yearly}/tasks/new/": _ROWS | {"title": "走访", "division": "{district}"},
    "/plans/{yearly}/evaluate/": _ENDED,
    "/plans/{yearly_key}/complete/": _ENDED,
    "/plans/{yearly_review}/answer/": _ENDED,
    "/plans/{yearly_draft}/withdraw/": _REASON,
    "/plans/tasks/{task}/edit/": _ROWS | {"title": "走访全覆盖"},
    "/plans/tasks/{task}/report/": {"text": "过半", "percent": "60"},
    "/plans/tasks/{task_street}/divide/": {"divisions": "{committee}"},
    "/plans/tasks/{task}/withdraw/": _REASON,
    "/inspections/new/": _INSPECTION,
    "/inspections/standard/adopt/": {"division": "{district}"},
    "/inspections/standard/new/": {"division": "{district}", "topic": "其他", "text": "多一条"},
    _VISIT: _GOOD | {"visited_on": "2026-01-05"},
    "/inspections/{inspection_visited}/rectify/": {"due_on": "2030-01-05"},
    "/inspections/{inspection_rectify}/1/answer/": {"answer": "已更新。"},
    "/inspections/{inspection_answered}/return/": {"numbers": "1", "reason": "没改好。"},
    "/inspections/{inspection_rechecked}/report/": {"report": "整改到位。"},
    "/inspections/{inspection}/withdraw/": _REASON,
}
API: dict[str, dict[str, Any]] = {
    "/api/v1/plans/": {"title": "年度方案", "year": 2030, "division": "{district}", "kind": "annual"},
    "/api/v1/plans/{yearly}/": {"title": "新名称"},
    "/api/v1/plans/{yearly}/add-task/": {"title": "走访"},
    "/api/v1/plans/{yearly}/evaluate/": _ENDED,
    "/api/v1/plans/{yearly_key}/complete/": _ENDED,
    "/api/v1/plans/{yearly_review}/answer/": _ENDED,
    "/api/v1/plans/{yearly_draft}/withdraw/": _REASON,
    "/api/v1/plan-tasks/{task}/": {"goal": "全覆盖"},
    "/api/v1/plan-tasks/{task}/report/": {"text": "过半", "percent": 60},
    "/api/v1/plan-tasks/{task_street}/divide/": {"divisions": ["{committee}"]},
    "/api/v1/plan-tasks/{task}/withdraw/": _REASON,
    "/api/v1/inspections/": _INSPECTION,
    "/api/v1/inspections/{new}/": _INSPECTION,
    "/api/v1/inspections/{inspection}/visit/": {
        "visited_on": "2026-01-05", "verdicts": [{"number": at, "verdict": "passed"} for at in (1, 2, 3)]
    },
    "/api/v1/inspections/{inspection_visited}/rectify/": {"due_on": "2030-01-05"},
    "/api/v1/inspections/{inspection_rectify}/answer-finding/": {"number": 1, "answer": "已更新。"},
    "/api/v1/inspections/{inspection_answered}/return/": {"numbers": [1], "reason": "没改好。"},
    "/api/v1/inspections/{inspection_rechecked}/report/": {"report": "整改到位。"},
    "/api/v1/inspections/{inspection}/withdraw/": _REASON,
}  # fmt: skip
SHOWN: tuple[str, ...] = ("task", "inspection", "inspection_title")
SPECIMEN: dict[str, str] = {"plan-tasks": "task", "inspections": "inspection"}
ASKED: dict[str, str] = {"plan": "yearly"}
BARE: tuple[str, ...] = ("inspections",)


def specimens(place: SimpleNamespace, team: dict[str, User], names: dict[str, str]) -> dict[str, str]:
    """Plans in each state, a task of the northern street and one of its committee, inspections of the committee."""
    now = timezone.now()
    make = lambda **fields: PlanFactory(division=place.district, **fields)  # noqa: E731
    plan, draft, sent = make(), make(state="draft"), make(state="assigned")
    key, review = make(kind="key"), make(kind="review", state="assigned")
    answered = make(kind="review", state="answered", concluded_at=now)
    for one in (draft, sent):
        TaskFactory(plan=one, division=place.district, lead=place.department)
    task = TaskFactory(plan=plan, division=place.north1, lead=place.department)
    street = TaskFactory(plan=plan, division=place.north, lead=place.department)
    told = task.progress.create(at=now, by=None, percent=10, text="已部署")
    file = attach(told, SimpleUploadedFile("a.pdf", PDF), by=None, division=place.north1.code)
    planned, seen = (
        InspectionFactory(division=place.north1, title="北片督导"),
        InspectionFactory(division=place.north1, visited=True),
    )
    mending, mended, checked = (InspectionFactory(division=place.north1, rectify=True) for _ in range(3))
    photo = attach(
        mending.findings.get(number=1), SimpleUploadedFile("a.pdf", PDF), by=None, division=place.north1.code
    )
    Finding.objects.filter(inspection__in=(mended, checked), number=1).update(answer="好了", answered_at=now)
    type(checked).objects.filter(pk=checked.pk).update(state="rechecked", rechecked_at=now + timedelta(seconds=1))
    item = planned.findings.first().item
    return {
        "yearly": str(plan.pk), "yearly_draft": str(draft.pk), "yearly_sent": str(sent.pk), "yearly_key": str(key.pk), "yearly_review": str(review.pk),
        "yearly_answered": str(answered.pk), "task": str(task.pk), "task_street": str(street.pk), "task_file": str(file.pk),
        "inspection": str(planned.pk), "inspection_title": planned.title, "inspection_visited": str(seen.pk), "inspection_rectify": str(mending.pk),
        "inspection_answered": str(mended.pk), "inspection_rechecked": str(checked.pk), "finding_photo": str(photo.pk), "item": str(item.pk),
    }  # fmt: skip


PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
