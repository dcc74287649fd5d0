"""The part of cases.mediations in the access matrix."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from cases.models import Category
from governance.access.models import User
from tests.factories.cases import CategoryFactory, new_case
from tests.factories.mediations import ConsultFactory, MediationFactory

MATRIX: dict[str, str] = {
    "mediations": """
GET   /mediations/                                           | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /mediations/export/                                    | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /mediations/new/                                       | 302 | 200 403 403 200 200 200 403 |   0   0
POST  /mediations/new/                                       | 302 | 302 403 403 302 302 302 403 | 422 422
GET   /mediations/new/?case={dispute}                        | 302 | 200 403 403 200 200 200 403 | 404 404
POST  /mediations/new/?case={dispute}                        | 302 | 302 403 403 302 302 302 403 | 404 404
GET   /mediations/{mediation}/                               | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /mediations/{agreed}/agreement/                        | 302 | 200 200 404 200 200 200 404 | 404 404
POST  /mediations/{agreed}/agreement/                        | 302 | 200 403 404 200 200 200 404 | 404 404
GET   /mediations/{mediation}/disputants/new/                | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /mediations/{mediation}/disputants/new/                | 302 | 302 403 404 302 302 302 404 | 404 404
GET   /mediations/disputants/{disputant}/remove/             | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /mediations/disputants/{disputant}/remove/             | 302 | 302 403 404 302 302 302 404 | 404 404
GET   /mediations/disputants/{disputant}/reveal/             | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /mediations/disputants/{disputant}/reveal/             | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /mediations/{mediation}/start/                         | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /mediations/{mediating}/reseat/                        | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /mediations/{mediating}/agree/                         | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /mediations/{mediating}/fail/                          | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /mediations/{agreed}/fulfil/                           | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /mediations/{mediating}/withdraw/                      | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /mediations/{mediation}/nonsense/                      | 302 | 404 404 404 404 404 404 404 | 404 404
GET   /consults/                                             | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /consults/new/                                         | 302 | 200 403 403 200 200 200 403 |   0   0
POST  /consults/new/                                         | 302 | 302 403 403 302 302 302 403 | 422 422
GET   /consults/{consult}/                                   | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /consults/{consult}/reveal/                            | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /consults/{consult}/reveal/                            | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /consults/{consult}/answer/                            | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /consults/{answered}/refer/                            | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /consults/{consult}/withdraw/                          | 302 | 302 403 404 302 302 302 404 | 404 404
""",
    "api mediations": """
GET   /api/v1/mediations/                                    | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/mediations/                                    | 401 | 201 403 403 201 201 201 403 | 400 400
PUT   /api/v1/mediations/{new}/                              | 401 | 201 403 403 201 201 201 403 | 400 400
GET   /api/v1/mediations/{mediation}/                        | 401 | 200 200 404 200 200 200 404 | 404 404
POST  /api/v1/mediations/{mediation}/start/                  | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/mediations/{mediating}/reseat/                 | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/mediations/{mediating}/agree/                  | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/mediations/{mediating}/fail/                   | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/mediations/{agreed}/fulfil/                    | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/mediations/{mediation}/withdraw/               | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/mediations/{mediation}/add-disputant/          | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/mediations/{mediation}/reveal/                 | 401 | 200 403 404 200 200 200 404 | 404 404
GET   /api/v1/consults/                                      | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/consults/                                      | 401 | 201 403 403 201 201 201 403 | 400 400
PUT   /api/v1/consults/{new}/                                | 401 | 201 403 403 201 201 201 403 | 400 400
GET   /api/v1/consults/{consult}/                            | 401 | 200 200 404 200 200 200 404 | 404 404
POST  /api/v1/consults/{consult}/answer/                     | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/consults/{answered}/refer/                     | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/consults/{consult}/withdraw/                   | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/consults/{consult}/reveal/                     | 401 | 200 403 404 200 200 200 404 | 404 404
""",
}
_REASON = {"reason": "登记错了，当事人撤回。"}
_NEW = {"kind": "neighbours", "title": "晾衣纠纷"}
_LOOK = {"category": "visit"}
_PERSON = {"side": "concerned", "name": "周旁人"}
PAGES: dict[str, dict[str, Any]] = {
    "/mediations/new/": _NEW | {"division": "{committee}", "origin": "applied", "registered_at": "2026-01-05T09:00"},
    "/mediations/new/?case={dispute}": _NEW | {"registered_at": "2026-01-05T09:00"},
    "/mediations/{agreed}/agreement/": _LOOK,
    "/mediations/{mediation}/disputants/new/": _PERSON,
    "/mediations/disputants/{disputant}/remove/": _REASON,
    "/mediations/disputants/{disputant}/reveal/": _LOOK,
    "/mediations/{mediation}/start/": {"mediator": "{mediator}"},
    "/mediations/{mediating}/reseat/": {"mediator": "{mediator}"},
    "/mediations/{mediating}/agree/": {"agreement": "不再晾到楼下。", "fulfil_due_at": "2030-01-05"},
    "/mediations/{mediating}/fail/": {"onward": "court"},
    "/mediations/{mediating}/withdraw/": _REASON,
    "/consults/new/": {"division": "{committee}", "topic": "housing", "channel": "desk", "question": "怎么赔？"},
    "/consults/{consult}/reveal/": _LOOK,
    "/consults/{consult}/answer/": {"answer": "可以先调解。"},
    "/consults/{answered}/refer/": {"referral": "lawyer"},
    "/consults/{consult}/withdraw/": _REASON,
}


def _both(resource: str, body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Filed with an id of the portal's or the client's."""
    return {f"/api/v1/{resource}/": body, f"/api/v1/{resource}/{{new}}/": body}


API: dict[str, dict[str, Any]] = {
    **_both("mediations", _NEW | {"division": "{committee}"}),
    "/api/v1/mediations/{mediation}/start/": {"mediator": "{mediator_account}"},
    "/api/v1/mediations/{mediating}/reseat/": {"mediator": "{mediator_account}"},
    "/api/v1/mediations/{mediating}/agree/": {
        "agreement": "不再晾到楼下。", "fulfil_due_at": "2030-01-05T23:59:59+08:00"
    },
    "/api/v1/mediations/{mediating}/fail/": {"onward": "court"},
    "/api/v1/mediations/{mediation}/withdraw/": _REASON,
    "/api/v1/mediations/{mediation}/add-disputant/": _PERSON,
    "/api/v1/mediations/{mediation}/reveal/": {"disputant": "{disputant}", "reason": "走访核实"},
    **_both("consults", {"division": "{committee}", "topic": "housing", "question": "怎么赔？"}),
    "/api/v1/consults/{consult}/answer/": {"answer": "可以先调解。"},
    "/api/v1/consults/{answered}/refer/": {"referral": "lawyer"},
    "/api/v1/consults/{consult}/withdraw/": _REASON,
    "/api/v1/consults/{consult}/reveal/": {"reason": "走访核实"},
}  # fmt: skip
SHOWN: tuple[str, ...] = ("mediation", "mediating", "agreed", "consult", "answered", "mediation_number", "dispute")
SPECIMEN: dict[str, str] = {"mediations": "mediation", "consults": "consult"}
ASKED: dict[str, str] = {"case": "dispute"}
BARE: tuple[str, ...] = ("consults",)


def specimens(place: SimpleNamespace, team: dict[str, User], names: dict[str, str]) -> dict[str, str]:
    """A mediation of each kind of state in the northern committee, two consults, and a dispute that could become one."""
    theme = CategoryFactory(division=place.city, code="matrix-dispute", theme=Category.Theme.DISPUTE)
    row = MediationFactory(division=place.north1)
    answered = ConsultFactory(division=place.north1, state="answered", answer="可以。", answered_at=row.registered_at)
    return {
        "mediation": str(row.pk), "mediation_number": row.number, "disputant": str(row.disputants.first().pk),
        "mediating": str(MediationFactory(division=place.north1, state="mediating").pk),
        "agreed": str(MediationFactory(division=place.north1, agreed=True).pk),
        "mediator": str(team["clerk"].pk), "mediator_account": team["clerk"].username,
        "consult": str(ConsultFactory(division=place.north1).pk), "answered": str(answered.pk),
        "dispute": str(new_case(place.north1, category=theme, by=team["clerk"]).pk),
    }  # fmt: skip
