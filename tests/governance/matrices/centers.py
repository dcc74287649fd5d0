"""The centers' part of the access matrix: centers, rooms, bookings, activities, groups, onboarding, joint meetings."""

from __future__ import annotations

from datetime import time, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from governance.access.models import User
from neighborhoods.actions import groups, meetings, participations
from neighborhoods.models import Booking, Center, CenterService, OpeningHours
from tests.factories.centers import (
    ActivityFactory,
    BuildingGroupFactory,
    CenterFactory,
    JointMeetingFactory,
    OnboardingFactory,
    PartnerFactory,
    RoomFactory,
)
from tests.factories.neighborhoods import BuildingFactory, ResidentFactory

_REASON = {"reason": "来不了了。"}
_TODAY = {"on": "{today}"}
_SERVICE = {"kind": "meals", "name": "午餐助餐"}
_TIMES = {"day": "{tomorrow}", "begins": "13:00", "ends": "14:00"}
_ACTIVITY = _TIMES | {"division": "{committee}", "title": "邻里书场", "theme": "culture", "organiser_kind": "residents"}
_MET = {"held_at": "{tick}", "committee": "on", "owners": "on", "resolution": "更换门禁。"}
_SPAN = {"starts_at": "{tomorrow}T13:00:00+08:00", "ends_at": "{tomorrow}T14:00:00+08:00"}
_BOOKING = _SPAN | {"room": "{own_room}", "division": "{committee}", "purpose": "合唱排练"}
_PLAN = _SPAN | {"division": "{committee}", "title": "邻里书场"}
_HOURS = [{"weekday": 0, "opens": "08:00", "closes": "20:00"}]

MATRIX: dict[str, str] = {
    "centers": """
GET   /centers/                                              | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /centers/new/                                          | 302 | 200 403 403 200 200 200 403 |   0   0
POST  /centers/new/                                          | 302 | 302 403 403 302 302 302 403 | 422 422
GET   /centers/{own_center}/                                 | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /centers/{shared_center}/                              | 302 | 200 200 404 200 200 200 404 | 404 200
GET   /centers/{own_center}/edit/                            | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /centers/{own_center}/edit/                            | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /centers/{shared_center}/edit/                         | 302 | 302 403 404 302 302 403 404 | 404 403
GET   /centers/{own_center}/hours/                           | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /centers/{own_center}/hours/                           | 302 | 302 403 404 302 302 302 404 | 404 404
GET   /centers/{own_center}/rooms/new/                       | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /centers/{own_center}/rooms/new/                       | 302 | 302 403 404 302 302 302 404 | 404 404
GET   /centers/{own_center}/services/new/                    | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /centers/{own_center}/services/new/                    | 302 | 302 403 404 302 302 302 404 | 404 404
GET   /centers/{own_center}/services/{service}/              | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /centers/{own_center}/services/{service}/              | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /centers/{center_planned}/open/                        | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /centers/{own_center}/suspend/                         | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /centers/{shared_center}/suspend/                      | 302 | 302 403 404 302 302 403 404 | 404 403
POST  /centers/{own_center}/nonsense/                        | 302 | 404 404 404 404 404 404 404 | 404 404
GET   /rooms/{own_room}/edit/                                | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /rooms/{own_room}/edit/                                | 302 | 302 403 404 302 302 302 404 | 404 404
GET   /rooms/{own_room}/book/                                | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /rooms/{own_room}/book/                                | 302 | 302 403 404 302 302 302 404 | 404 404
GET   /rooms/{shared_room}/book/                             | 302 | 200 403 404 200 200 200 404 | 404 200
POST  /rooms/{shared_room}/book/                             | 302 | 302 403 404 302 302 302 404 | 404 422
GET   /bookings/                                             | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /bookings/{booking}/                                   | 302 | 200 200 404 200 200 200 404 | 404 404
POST  /bookings/{booking_requested}/confirm/                 | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /bookings/{booking_requested}/decline/                 | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /bookings/{booking_begun}/use/                         | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /bookings/{booking}/cancel/                            | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /bookings/{booking}/nonsense/                          | 302 | 404 404 404 404 404 404 404 | 404 404
""",
    "activities": """
GET   /activities/                                           | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /activities/new/                                       | 302 | 200 403 403 200 200 200 403 |   0   0
POST  /activities/new/                                       | 302 | 302 403 403 302 302 302 403 | 422 422
GET   /activities/{activity}/                                | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /activities/{shared_activity}/                         | 302 | 200 200 404 200 200 200 404 | 404 200
GET   /activities/{activity}/edit/                           | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /activities/{activity}/edit/                           | 302 | 302 403 404 302 302 302 404 | 404 404
GET   /activities/{activity}/find/                           | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /activities/{activity}/find/                           | 302 |   0 403 404   0   0   0 404 | 404 404
POST  /activities/{activity}/sign-up/                        | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /activities/{shared_activity}/sign-up/                 | 302 | 302 403 404 302 302 302 404 | 404 404
GET   /activities/{activity_begun}/check-in/                 | 302 | 200 200 404 200 200 200 404 | 404 404
POST  /activities/{activity_begun}/walk-in/                  | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /activities/{activity_draft}/publish/                  | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /activities/{activity_begun}/hold/                     | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /activities/{activity_held}/evaluate/                  | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /activities/{activity}/cancel/                         | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /activities/{activity}/nonsense/                       | 302 | 404 404 404 404 404 404 404 | 404 404
POST  /participations/{participation_waiting}/arrive/        | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /participations/{participation_came}/undo/             | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /participations/{participation}/cancel/                | 302 | 302 403 404 302 302 302 404 | 404 404
GET   /partners/                                             | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /partners/new/                                         | 302 | 200 403 403 200 200 200 403 |   0   0
POST  /partners/new/                                         | 302 | 302 403 403 302 302 302 403 | 422 422
GET   /partners/{partner}/edit/                              | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /partners/{partner}/edit/                              | 302 | 302 403 404 302 302 302 404 | 404 404
GET   /public/centers/                                       | 200 | 200 200 200 200 200 200 200 | 200 200
GET   /public/centers/{own_center}/                          | 200 | 200 200 200 200 200 200 200 | 200 200
""",
    "groups": """
GET   /building-groups/                                      | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /building-groups/{group}/                              | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /building-groups/{group}/edit/                         | 302 | 403 403 404 200 403 200 404 | 404 404
POST  /building-groups/{group}/edit/                         | 302 | 403 403 404 302 403 302 404 | 404 404
GET   /estates/{estate}/groups/new/                          | 302 | 403 403 404 200 403 200 404 | 404 404
POST  /estates/{estate}/groups/new/                          | 302 | 403 403 404 302 403 302 404 | 404 404
POST  /building-groups/{group}/name/                         | 302 | 403 403 404 302 403 302 404 | 404 404
POST  /building-groups/{group_named}/review/                 | 302 | 403 403 404 302 403 302 404 | 404 404
POST  /building-groups/{group}/dissolve/                     | 302 | 403 403 404 302 403 302 404 | 404 404
POST  /building-groups/{group}/nonsense/                     | 302 | 404 404 404 404 404 404 404 | 404 404
POST  /households/{household}/onboard/                       | 302 | 403 403 404 302 403 302 404 | 404 404
POST  /onboardings/{onboarding}/end/                         | 302 | 403 403 404 302 403 302 404 | 404 404
GET   /buildings/{building}/doors/                           | 302 | 403 403 404 200 403 200 404 | 404 404
POST  /buildings/{building}/doors/                           | 302 | 403 403 404 302 403 302 404 | 404 404
GET   /joint-meetings/                                       | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /joint-meetings/new/                                   | 302 | 403 403 403 200 403 200 403 | 403   0
POST  /joint-meetings/new/                                   | 302 | 403 403 403 302 403 302 403 | 403 422
POST  /joint-meetings/plan/                                  | 302 | 403 403 403 302 403   0 403 | 403 302
GET   /joint-meetings/{meeting}/                             | 302 | 200 200 404 200 200 200 404 | 404 404
POST  /joint-meetings/{meeting}/hold/                        | 302 | 403 403 404 302 403 302 404 | 404 404
POST  /joint-meetings/{meeting_resolved}/track/              | 302 | 403 403 404 302 403 302 404 | 404 404
POST  /joint-meetings/{meeting}/nonsense/                    | 302 | 404 404 404 404 404 404 404 | 404 404
""",
    "api centers": """
GET   /api/v1/centers/                                       | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/centers/                                       | 401 | 201 403 403 201 201 201 403 | 400 400
GET   /api/v1/centers/{own_center}/                          | 401 | 200 200 404 200 200 200 404 | 404 404
GET   /api/v1/centers/{shared_center}/                       | 401 | 200 200 404 200 200 200 404 | 404 200
PUT   /api/v1/centers/{new}/                                 | 401 | 201 403 403 201 201 201 403 | 400 400
PATCH /api/v1/centers/{own_center}/                          | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/centers/{center_planned}/open/                 | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/centers/{own_center}/suspend/                  | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/centers/{center_suspended}/resume/             | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/centers/{center_planned}/close/                | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/centers/{shared_center}/suspend/               | 401 | 200 403 404 200 200 403 404 | 404 403
GET   /api/v1/rooms/                                         | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/rooms/                                         | 401 | 201 403 403 201 201 201 403 | 400 400
GET   /api/v1/rooms/{own_room}/                              | 401 | 200 200 404 200 200 200 404 | 404 404
GET   /api/v1/rooms/{shared_room}/busy/                      | 401 | 200 200 404 200 200 200 404 | 404 200
PUT   /api/v1/rooms/{new}/                                   | 401 | 201 403 403 201 201 201 403 | 400 400
PATCH /api/v1/rooms/{own_room}/                              | 401 | 200 403 404 200 200 200 404 | 404 404
GET   /api/v1/bookings/                                      | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/bookings/                                      | 401 | 201 403 403 201 201 201 403 | 400 400
GET   /api/v1/bookings/{booking}/                            | 401 | 200 200 404 200 200 200 404 | 404 404
PUT   /api/v1/bookings/{new}/                                | 401 | 201 403 403 201 201 201 403 | 400 400
POST  /api/v1/bookings/{booking_requested}/confirm/          | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/bookings/{booking_requested}/decline/          | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/bookings/{booking_begun}/use/                  | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/bookings/{booking}/cancel/                     | 401 | 200 403 404 200 200 200 404 | 404 404
GET   /api/v1/activities/                                    | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/activities/                                    | 401 | 201 403 403 201 201 201 403 | 400 400
GET   /api/v1/activities/{activity}/                         | 401 | 200 200 404 200 200 200 404 | 404 404
PUT   /api/v1/activities/{new}/                              | 401 | 201 403 403 201 201 201 403 | 400 400
PATCH /api/v1/activities/{activity}/                         | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/activities/{activity_draft}/publish/           | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/activities/{activity_begun}/hold/              | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/activities/{activity_held}/evaluate/           | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/activities/{activity}/cancel/                  | 401 | 200 403 404 200 200 200 404 | 404 404
GET   /api/v1/participations/                                | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/participations/                                | 401 | 201 403 403 201 201 201 403 | 400 400
GET   /api/v1/participations/{participation}/                | 401 | 200 200 404 200 200 200 404 | 404 404
PUT   /api/v1/participations/{new}/                          | 401 | 201 403 403 201 201 201 403 | 400 400
POST  /api/v1/participations/{participation_waiting}/arrive/ | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/participations/{participation}/withdraw/       | 401 | 200 403 404 200 200 200 404 | 404 404
""",
    "api groups": """
GET   /api/v1/building-groups/                               | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/building-groups/                               | 401 | 403 403 403 201 403 201 403 | 403 400
GET   /api/v1/building-groups/{group}/                       | 401 | 200 200 404 200 200 200 404 | 404 404
PUT   /api/v1/building-groups/{new}/                         | 401 | 403 403 403 201 403 201 403 | 403 400
PATCH /api/v1/building-groups/{group}/                       | 401 | 403 403 404 200 403 200 404 | 404 404
POST  /api/v1/building-groups/{group}/name/                  | 401 | 403 403 404 200 403 200 404 | 404 404
POST  /api/v1/building-groups/{group_named}/review/          | 401 | 403 403 404 200 403 200 404 | 404 404
POST  /api/v1/building-groups/{group}/dissolve/              | 401 | 403 403 404 200 403 200 404 | 404 404
GET   /api/v1/onboardings/                                   | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/onboardings/                                   | 401 | 403 403 403 201 403 201 403 | 403 400
GET   /api/v1/onboardings/{onboarding}/                      | 401 | 200 200 404 200 200 200 404 | 404 404
PUT   /api/v1/onboardings/{new}/                             | 401 | 403 403 403 201 403 201 403 | 403 400
POST  /api/v1/onboardings/{onboarding}/end/                  | 401 | 403 403 404 200 403 200 404 | 404 404
GET   /api/v1/joint-meetings/                                | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/joint-meetings/                                | 401 | 403 403 403 201 403 201 403 | 403 400
GET   /api/v1/joint-meetings/{meeting}/                      | 401 | 200 200 404 200 200 200 404 | 404 404
PUT   /api/v1/joint-meetings/{new}/                          | 401 | 403 403 403 201 403 201 403 | 403 400
POST  /api/v1/joint-meetings/{meeting}/hold/                 | 401 | 403 403 404 200 403 200 404 | 404 404
POST  /api/v1/joint-meetings/{meeting_resolved}/track/       | 401 | 403 403 404 200 403 200 404 | 404 404
""",
}

PAGES: dict[str, dict[str, Any]] = {
    "/centers/new/": {"division": "{committee}", "name": "新中心", "kind": "home", "address": "四平路 1 号"},
    "/centers/{own_center}/edit/": {"name": "新中心", "kind": "home", "address": "四平路 1 号"},
    "/centers/{shared_center}/edit/": {"name": "新中心", "kind": "home", "address": "四平路 1 号"},
    "/centers/{own_center}/hours/": {"day0": "08:30-11:30 13:00-17:00"},
    "/centers/{own_center}/rooms/new/": {"name": "新房间", "capacity": "20"},
    "/centers/{own_center}/services/new/": _SERVICE,
    "/centers/{own_center}/services/{service}/": _SERVICE,
    "/centers/{center_planned}/open/": _TODAY,
    "/centers/{own_center}/suspend/": _TODAY,
    "/centers/{shared_center}/suspend/": _TODAY,
    "/rooms/{own_room}/edit/": {"name": "新房间", "capacity": "20"},
    "/rooms/{own_room}/book/": _TIMES | {"division": "{committee}", "purpose": "合唱排练", "heads": "10"},
    "/rooms/{shared_room}/book/": _TIMES | {"division": "{committee}", "purpose": "合唱排练", "heads": "10"},
    "/bookings/{booking_requested}/decline/": _REASON,
    "/bookings/{booking}/cancel/": _REASON,
    "/activities/new/": _ACTIVITY,
    "/activities/{activity}/edit/": _ACTIVITY,
    "/activities/{activity_begun}/hold/": {"guests": "3"},
    "/activities/{activity_held}/evaluate/": {"rating": "5", "summary": "来的人多。"},
    "/activities/{activity}/cancel/": _REASON,
    "/activities/{activity}/find/": {"q": "{room}"},
    "/activities/{activity}/sign-up/": {"resident": "{resident}"},
    "/activities/{shared_activity}/sign-up/": {"resident": "{resident}"},
    "/activities/{activity_begun}/walk-in/": {"resident": "{resident}"},
    "/partners/new/": {"division": "{committee}", "name": "新单位", "kind": "school"},
    "/partners/{partner}/edit/": {"name": "新单位", "kind": "school"},
    "/estates/{estate}/groups/new/": {"name": "新楼组", "buildings": "{building}", "since": "{today}"},
    "/building-groups/{group}/edit/": {"name": "新楼组", "buildings": "{group_building}"},
    "/building-groups/{group}/name/": _TODAY,
    "/building-groups/{group_named}/review/": _TODAY,
    "/building-groups/{group}/dissolve/": _TODAY,
    "/buildings/{building}/doors/": {"door": "{household}"},
    "/joint-meetings/new/": {"division": "{committee}", "kind": "property", "month": "{month}"},
    "/joint-meetings/{meeting}/hold/": _MET,
    "/joint-meetings/{meeting_resolved}/track/": {"outcome": "门禁已换。"},
}

API: dict[str, dict[str, Any]] = {
    "/api/v1/centers/": {"division": "{committee}", "name": "新中心", "address": "四平路 1 号", "hours": _HOURS},
    "/api/v1/centers/{new}/": {"division": "{committee}", "name": "新中心", "address": "四平路 1 号", "hours": _HOURS},
    "/api/v1/centers/{own_center}/": {"name": "新中心"},
    "/api/v1/rooms/": {"center": "{own_center}", "name": "新房间", "capacity": 20},
    "/api/v1/rooms/{new}/": {"center": "{own_center}", "name": "新房间", "capacity": 20},
    "/api/v1/rooms/{own_room}/": {"capacity": 12},
    "/api/v1/bookings/": _BOOKING,
    "/api/v1/bookings/{new}/": _BOOKING,
    "/api/v1/bookings/{booking_requested}/decline/": _REASON,
    "/api/v1/bookings/{booking}/cancel/": _REASON,
    "/api/v1/activities/": _PLAN,
    "/api/v1/activities/{new}/": _PLAN,
    "/api/v1/activities/{activity}/": {"title": "邻里书场"},
    "/api/v1/activities/{activity_begun}/hold/": {"guests": 3},
    "/api/v1/activities/{activity_held}/evaluate/": {"rating": 5, "summary": "来的人多。"},
    "/api/v1/activities/{activity}/cancel/": _REASON,
    "/api/v1/participations/": {"activity": "{shared_activity}", "resident": "{resident}"},
    "/api/v1/participations/{new}/": {"activity": "{shared_activity}", "resident": "{resident}"},
    "/api/v1/building-groups/": {"estate": "{estate}", "name": "新楼组"},
    "/api/v1/building-groups/{new}/": {"estate": "{estate}", "name": "新楼组"},
    "/api/v1/building-groups/{group}/": {"name": "新楼组"},
    "/api/v1/onboardings/": {"household": "{household}"},
    "/api/v1/onboardings/{new}/": {"household": "{household}"},
    "/api/v1/joint-meetings/": {"division": "{committee}", "kind": "property", "month": "{today}"},
    "/api/v1/joint-meetings/{new}/": {"division": "{committee}", "kind": "property", "month": "{today}"},
    "/api/v1/joint-meetings/{meeting}/hold/": {"held_at": "{tick}:00+08:00", "committee": True, "owners": True, "resolution": "更换门禁。"},
    "/api/v1/joint-meetings/{meeting_resolved}/track/": {"outcome": "门禁已换。"},
}  # fmt: skip

SHOWN: tuple[str, ...] = (
    "own_center",
    "own_room",
    "booking",
    "activity",
    "participation",
    "partner",
    "group",
    "onboarding",
    "meeting",
)
SPECIMEN: dict[str, str] = {
    "bookings": "booking", "participations": "participation", "building-groups": "group", "onboardings": "onboarding",
    "joint-meetings": "meeting",
}  # fmt: skip
ASKED: dict[str, str] = {"center": "own_center", "room": "own_room", "activity": "activity", "group": "group"}
BARE: tuple[str, ...] = ("joint-meetings",)


def specimens(place: SimpleNamespace, team: dict[str, User], names: dict[str, str]) -> dict[str, str]:
    now = timezone.localtime()
    times = {
        "tomorrow": (now + timedelta(days=1)).date().isoformat(),
        "month": f"{now:%Y-%m}",
        "tick": f"{now:%Y-%m-%dT%H:%M}",
    }
    return times | _centers(place) | _activities(place) | _groups(place)


def _centers(place: SimpleNamespace) -> dict[str, str]:
    own = CenterFactory(division=place.north1, open=True)
    planned, suspended = (CenterFactory(division=place.north1) for _ in range(2))
    for one in (planned, suspended):
        OpeningHours.objects.create(center=one, weekday=0, opens=time(8), closes=time(20))
    Center.objects.filter(pk=suspended.pk).update(state=Center.State.SUSPENDED)
    shared = RoomFactory(division=place.north)
    room = RoomFactory(center=own)
    service = CenterService.objects.create(center=own, kind=CenterService.Kind.LAW, name="法律咨询")
    given = {"room": room, "division": place.north1, "purpose": "合唱", "holder": "合唱队"}
    ahead, hour = timezone.now() + timedelta(days=3), timedelta(hours=1)
    booking = Booking.objects.create(starts_at=ahead, ends_at=ahead + hour, state="confirmed", **given)
    asked = Booking.objects.create(starts_at=ahead + hour, ends_at=ahead + 2 * hour, **given)
    begun = Booking.objects.create(starts_at=timezone.now() - hour, ends_at=timezone.now(), state="confirmed", **given)
    return {
        "own_center": str(own.pk), "center_planned": str(planned.pk), "center_suspended": str(suspended.pk), "shared_center": str(shared.center_id), "own_room": str(room.pk),
        "shared_room": str(shared.pk), "service": str(service.pk), "booking": str(booking.pk),
        "booking_requested": str(asked.pk), "booking_begun": str(begun.pk),
    }  # fmt: skip


def _activities(place: SimpleNamespace) -> dict[str, str]:
    begun = ActivityFactory(division=place.north1, begun=True)
    held = ActivityFactory(division=place.north1, begun=True, state="held", held_at=timezone.now())
    activity, shared = (ActivityFactory(division=one, published=True) for one in (place.north1, place.north))
    signed = participations.sign_up(activity, ResidentFactory(division=place.north1), by=None)
    waiting = participations.sign_up(begun, ResidentFactory(division=place.north1), by=None)
    came = participations.walk_in(begun, ResidentFactory(division=place.north1), by=None)
    return {
        "activity": str(activity.pk), "activity_draft": str(ActivityFactory(division=place.north1).pk),
        "activity_begun": str(begun.pk), "activity_held": str(held.pk), "shared_activity": str(shared.pk),
        "participation": str(signed.pk), "participation_waiting": str(waiting.pk), "participation_came": str(came.pk),
        "partner": str(PartnerFactory(division=place.north1).pk),
    }  # fmt: skip


def _groups(place: SimpleNamespace) -> dict[str, str]:
    building = BuildingFactory(division=place.north1)
    group = BuildingGroupFactory(division=place.north1, estate=building.estate)
    named = groups.name_group(BuildingGroupFactory(division=place.north1, estate=building.estate), by=None)
    meeting = JointMeetingFactory(division=place.north1)
    other = JointMeetingFactory(division=place.north1, kind="reception")
    resolved = meetings.hold(other, by=None, held_at=timezone.now(), committee=True, owners=True, resolution="换门禁。")
    return {
        "group": str(group.pk), "group_named": str(named.pk), "group_building": str(building.pk), "meeting": str(meeting.pk),
        "meeting_resolved": str(resolved.pk), "onboarding": str(OnboardingFactory(division=place.north1).pk),
    }  # fmt: skip
