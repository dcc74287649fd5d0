"""The part of cases.forces in the access matrix."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from governance.access.models import User
from tests.factories.cases import new_case
from tests.factories.forces import CalloutFactory, ForceFactory

MATRIX: dict[str, str] = {
    "forces": """
GET   /forces/                                               | 302 | 200 200   0 200 200 200   0 |   0 200
GET   /forces/new/                                           | 302 |   0 403 403 200 403 403 403 | 403 403
POST  /forces/new/                                           | 302 | 302 403 403 302 403 403 403 | 403 403
GET   /forces/{force}/                                       | 302 | 200 200 404 200 200 200 404 | 404 200
GET   /forces/{force}/edit/                                  | 302 | 200 403 404 200 403 403 404 | 404 403
POST  /forces/{force}/edit/                                  | 302 | 302 403 404 302 403 403 404 | 404 403
POST  /forces/{force}/join/                                  | 302 | 302 403 404 302 403 403 404 | 404 403
POST  /forces/{force_manned}/lead/                           | 302 | 302 403 404 302 403 403 404 | 404 403
POST  /forces/{force_manned}/leave/                          | 302 | 302 403 404 302 403 403 404 | 404 403
POST  /forces/{force_set}/staff/                             | 302 | 302 403 404 302 403 403 404 | 404 403
POST  /forces/{force_staffed}/run/                           | 302 | 302 403 404 302 403 403 404 | 404 403
POST  /forces/{force_set}/close/                             | 302 | 302 403 404 302 403 403 404 | 404 403
POST  /forces/{force}/nonsense/                              | 302 | 404 404 404 404 404 404 404 | 404 404
GET   /callouts/                                             | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /callouts/new/{case_received}/                         | 302 | 200 403 404 200 200 403 404 | 404 404
POST  /callouts/new/{case_received}/                         | 302 | 302 403 404 302 302 403 404 | 404 404
GET   /callouts/{callout}/                                   | 302 | 200 200 404 200 200 200 404 | 404 404
POST  /callouts/{callout}/arrive/                            | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /callouts/{callout_arrived}/finish/                    | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /callouts/{callout}/cancel/                            | 302 | 302 403 404 302 302 403 404 | 404 404
""",
    "api forces": """
GET   /api/v1/forces/                                        | 401 | 200 200   0 200 200 200   0 |   0 200
POST  /api/v1/forces/                                        | 401 | 201 403 403 201 403 403 403 | 403 403
PUT   /api/v1/forces/{new}/                                  | 401 | 201 403 403 201 403 403 403 | 403 403
GET   /api/v1/forces/{force}/                                | 401 | 200 200 404 200 200 200 404 | 404 200
PATCH /api/v1/forces/{force}/                                | 401 | 200 403 404 200 403 403 404 | 404 403
POST  /api/v1/forces/{force}/join/                           | 401 | 200 403 404 200 403 403 404 | 404 403
POST  /api/v1/forces/{force_manned}/lead/                    | 401 | 200 403 404 200 403 403 404 | 404 403
POST  /api/v1/forces/{force_manned}/leave/                   | 401 | 200 403 404 200 403 403 404 | 404 403
POST  /api/v1/forces/{force_set}/staff/                      | 401 | 200 403 404 200 403 403 404 | 404 403
POST  /api/v1/forces/{force_staffed}/run/                    | 401 | 200 403 404 200 403 403 404 | 404 403
POST  /api/v1/forces/{force_set}/close/                      | 401 | 200 403 404 200 403 403 404 | 404 403
GET   /api/v1/callouts/                                      | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/callouts/                                      | 401 | 201 403 403 201 201 403 403 | 400 403
PUT   /api/v1/callouts/{new}/                                | 401 | 201 403 403 201 201 403 403 | 400 403
GET   /api/v1/callouts/{callout}/                            | 401 | 200 200 404 200 200 200 404 | 404 404
POST  /api/v1/callouts/{callout}/arrive/                     | 401 | 200 403 404 200 200 403 404 | 404 404
POST  /api/v1/callouts/{callout_arrived}/finish/             | 401 | 200 403 404 200 200 403 404 | 404 404
POST  /api/v1/callouts/{callout}/cancel/                     | 401 | 200 403 404 200 200 403 404 | 404 404
""",
}
_REASON = {"reason": "并入第一工作站。"}
_FORCE = {"kind": "station", "name": "城运工作站", "place": "城运中心"}
_CALL = {"force": "{force_free}", "task": "劝离占道经营"}
_DONE = {"result": "已劝离。"}
PAGES: dict[str, dict[str, Any]] = {
    "/forces/new/": _FORCE,
    "/forces/{force}/edit/": {"name": "二队", "place": "城运中心"},
    "/forces/{force}/join/": {"person": "{force_person}", "kind": "standing"},
    "/forces/{force_manned}/lead/": {"person": "{force_person}"},
    "/forces/{force_manned}/leave/": {"person": "{force_person}"},
    "/forces/{force_set}/close/": _REASON,
    "/callouts/new/{case_received}/": _CALL,
    "/callouts/{callout_arrived}/finish/": _DONE,
    "/callouts/{callout}/cancel/": _REASON,
}
_NEW = _FORCE | {"division": "{street}"}
API: dict[str, dict[str, Any]] = {
    "/api/v1/forces/": _NEW,
    "/api/v1/forces/{new}/": _NEW,
    "/api/v1/forces/{force}/": {"name": "二队"},
    "/api/v1/forces/{force}/join/": {"person": "{force_account}"},
    "/api/v1/forces/{force_manned}/lead/": {"person": "{force_account}"},
    "/api/v1/forces/{force_manned}/leave/": {"person": "{force_account}"},
    "/api/v1/forces/{force_set}/close/": _REASON,
    "/api/v1/callouts/": _CALL | {"case": "{case_received}"},
    "/api/v1/callouts/{new}/": _CALL | {"case": "{case_received}"},
    "/api/v1/callouts/{callout_arrived}/finish/": _DONE,
    "/api/v1/callouts/{callout}/cancel/": _REASON,
}
SHOWN: tuple[str, ...] = ("force", "callout")
SPECIMEN: dict[str, str] = {"callouts": "callout"}
ASKED: dict[str, str] = {"force": "force", "case": "case_received"}
BARE: tuple[str, ...] = ()


def specimens(place: SimpleNamespace, team: dict[str, User], names: dict[str, str]) -> dict[str, str]:
    """Forces of the northern street, two of them called out to cases of its committee."""
    here = {"division": place.north}
    boss, staff = team["subdistrict_admin"], team["staff"]
    force, other = ForceFactory(**here, lead=boss), ForceFactory(**here, lead=boss)
    out = lambda **made: CalloutFactory(force=other, case=new_case(place.north1, by=team["clerk"]), **made)  # noqa: E731
    return {
        "force": str(force.pk), "force_manned": str(ForceFactory(**here, lead=boss, people=[staff]).pk), "force_free": str(ForceFactory(**here, lead=boss).pk), "force_set": str(ForceFactory(**here, state="set", people=[staff]).pk),
        "force_staffed": str(ForceFactory(**here, state="staffed", lead=boss).pk), "force_person": str(staff.pk), "force_account": staff.username,
        "callout": str(out().pk), "callout_arrived": str(out(arrived=True).pk),
    }  # fmt: skip
