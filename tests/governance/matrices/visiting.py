"""The part of visits (plans, receptions, sensitive visits) in the access matrix."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from governance.access.models import User
from governance.access.roles import Role
from neighborhoods.models import Household
from tests.factories.access import member
from tests.factories.cases import CategoryFactory
from tests.factories.visits import plan, sensitive, visit
from visits.actions import closures, plans, receptions
from visits.actions.needs import resolve
from visits.actions.visits import NeedAsked

MATRIX: dict[str, str] = {
    "visit plans": """
GET   /visits/due/                                           | 302 | 200 200   0 200 200 200   0 |   0 200
GET   /visit-plans/                                          | 302 | 200 200   0 200 200 200   0 |   0 200
GET   /visit-plans/new/                                      | 302 | 200 403 403 200 200 403 403 |   0 403
POST  /visit-plans/new/                                      | 302 | 302 403 403 302 302 403 403 | 422 403
GET   /visit-plans/labels/                                   | 302 | 200   0   0 200 200   0   0 |   0   0
POST  /visit-plans/labels/adopt/                             | 302 |   0 403 403   0   0 403 403 | 404 403
GET   /visit-plans/labels/new/                               | 302 | 200 403 403 200 200 403 403 |   0 403
POST  /visit-plans/labels/new/                               | 302 | 302 403 403 302 302 403 403 | 422 403
GET   /visit-plans/{plan}/                                   | 302 | 200 200 404 200 200 200 404 | 404 200
GET   /visit-plans/{plan}/doors/                             | 302 | 200 200 404 200 200 200 404 | 404 200
GET   /visit-plans/{plan}/edit/                              | 302 | 200 403 404 200 200 403 404 | 404 403
POST  /visit-plans/{plan}/edit/                              | 302 | 302 403 404 302 302 403 404 | 404 403
POST  /visit-plans/{plan}/end/                               | 302 | 302 403 404 302 302 403 404 | 404 403
GET   /building-duties/                                      | 302 | 200 200 403 200 200   0 403 |   0   0
GET   /building-duties/?within={committee}                   | 302 | 200   0 403 200 200   0 403 | 404 404
POST  /building-duties/share/                                | 302 | 302 403 404 302 302 403 404 | 404 404
POST  /building-duties/{building}/                           | 302 | 302 403 404 302 302 403 404 | 404 404
""",
    "sensitive visits": """
POST  /needs/{need_met}/answer/                              | 302 | 403 403 404 403 403 302 404 | 404 404
GET   /households/{visited}/history/                         | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /visits/?sensitive=true                                | 302 | 200   0   0 200   0 200   0 |   0   0
GET   /visits/{visit_sensitive}/                             | 302 | 200 404 404 200 404 200 404 | 404 404
POST  /visits/{visit_sensitive}/close/                       | 302 | 403 404 404 403 404 302 404 | 404 404
""",
    "closings": """
POST  /closures/{closure}/approve/                           | 302 | 302 404 404 302 404 404 404 | 404 404
POST  /closures/{closure}/return/                            | 302 | 302 404 404 302 404 404 404 | 404 404
""",
    "receptions": """
GET   /receptions/                                           | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /receptions/{reception}/                               | 302 | 200 200 404 200 200 200 404 | 404 404
POST  /receptions/{reception}/answer/                        | 302 | 403 403 404 403 403 302 404 | 404 404
POST  /receptions/{reception}/hand-over/                     | 302 | 403 403 404 403 403 302 404 | 404 404
POST  /receptions/{reception_handed}/take-back/              | 302 | 403 403 404 403 403 302 404 | 404 404
GET   /handovers/                                            | 302 | 200   0 200 200 200   0   0 |   0   0
POST  /handovers/{handover}/confirm/                         | 302 | 302 403 404 302 302 404 404 | 404 404
POST  /handovers/{handover}/return/                          | 302 | 302 403 404 302 302 404 404 | 404 404
POST  /handovers/{handover_department}/confirm/              | 302 | 302 403 302 404 404 404 404 | 404 404
""",
    "api visit plans": """
GET   /api/v1/visit-plans/                                   | 401 | 200 200   0 200 200 200   0 |   0 200
POST  /api/v1/visit-plans/                                   | 401 | 201 403 403 201 201 403 403 | 400 403
GET   /api/v1/visit-plans/{plan}/                            | 401 | 200 200 404 200 200 200 404 | 404 200
PUT   /api/v1/visit-plans/{new}/                             | 401 | 201 403 403 201 201 403 403 | 400 403
PATCH /api/v1/visit-plans/{plan}/                            | 401 | 200 403 404 200 200 403 404 | 404 403
POST  /api/v1/visit-plans/{plan}/end/                        | 401 | 200 403 404 200 200 403 404 | 404 403
GET   /api/v1/receptions/                                    | 401 | 200 200   0 200 200 200   0 |   0   0
GET   /api/v1/receptions/{reception}/                        | 401 | 200 200 404 200 200 200 404 | 404 404
POST  /api/v1/receptions/{reception}/answer/                 | 401 | 403 403 404 403 403 200 404 | 404 404
GET   /api/v1/handovers/                                     | 401 | 200 200 200 200 200   0   0 |   0   0
GET   /api/v1/handovers/{handover}/                          | 401 | 200 200 404 200 200 404 404 | 404 404
POST  /api/v1/handovers/{handover}/confirm/                  | 401 | 200 403 404 200 200 404 404 | 404 404
POST  /api/v1/handovers/{handover}/return/                   | 401 | 200 403 404 200 200 404 404 | 404 404
""",
    "api sensitive visits": """
POST  /api/v1/needs/{need_met}/answer/                       | 401 | 403 403 404 403 403 200 404 | 404 404
GET   /api/v1/visits/{visit_sensitive}/                      | 401 | 200 404 404 200 404 200 404 | 404 404
""",
}
_REASON = {"reason": "不归这里管，请另找部门。"}
PAGES: dict[str, dict[str, Any]] = {
    "/visit-plans/new/": {"division": "{street}", "label": "{plan_label}", "starts_on": "{today}"},
    "/visit-plans/labels/adopt/": {"division": "{street}"},
    "/visit-plans/labels/new/": {
        "division": "{street}",
        "code": "own",
        "name": "自定",
        "audience": "households",
        "interval": "30",
    },
    "/visit-plans/{plan}/edit/": {"name": "新名字", "interval": "60"},
    "/building-duties/share/": {"division": "{committee}"},
    "/building-duties/{building}/": {"clerk": "{clerk}"},
    "/needs/{need_met}/answer/": {"solved": "yes", "satisfaction": "5"},
    "/visits/{visit_sensitive}/close/": {"conclusion": "已联系有关单位。"},
    "/closures/{closure}/return/": _REASON,
    "/receptions/{reception}/answer/": {"answer": "已告诉他到哪里办。"},
    "/receptions/{reception}/hand-over/": {"to": "d:{department}", "matter": "问低保怎么办"},
    "/handovers/{handover}/return/": _REASON,
}
_PLAN = {"division": "{street}", "label": "universal", "starts_on": "{today}"}
API: dict[str, dict[str, Any]] = {
    "/api/v1/visit-plans/": _PLAN,
    "/api/v1/visit-plans/{new}/": _PLAN,
    "/api/v1/visit-plans/{plan}/": {"name": "新名字"},
    "/api/v1/needs/{need_met}/answer/": {"solved": True, "satisfaction": 5},
    "/api/v1/receptions/{reception}/answer/": {"answer": "已告诉他到哪里办。"},
    "/api/v1/handovers/{handover}/return/": _REASON,
}
SHOWN: tuple[str, ...] = (
    "plan",
    "reception",
    "reception_handed",
    "handover",
    "handover_department",
    "visit_sensitive",
    "closure",
)
SPECIMEN: dict[str, str] = {"receptions": "reception", "handovers": "handover"}
ASKED: dict[str, str] = {}
BARE: tuple[str, ...] = ("receptions", "handovers")


def specimens(place: SimpleNamespace, team: dict[str, User], names: dict[str, str]) -> dict[str, str]:
    """A plan of the northern street, receptions of its clerk in each state, a sensitive visit and one that is to be closed."""
    clerk, home = team["clerk"], Household.objects.get(pk=names["visited"])
    label = plans.adopt_labels(place.city, by=None)[0]
    made = plan(place.north, label=label, days_ago=400)
    own = CategoryFactory(division=place.district, code="met", name="已办结的", opens_case=False)
    need = visit(home, by=clerk, visited_at=_ago(3), needs=[NeedAsked(own)]).needs.get()
    colleague = member(Role.CLERK, of=place.north1)
    asked = sensitive(home, by=colleague, visited_at=_ago(4))
    return {
        "plan": str(made.pk), "plan_label": str(label.pk), "clerk": str(clerk.pk),
        "need_met": str(resolve(need, by=clerk, outcome="已经办好了。").pk),
        "visit_sensitive": str(sensitive(home, by=clerk, visited_at=_ago(5)).pk),
        "closure": str(closures.ask(asked, by=colleague, conclusion="已经处置。").pk), **_receptions(place, clerk, home),
    }  # fmt: skip


def _receptions(place: SimpleNamespace, clerk: User, home: Household) -> dict[str, str]:
    first, handed, given = (
        visit(home, by=clerk, method="reception", visited_at=_ago(at)).reception for at in (6, 7, 8)
    )
    receptions.hand_over(handed, by=clerk, matter="楼道堆物", division=place.north)
    receptions.hand_over(given, by=clerk, matter="问低保", department=place.department)
    return {
        "reception": str(first.pk), "reception_handed": str(handed.pk), "handover": str(handed.handovers.get().pk),
        "handover_department": str(given.handovers.get().pk),
    }  # fmt: skip


def _ago(hours: int) -> Any:
    return timezone.now() - timedelta(hours=hours)
