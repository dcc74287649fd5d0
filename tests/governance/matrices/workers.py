"""The workers' part of the access matrix."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from governance.access.models import User
from governance.access.roles import Role
from tests.factories.access import member
from tests.factories.workers import (
    CertificateFactory,
    QuotaFactory,
    SessionFactory,
    TrainingFactory,
    WorkerFactory,
    attended,
)
from workers.actions import attendances, changes
from workers.actions.posts import ensure_posts

MATRIX: dict[str, str] = {
    "workers": """
GET   /workers/                                              | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /workers/?as_of={today}                                | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /workers/export/                                       | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /workers/figures/?within={street}                      | 302 | 200 200 404 200 200 404 404 | 404 404
GET   /workers/changes/                                      | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /workers/changes/new/                                  | 302 | 200 403 403 200 403 403 403 | 403 403
POST  /workers/changes/new/                                  | 302 | 302 403 403 302 403 403 403 | 403 403
GET   /workers/changes/{change_submitted}/                   | 302 | 200 200 404 200 200 200 404 | 404 404
POST  /workers/changes/{change_own}/submit/                  | 302 | 403 403 404 302 403 403 404 | 404 404
POST  /workers/changes/{change_submitted}/approve/           | 302 | 403 403 404 302 403 403 404 | 404 404
POST  /workers/changes/{change_submitted}/reject/            | 302 | 403 403 404 302 403 403 404 | 404 404
POST  /workers/changes/{change_approved}/decide/             | 302 | 302 403 404 403 403 403 404 | 404 404
POST  /workers/changes/{change_recalled}/recall/             | 302 | 403 403 404 302 403 403 404 | 404 404
GET   /workers/certificates/                                 | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /workers/certificates/{certificate}/withdraw/          | 302 | 200 403 404 200 403 403 404 | 404 404
POST  /workers/certificates/{certificate}/withdraw/          | 302 | 302 403 404 302 403 403 404 | 404 404
GET   /workers/posts/                                        | 302 |   0   0   0   0   0   0   0 |   0   0
POST  /workers/posts/standard/                               | 302 |   0 403 403 403 403 403 403 | 403 403
GET   /workers/posts/new/                                    | 302 |   0 403 403 403 403 403 403 | 403 403
POST  /workers/posts/new/                                    | 302 | 302 403 403 403 403 403 403 | 403 403
GET   /workers/posts/{post}/                                 | 302 | 200 403 404 403 403 403 404 | 403 403
POST  /workers/posts/{post}/                                 | 302 | 302 403 404 403 403 403 404 | 403 403
GET   /workers/quotas/                                       | 302 | 200 200   0 200 200   0   0 |   0   0
GET   /workers/quotas/{street}/                              | 302 | 200 403 404 403 403 404 404 | 404 404
POST  /workers/quotas/{street}/                              | 302 | 302 403 404 403 403 404 404 | 404 404
GET   /workers/{worker}/                                     | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /workers/{worker}/edit/                                | 302 | 200 403 404 200 403 403 404 | 404 404
POST  /workers/{worker}/edit/                                | 302 | 302 403 404 302 403 403 404 | 404 404
GET   /workers/{worker}/reveal/                              | 302 | 200 403 404 200 403 403 404 | 404 404
POST  /workers/{worker}/reveal/                              | 302 | 200 403 404 200 403 403 404 | 404 404
GET   /workers/{worker}/certificates/new/                    | 302 | 200 403 404 200 403 403 404 | 404 404
POST  /workers/{worker}/certificates/new/                    | 302 | 302 403 404 302 403 403 404 | 404 404
GET   /workers/{worker}/apply/transfer/                      | 302 | 200 403 404 200 403 403 404 | 404 404
POST  /workers/{worker}/apply/transfer/                      | 302 | 302 403 404 302 403 403 404 | 404 404
GET   /workers/{worker}/apply/leave/                         | 302 | 200 403 404 200 403 403 404 | 404 404
GET   /workers/{exited}/apply/join/                          | 302 | 200 403 404 200 403 403 404 | 404 404
POST  /workers/{worker}/rest/                                | 302 | 302 403 404 302 403 403 404 | 404 404
POST  /workers/{on_leave}/return/                            | 302 | 302 403 404 302 403 403 404 | 404 404
""",
    "trainings": """
GET   /trainings/                                            | 302 | 200 200   0 200 200 200   0 |   0 200
GET   /trainings/new/                                        | 302 | 200 403 403 200 403 403 403 | 403 403
POST  /trainings/new/                                        | 302 | 302 403 403 302 403 403 403 | 403 403
GET   /trainings/hours/                                      | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /trainings/{training}/                                 | 302 | 200 200 404 200 200 200 404 | 404 200
GET   /trainings/{training}/edit/                            | 302 | 200 403 404 200 403 403 404 | 404 403
POST  /trainings/{training}/edit/                            | 302 | 302 403 404 302 403 403 404 | 404 403
GET   /trainings/{training}/sessions/new/                    | 302 | 200 403 404 200 403 403 404 | 404 403
POST  /trainings/{training}/sessions/new/                    | 302 | 302 403 404 302 403 403 404 | 404 403
POST  /trainings/{training_planned}/open/                    | 302 | 302 403 404 302 403 403 404 | 404 403
POST  /trainings/{training_done}/finish/                     | 302 | 302 403 404 302 403 403 404 | 404 403
POST  /trainings/{training_planned}/cancel/                  | 302 | 302 403 404 302 403 403 404 | 404 403
GET   /trainings/sessions/{session}/                         | 302 | 200 200 404 200 200 200 404 | 404 200
GET   /trainings/sessions/{session_held}/                    | 302 | 200 200 404 200 200 200 404 | 404 200
GET   /trainings/sessions/{session}/edit/                    | 302 | 200 403 404 200 403 403 404 | 404 403
POST  /trainings/sessions/{session}/edit/                    | 302 | 302 403 404 302 403 403 404 | 404 403
POST  /trainings/sessions/{session}/enrol/                   | 302 | 302 403 404 302 403 403 404 | 404 403
POST  /trainings/sessions/{session_held}/note/               | 302 | 302 403 404 302 403 403 404 | 404 403
POST  /trainings/attendances/{attendance_waiting}/give-up/   | 302 | 302 403 404 302 403 403 404 | 404 404
""",
    "api workers": """
GET   /api/v1/posts/                                         | 401 |   0   0   0   0   0   0   0 |   0   0
GET   /api/v1/posts/worker/                                  | 401 |   0   0 404   0   0   0 404 |   0   0
GET   /api/v1/quotas/                                        | 401 | 200 200   0 200 200   0   0 |   0   0
GET   /api/v1/quotas/{quota}/                                | 401 | 200 200 404 200 200 404 404 | 404 404
GET   /api/v1/workers/                                       | 401 | 200 200   0 200 200 200   0 |   0   0
GET   /api/v1/workers/?format=csv                            | 401 | 200 200   0 200 200 200   0 |   0   0
GET   /api/v1/workers/{worker}/                              | 401 | 200 200 404 200 200 200 404 | 404 404
PATCH /api/v1/workers/{worker}/                              | 401 | 200 403 404 200 403 403 404 | 404 404
POST  /api/v1/workers/{worker}/reveal/                       | 401 | 200 403 404 200 403 403 404 | 404 404
POST  /api/v1/workers/{worker}/rest/                         | 401 | 200 403 404 200 403 403 404 | 404 404
POST  /api/v1/workers/{on_leave}/return/                     | 401 | 200 403 404 200 403 403 404 | 404 404
GET   /api/v1/postings/                                      | 401 | 200 200   0 200 200 200   0 |   0   0
GET   /api/v1/postings/{posting}/                            | 401 | 200 200 404 200 200 200 404 | 404 404
GET   /api/v1/personnel-changes/                             | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/personnel-changes/                             | 401 | 201 403 403 201 403 403 403 | 403 403
PUT   /api/v1/personnel-changes/{new}/                       | 401 | 201 403 403 201 403 403 403 | 403 403
GET   /api/v1/personnel-changes/{change_submitted}/          | 401 | 200 200 404 200 200 200 404 | 404 404
POST  /api/v1/personnel-changes/{change_own}/submit/         | 401 | 403 403 404 200 403 403 404 | 404 404
POST  /api/v1/personnel-changes/{change_submitted}/approve/  | 401 | 403 403 404 200 403 403 404 | 404 404
POST  /api/v1/personnel-changes/{change_submitted}/reject/   | 401 | 403 403 404 200 403 403 404 | 404 404
POST  /api/v1/personnel-changes/{change_approved}/decide/    | 401 | 200 403 404 403 403 403 404 | 404 404
POST  /api/v1/personnel-changes/{change_recalled}/recall/    | 401 | 403 403 404 200 403 403 404 | 404 404
GET   /api/v1/certificates/                                  | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/certificates/                                  | 401 | 201 403 403 201 403 403 403 | 403 403
PUT   /api/v1/certificates/{new}/                            | 401 | 201 403 403 201 403 403 403 | 403 403
GET   /api/v1/certificates/{certificate}/                    | 401 | 200 200 404 200 200 200 404 | 404 404
POST  /api/v1/certificates/{certificate}/withdraw/           | 401 | 200 403 404 200 403 403 404 | 404 404
""",
    "api trainings": """
GET   /api/v1/trainings/                                     | 401 | 200 200   0 200 200 200   0 |   0 200
POST  /api/v1/trainings/                                     | 401 | 201 403 403 201 403 403 403 | 403 403
PUT   /api/v1/trainings/{new}/                               | 401 | 201 403 403 201 403 403 403 | 403 403
GET   /api/v1/trainings/{training}/                          | 401 | 200 200 404 200 200 200 404 | 404 200
PATCH /api/v1/trainings/{training}/                          | 401 | 200 403 404 200 403 403 404 | 404 403
POST  /api/v1/trainings/{training_planned}/open/             | 401 | 200 403 404 200 403 403 404 | 404 403
POST  /api/v1/trainings/{training_done}/finish/              | 401 | 200 403 404 200 403 403 404 | 404 403
POST  /api/v1/trainings/{training_planned}/cancel/           | 401 | 200 403 404 200 403 403 404 | 404 403
GET   /api/v1/sessions/                                      | 401 | 200 200   0 200 200 200   0 |   0 200
POST  /api/v1/sessions/                                      | 401 | 201 403 403 201 403 403 403 | 403 403
PUT   /api/v1/sessions/{new}/                                | 401 | 201 403 403 201 403 403 403 | 403 403
GET   /api/v1/sessions/{session}/                            | 401 | 200 200 404 200 200 200 404 | 404 200
PATCH /api/v1/sessions/{session}/                            | 401 | 200 403 404 200 403 403 404 | 404 403
POST  /api/v1/sessions/{session_held}/note/                  | 401 | 200 403 404 200 403 403 404 | 404 403
GET   /api/v1/attendances/                                   | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/attendances/                                   | 401 | 201 403 403 201 403 403 403 | 403 403
PUT   /api/v1/attendances/{new}/                             | 401 | 201 403 403 201 403 403 403 | 403 403
GET   /api/v1/attendances/{attendance}/                      | 401 | 200 200 404 200 200 200 404 | 404 404
POST  /api/v1/attendances/{attendance_waiting}/withdraw/     | 401 | 200 403 404 200 403 403 404 | 404 404
""",
}

_REASON = {"reason": "登记错了，重新来过。"}
_COURSE = {"title": "社区矫正实务", "kind": "routine"}
_SLOT = {"starts_at": "2030-01-05T09:00", "ends_at": "2030-01-05T12:00", "hours": "3", "capacity": "60"}
_TIMES = {"starts_at": "2030-01-05T09:00:00+08:00", "ends_at": "2030-01-05T12:00:00+08:00", "hours": "3.0"}
_JOIN = {"name": "李某", "to": "{committee}", "post": "worker", "effective_on": "{today}"}
_ANEW = {"kind": "leave", "worker": "{worker}", "ending": "resigned", "effective_on": "{today}"}
_CERTIFIED = {"worker": "{worker}", "kind": "senior", "issued_on": "2024-05-01"}

PAGES: dict[str, dict[str, Any]] = {
    "/workers/{worker}/edit/": {"education": "master"},
    "/workers/{worker}/reveal/": {"category": "核对登记"},
    "/workers/{worker}/certificates/new/": {"kind": "senior", "issued_on": "2024-05-01"},
    "/workers/certificates/{certificate}/withdraw/": _REASON,
    "/workers/changes/new/": _JOIN,
    "/workers/{worker}/apply/transfer/": {"to": "{next_committee}", "post": "worker", "effective_on": "{today}"},
    "/workers/changes/{change_submitted}/reject/": _REASON,
    "/workers/posts/new/": {"name": "网格长", "code": "grid", "kind": "other", "order": "20"},
    "/workers/posts/{post}/": {"name": "党组织书记", "order": "9", "active": "on"},
    "/workers/quotas/{street}/": {"places": "30", "since": "{today}"},
    "/trainings/new/": {"division": "{street}"} | _COURSE,
    "/trainings/{training}/edit/": _COURSE,
    "/trainings/{training}/sessions/new/": _SLOT,
    "/trainings/sessions/{session}/edit/": _SLOT,
    "/trainings/sessions/{session}/enrol/": {"workers": "{worker}"},
    "/trainings/sessions/{session_held}/note/": {"present": "{attendance}"},
}

API: dict[str, dict[str, Any]] = {
    "/api/v1/workers/{worker}/": {"education": "master"},
    "/api/v1/workers/{worker}/reveal/": {"reason": "核对登记"},
    "/api/v1/personnel-changes/": _ANEW,
    "/api/v1/personnel-changes/{new}/": _ANEW,
    "/api/v1/personnel-changes/{change_submitted}/reject/": _REASON,
    "/api/v1/certificates/": _CERTIFIED,
    "/api/v1/certificates/{new}/": _CERTIFIED,
    "/api/v1/certificates/{certificate}/withdraw/": _REASON,
    "/api/v1/trainings/": {"division": "{street}"} | _COURSE,
    "/api/v1/trainings/{new}/": {"division": "{street}"} | _COURSE,
    "/api/v1/trainings/{training}/": _COURSE,
    "/api/v1/sessions/": {"training": "{training}"} | _TIMES,
    "/api/v1/sessions/{new}/": {"training": "{training}"} | _TIMES,
    "/api/v1/sessions/{session}/": _TIMES,
    "/api/v1/sessions/{session_held}/note/": {"present": []},
    "/api/v1/attendances/": {"session": "{session}", "worker": "{worker}"},
    "/api/v1/attendances/{new}/": {"session": "{session}", "worker": "{worker}"},
}

SHOWN: tuple[str, ...] = (
    "worker", "worker_number", "posting", "change_submitted", "certificate", "training", "session", "attendance", "quota", "basis",
)  # fmt: skip
SPECIMEN: dict[str, str] = {
    "workers": "worker", "postings": "posting", "personnel-changes": "change_submitted", "certificates": "certificate",
    "attendances": "attendance", "quotas": "quota",
}  # fmt: skip
ASKED: dict[str, str] = {"worker": "worker", "session": "session", "training": "training"}
BARE: tuple[str, ...] = ("quotas",)


def specimens(place: SimpleNamespace, team: dict[str, User], names: dict[str, str]) -> dict[str, str]:
    """Workers, changes and courses of the northern street; what its administrator tries was applied for by a colleague."""
    posts = ensure_posts(place.district, by=None)
    worker = WorkerFactory(division=place.north1)
    quota = QuotaFactory(division=place.north, places=900, basis="员额核定〔2020〕9 号")
    return (
        {
            "worker": str(worker.pk), "worker_number": worker.number, "posting": str(worker.postings.get().pk),
            "certificate": str(CertificateFactory(worker=worker, division=place.north1).pk), "post": str(posts[0].pk),
            "quota": str(quota.pk), "basis": quota.basis, "next_committee": place.south1.code,
            "on_leave": str(WorkerFactory(division=place.north1, state="on_leave").pk),
            "exited": str(WorkerFactory(division=place.north1, state="exited", posting__until=date(2026, 1, 1)).pk),
        }
        | _changes(place, team)
        | _courses(place, worker)
    )  # fmt: skip


def _changes(place: SimpleNamespace, team: dict[str, User]) -> dict[str, str]:
    colleague = member(Role.SUBDISTRICT_ADMIN, of=place.north)

    def leaving(by: User) -> Any:
        day = timezone.localdate() + timedelta(days=9)
        return changes.leave(WorkerFactory(division=place.north1), by=by, ending="resigned", effective_on=day)

    own, recalled = leaving(team["subdistrict_admin"]), leaving(team["subdistrict_admin"])
    submitted, approved = leaving(colleague), leaving(colleague)
    for one in (submitted, approved):
        changes.submit(one, by=colleague)
    changes.approve(approved, by=member(Role.SUBDISTRICT_ADMIN, of=place.north))
    found = {"own": own, "recalled": recalled, "submitted": submitted, "approved": approved}
    return {f"change_{name}": str(one.pk) for name, one in found.items()}


def _courses(place: SimpleNamespace, worker: Any) -> dict[str, str]:
    """The street's own: one to come, one held last week, one planned."""
    course = TrainingFactory(division=place.north)
    coming = SessionFactory(training=course, division=place.north, starts_at=timezone.now() + timedelta(days=5))
    held = SessionFactory(training=course, division=place.north)
    planned = TrainingFactory(division=place.north, state="planned")
    SessionFactory(training=planned, division=place.north)
    admin = member(Role.SUBDISTRICT_ADMIN, of=place.north)
    enrolled = attendances.enrol(held, worker, by=admin)
    waiting = attendances.enrol(coming, WorkerFactory(division=place.north1), by=admin)
    done = TrainingFactory(division=place.north)
    past = SessionFactory(training=done, division=place.north)
    attended(worker, "3.0", timezone.localdate() - timedelta(days=7), session=past)
    return {
        "training": str(course.pk), "training_planned": str(planned.pk), "training_done": str(done.pk), "session": str(coming.pk),
        "session_held": str(held.pk), "attendance": str(enrolled.pk), "attendance_waiting": str(waiting.pk),
    }  # fmt: skip
