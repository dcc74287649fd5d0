"""The part of cases.summonses in the access matrix."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from governance.access.models import User
from governance.access.roles import Role
from governance.files.actions import attach
from tests.factories.access import member
from tests.factories.summonses import summons_in

MATRIX: dict[str, str] = {
    "summonses": """
GET   /summonses/                                            | 302 | 200 200 200 200 200 200   0 |   0   0
GET   /summonses/export/                                     | 302 | 200 200 200 200 200 200   0 |   0   0
GET   /summonses/new/                                        | 302 | 200 403 403 200 200 200 403 |   0   0
POST  /summonses/new/                                        | 302 | 302 403 403 302 302 302 403 | 422 422
GET   /summonses/new/?case={case_filed}                      | 302 | 200 403 403 200 200 200 403 | 404 404
GET   /summonses/rates/                                      | 302 |   0   0   0 200 200   0   0 |   0   0
GET   /summonses/rates/export/                               | 302 |   0   0   0   0   0   0   0 |   0   0
GET   /summonses/clock/                                      | 302 |   0 403 403 403 403 403 403 | 403 403
POST  /summonses/clock/                                      | 302 | 302 403 403 403 403 403 403 | 403 403
GET   /summonses/{summons_raised}/                           | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /summonses/{summons_on_site}/                          | 302 | 200 200 200 200 200 200 404 | 404 404
GET   /summonses/{summons_on_site}/files/{summons_file}/     | 302 | 200 200 200 200 200 200 404 | 404 404
POST  /summonses/{summons_raised}/check/                     | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /summonses/{summons_raised}/return/                    | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /summonses/{summons_returned}/resubmit/                | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /summonses/{summons_sent}/accept/                      | 302 | 302 403 302 403 403 403 404 | 404 404
POST  /summonses/{summons_sent}/decline/                     | 302 | 302 403 302 403 403 403 404 | 404 404
POST  /summonses/{summons_sent}/invite/                      | 302 | 302 403 403 302 302 403 404 | 404 404
POST  /summonses/{summons_accepted}/arrive/                  | 302 | 302 403 302 403 403 403 404 | 404 404
POST  /summonses/{summons_on_site}/report/                   | 302 | 302 403 302 403 403 403 404 | 404 404
POST  /summonses/{summons_on_site}/resolve/                  | 302 | 302 403 403 302 403 302 404 | 404 404
POST  /summonses/{summons_on_site}/fail/                     | 302 | 302 403 403 302 403 302 404 | 404 404
POST  /summonses/{summons_resolved}/rate/                    | 302 | 302 403 403 302 403 302 404 | 404 404
POST  /summonses/{summons_unsolved}/again/                   | 302 | 302 403 403 302 403 302 404 | 404 404
POST  /summonses/{summons_unsolved}/escalate/                | 302 | 302 403 403 302 403 302 404 | 404 404
POST  /summonses/{summons_raised}/withdraw/                  | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /summonses/{summons_on_site}/attach/                   | 302 | 422 403 422 422 422 422 404 | 404 404
POST  /summonses/{summons_on_site}/nonsense/                 | 302 | 404 404 404 404 404 404 404 | 404 404
""",
    "api summonses": """
GET   /api/v1/summonses/                                     | 401 | 200 200 200 200 200 200   0 |   0   0
POST  /api/v1/summonses/                                     | 401 | 201 403 403 201 201 201 403 | 400 400
PUT   /api/v1/summonses/{new}/                               | 401 | 201 403 403 201 201 201 403 | 400 400
GET   /api/v1/summonses/{summons_raised}/                    | 401 | 200 200 404 200 200 200 404 | 404 404
GET   /api/v1/summonses/{summons_on_site}/                   | 401 | 200 200 200 200 200 200 404 | 404 404
POST  /api/v1/summonses/{summons_raised}/check/              | 401 | 200 403 404 200 200 403 404 | 404 404
POST  /api/v1/summonses/{summons_raised}/return/             | 401 | 200 403 404 200 200 403 404 | 404 404
POST  /api/v1/summonses/{summons_returned}/resubmit/         | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/summonses/{summons_sent}/accept/               | 401 | 200 403 200 403 403 403 404 | 404 404
POST  /api/v1/summonses/{summons_sent}/decline/              | 401 | 200 403 200 403 403 403 404 | 404 404
POST  /api/v1/summonses/{summons_sent}/invite/               | 401 | 200 403 403 200 200 403 404 | 404 404
POST  /api/v1/summonses/{summons_accepted}/arrive/           | 401 | 200 403 200 403 403 403 404 | 404 404
POST  /api/v1/summonses/{summons_on_site}/report/            | 401 | 200 403 200 403 403 403 404 | 404 404
POST  /api/v1/summonses/{summons_on_site}/resolve/           | 401 | 200 403 403 200 403 200 404 | 404 404
POST  /api/v1/summonses/{summons_on_site}/fail/              | 401 | 200 403 403 200 403 200 404 | 404 404
POST  /api/v1/summonses/{summons_resolved}/rate/             | 401 | 200 403 403 200 403 200 404 | 404 404
POST  /api/v1/summonses/{summons_unsolved}/again/            | 401 | 200 403 403 200 403 200 404 | 404 404
POST  /api/v1/summonses/{summons_unsolved}/escalate/         | 401 | 200 403 403 200 403 200 404 | 404 404
POST  /api/v1/summonses/{summons_raised}/withdraw/           | 401 | 200 403 404 200 200 200 404 | 404 404
GET   /api/v1/invitations/                                   | 401 | 200 200 200 200 200 200   0 |   0   0
GET   /api/v1/invitations/{invitation}/                      | 401 | 200 200 200 200 200 200 404 | 404 404
""",
}
_REASON = {"reason": "理由充分。"}
_NEW = {"division": "{committee}", "title": "东门积水", "place": "小区东门", "kind": "summons"}
PAGES: dict[str, dict[str, Any]] = {
    "/summonses/new/": _NEW | {"departments": "{department}"},
    "/summonses/clock/": {
        "answer_days": "1",
        "arrive_days": "4",
        "urgent_answer_hours": "2",
        "urgent_arrive_hours": "24",
    },
    "/summonses/{summons_raised}/check/": {"departments": "{department}"},
    "/summonses/{summons_raised}/return/": _REASON,
    "/summonses/{summons_returned}/resubmit/": {"description": "补充了地点。"},
    "/summonses/{summons_sent}/decline/": _REASON,
    "/summonses/{summons_sent}/invite/": {"department": "{invited}"},
    "/summonses/{summons_on_site}/report/": {"report": "疏通了。"},
    "/summonses/{summons_on_site}/fail/": _REASON,
    "/summonses/{summons_resolved}/rate/": {"rating_{department}": "4"},
    "/summonses/{summons_unsolved}/escalate/": {"category": "{category_code}"},
    "/summonses/{summons_raised}/withdraw/": _REASON,
}
_ASKED = _NEW | {"departments": ["minzheng"]}
API: dict[str, dict[str, Any]] = {
    "/api/v1/summonses/": _ASKED,
    "/api/v1/summonses/{new}/": _ASKED,
    "/api/v1/summonses/{summons_raised}/return/": _REASON,
    "/api/v1/summonses/{summons_returned}/resubmit/": {"description": "补充了地点。"},
    "/api/v1/summonses/{summons_sent}/decline/": _REASON,
    "/api/v1/summonses/{summons_sent}/invite/": {"department": "fangguan"},
    "/api/v1/summonses/{summons_on_site}/report/": {"report": "疏通了。"},
    "/api/v1/summonses/{summons_on_site}/fail/": _REASON,
    "/api/v1/summonses/{summons_resolved}/rate/": {"ratings": [{"department": "minzheng", "rating": 4}]},
    "/api/v1/summonses/{summons_unsolved}/escalate/": {"category": "{category_code}"},
    "/api/v1/summonses/{summons_raised}/withdraw/": _REASON,
}
SHOWN: tuple[str, ...] = ("summons_raised", "summons_on_site", "summons_unsolved", "summons_number", "invitation")
SPECIMEN: dict[str, str] = {"summonses": "summons_on_site", "invitations": "invitation"}
ASKED: dict[str, str] = {"case": "case_received", "summons": "summons_on_site"}
BARE: tuple[str, ...] = ()
_STATES = ("raised", "returned", "sent", "accepted", "on_site", "resolved", "unsolved")


def specimens(place: SimpleNamespace, team: dict[str, User], names: dict[str, str]) -> dict[str, str]:
    """One in each state, led there by others of the same street and department than those who try."""
    people = SimpleNamespace(
        clerk=team["clerk"], staff=member(Role.STAFF, of=place.north),
        worker=member(Role.DEPARTMENT, of=place.district, department=place.department),
    )  # fmt: skip
    made = {state: summons_in(state, place, people) for state in _STATES}
    paper = SimpleUploadedFile("记录.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")
    kept = attach(made["on_site"], paper, by=None, division=place.north1.code)
    return {f"summons_{state}": str(one.pk) for state, one in made.items()} | {
        "summons_file": str(kept.pk), "invited": str(place.other_department.pk), "summons_number": made["on_site"].number,
        "invitation": str(made["on_site"].invitations.get().pk),
    }  # fmt: skip
