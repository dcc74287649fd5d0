"""The part of cases.consultations in the access matrix."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cases.consultations.actions import consultations, duties
from cases.consultations.models import Consultation
from governance.access.models import User
from governance.access.roles import Role
from governance.files.actions import attach
from tests.factories.access import member
from tests.factories.consultations import consultation_in

MATRIX: dict[str, str] = {
    "consultations": """
GET   /consultations/                                        | 302 | 200 200 200 200 200 200   0 |   0   0
GET   /consultations/new/                                    | 302 |   0 403 403   0   0   0 403 |   0   0
GET   /consultations/new/?case={case_filed}                  | 302 |   0 403 403   0   0   0 403 | 404 404
POST  /consultations/new/                                    | 302 | 302 403 403 302 302 302 403 | 422 422
GET   /consultations/{consultation_raised}/                  | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /consultations/{consultation_held}/                    | 302 | 200 200 200 200 200 200 404 | 404 404
GET   /consultations/{consultation_held}/minutes/            | 302 | 404 404 404 404 404 404 404 | 404 404
GET   /consultations/{consultation_minuted}/minutes/         | 302 | 200 200 200 200 200 200 404 | 404 404
GET   /consultations/{consultation_held}/files/{consultation_file}/ | 302 | 200 200 200 200 200 200 404 | 404 404
POST  /consultations/{consultation_raised}/consult/          | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /consultations/{consultation_consulting}/answer/       | 302 | 302 403 302 403 403 403 404 | 404 404
POST  /consultations/{consultation_answered}/hold/           | 302 | 302 403 403 302 302 403 404 | 404 404
POST  /consultations/{consultation_held}/minute/             | 302 | 302 403 403 302 302 403 404 | 404 404
POST  /consultations/{consultation_minuted}/assign/          | 302 | 302 403 403 302 302 403 404 | 404 404
POST  /consultations/{consultation_minuted}/close/           | 302 | 409 403 403 409 403 403 404 | 404 404
POST  /consultations/{consultation_passed}/close/            | 302 | 302 403 403 302 403 403 404 | 404 404
POST  /consultations/{consultation_raised}/withdraw/         | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /consultations/{consultation_held}/attach/             | 302 | 422 403 422 422 422 403 404 | 404 404
POST  /consultations/{consultation_held}/nonsense/           | 302 | 404 404 404 404 404 404 404 | 404 404
GET   /consultations/duties/                                 | 302 | 200 200 200 200 200 200   0 |   0   0
GET   /consultations/duties/export/                          | 302 | 200 200 200 200 200 200   0 |   0   0
POST  /consultations/duties/{duty}/fulfil/                   | 302 | 302 403 302 403 403 403 404 | 404 404
POST  /consultations/duties/{duty_fulfilled}/pass/           | 302 | 302 403 403 302 403 403 404 | 404 404
POST  /consultations/duties/{duty_fulfilled}/return/         | 302 | 302 403 403 302 403 403 404 | 404 404
POST  /consultations/duties/{duty}/nonsense/                 | 302 | 404 404 404 404 404 404 404 | 404 404
""",
    "api consultations": """
GET   /api/v1/consultations/                                 | 401 | 200 200 200 200 200 200   0 |   0   0
POST  /api/v1/consultations/                                 | 401 | 201 403 403 201 201 201 403 | 400 400
PUT   /api/v1/consultations/{new}/                           | 401 | 201 403 403 201 201 201 403 | 400 400
GET   /api/v1/consultations/{consultation_raised}/           | 401 | 200 200 404 200 200 200 404 | 404 404
GET   /api/v1/consultations/{consultation_held}/             | 401 | 200 200 200 200 200 200 404 | 404 404
POST  /api/v1/consultations/{consultation_raised}/consult/   | 401 | 200 403 404 200 200 403 404 | 404 404
POST  /api/v1/consultations/{consultation_consulting}/answer/ | 401 | 200 403 200 403 403 403 404 | 404 404
POST  /api/v1/consultations/{consultation_answered}/hold/    | 401 | 200 403 403 200 200 403 404 | 404 404
POST  /api/v1/consultations/{consultation_held}/minute/      | 401 | 200 403 403 200 200 403 404 | 404 404
POST  /api/v1/consultations/{consultation_minuted}/assign/   | 401 | 200 403 403 200 200 403 404 | 404 404
POST  /api/v1/consultations/{consultation_passed}/close/     | 401 | 200 403 403 200 403 403 404 | 404 404
POST  /api/v1/consultations/{consultation_raised}/withdraw/  | 401 | 200 403 404 200 200 403 404 | 404 404
GET   /api/v1/duties/                                        | 401 | 200 200 200 200 200 200   0 |   0   0
GET   /api/v1/duties/{duty}/                                 | 401 | 200 200 200 200 200 200 404 | 404 404
POST  /api/v1/duties/{duty}/fulfil/                          | 401 | 200 403 200 403 403 403 404 | 404 404
POST  /api/v1/duties/{duty_fulfilled}/pass/                  | 401 | 200 403 403 200 403 403 404 | 404 404
POST  /api/v1/duties/{duty_fulfilled}/return/                | 401 | 200 403 403 200 403 403 404 | 404 404
""",
}
_REASON = {"reason": "理由充分。"}
_CHARGE = {"department": "{department}", "task": "两周内入地", "due_on": "{in_nine_days}"}
PAGES: dict[str, dict[str, Any]] = {
    "/consultations/new/": {"title": "架空线入地", "numbers": "{number}"},
    "/consultations/{consultation_raised}/consult/": {
        "departments": "{department}",
        "answer_due_at": "{in_three_days}",
    },
    "/consultations/{consultation_consulting}/answer/": {"opinion": "可以入地。"},
    "/consultations/{consultation_answered}/hold/": {
        "held_at": "{just_now}",
        "place": "小区东门",
        "came": "{department}",
    },
    "/consultations/{consultation_held}/minute/": {"decision": "两周内入地。"}
    | {f"{key}_1": one for key, one in _CHARGE.items()},
    "/consultations/{consultation_minuted}/assign/": _CHARGE,
    "/consultations/{consultation_raised}/withdraw/": _REASON,
    "/consultations/duties/{duty}/fulfil/": {"result": "已入地。"},
    "/consultations/duties/{duty_fulfilled}/return/": _REASON,
}
_LATER = {
    "department": "minzheng",
    "task": "两周内入地",
    "due_on": "{in_nine_days}",
}
_NEW = {"title": "架空线入地", "cases": ["{case_filed}"]}
API: dict[str, dict[str, Any]] = {
    "/api/v1/consultations/": _NEW,
    "/api/v1/consultations/{new}/": _NEW,
    "/api/v1/consultations/{consultation_raised}/consult/": {
        "departments": ["minzheng"],
        "answer_due_at": "{in_three_days}",
    },
    "/api/v1/consultations/{consultation_consulting}/answer/": {"opinion": "可以入地。"},
    "/api/v1/consultations/{consultation_answered}/hold/": {"held_at": "{just_now}", "place": "小区东门"},
    "/api/v1/consultations/{consultation_held}/minute/": {"decision": "两周内入地。", "duties": [_LATER]},
    "/api/v1/consultations/{consultation_minuted}/assign/": _LATER,
    "/api/v1/consultations/{consultation_raised}/withdraw/": _REASON,
    "/api/v1/duties/{duty}/fulfil/": {"result": "已入地。"},
    "/api/v1/duties/{duty_fulfilled}/return/": _REASON,
}
SHOWN: tuple[str, ...] = (
    "consultation_raised",
    "consultation_held",
    "consultation_minuted",
    "consultation_number",
    "duty",
)
SPECIMEN: dict[str, str] = {"consultations": "consultation_held", "duties": "duty"}
ASKED: dict[str, str] = {"case": "case_received", "consultation": "consultation_held"}
BARE: tuple[str, ...] = ()


def specimens(place: SimpleNamespace, team: dict[str, User], names: dict[str, str]) -> dict[str, str]:
    """One in each state, led there by others of the same street and department than those who try."""
    people = SimpleNamespace(
        clerk=team["clerk"], staff=member(Role.STAFF, of=place.north), manager=member(Role.SUBDISTRICT_ADMIN, of=place.north),
        worker=member(Role.DEPARTMENT, of=place.district, department=place.department),
    )  # fmt: skip
    made = {state: consultation_in(state, place, people) for state in ("raised", "consulting", "held", "minuted")}
    made["answered"] = consultation_in("consulting", place, people)
    consultations.answer(made["answered"], by=people.worker, opinion="可以。")
    made["passed"], fulfilled = (consultation_in("minuted", place, people) for _ in range(2))
    duties.pass_duty(_fulfil(made["passed"], people), by=people.manager)
    paper = SimpleUploadedFile("纪要.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    kept = attach(made["held"], paper, by=None, division=place.north1.code)
    now = timezone.localtime()
    return {f"consultation_{state}": str(one.pk) for state, one in made.items()} | {
        "consultation_number": made["minuted"].number, "consultation_file": str(kept.pk),
        "duty": str(made["minuted"].duties.get().pk), "duty_fulfilled": str(_fulfil(fulfilled, people).pk),
        "in_nine_days": f"{now + timedelta(days=9):%Y-%m-%d}", "just_now": f"{now:%Y-%m-%dT%H:%M:%S}", "in_three_days": f"{now + timedelta(days=3):%Y-%m-%dT%H:%M}",
    }  # fmt: skip


def _fulfil(consultation: Consultation, people: SimpleNamespace) -> Any:
    return duties.fulfil(consultation.duties.get(), by=people.worker, result="已入地。")
