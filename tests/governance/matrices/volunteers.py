"""The volunteers' part of the access matrix."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from governance.access.models import User
from tests.factories.volunteers import ProjectFactory, ShiftFactory, UnitFactory, VolunteerFactory
from volunteers.actions import hours, records, units
from volunteers.models import Project, Unit, Volunteer

MATRIX: dict[str, str] = {
    "volunteers": """
GET   /volunteers/                                           | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /volunteers/new/?q={room}                              | 302 | 200 403 403 200 200 200 403 |   0   0
GET   /volunteers/new/?outsider=1                            | 302 | 200 403 403 200 200 200 403 |   0   0
POST  /volunteers/new/?outsider=1                            | 302 | 302 403 403 302 302 302 403 | 422 422
GET   /volunteers/new/?resident={resident}                   | 302 | 200 403 403 200 200 200 403 | 404 404
POST  /volunteers/new/?resident={resident}                   | 302 | 302 403 403 302 302 302 403 | 404 404
GET   /volunteers/{volunteer}/                               | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /volunteers/{volunteer}/edit/                          | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /volunteers/{volunteer}/edit/                          | 302 | 302 403 404 302 302 302 404 | 404 404
GET   /volunteers/{volunteer}/reveal/                        | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /volunteers/{volunteer}/reveal/                        | 302 | 200 403 404 200 200 200 404 | 404 404
GET   /volunteers/{volunteer}/join/                          | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /volunteers/{volunteer}/join/                          | 302 | 302 403 404 302 302 302 404 | 404 404
GET   /volunteers/{volunteer}/recognize/                     | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /volunteers/{volunteer}/recognize/                     | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /volunteers/{volunteer_new}/verify/                    | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /volunteers/{volunteer_verified}/activate/             | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /volunteers/{volunteer}/quit/                          | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /volunteers/{volunteer}/nonsense/                      | 302 | 404 404 404 404 404 404 404 | 404 404
POST  /volunteers/belongings/{belonging}/leave/              | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /volunteers/recognitions/{recognition}/end/            | 302 | 302 403 404 302 302 302 404 | 404 404
GET   /volunteers/units/                                     | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /volunteers/units/new/                                 | 302 |   0 403 403 403 403 403 403 | 403 403
POST  /volunteers/units/new/                                 | 302 | 302 403 403 403 403 403 403 | 403 403
GET   /volunteers/units/new/?parent={branch}                 | 302 | 200 403 404 200 200 200 404 | 404   0
POST  /volunteers/units/new/?parent={branch}                 | 302 | 302 403 404 302 302 302 404 | 404 422
GET   /volunteers/units/{station}/                           | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /volunteers/units/{branch}/                            | 302 | 200 200 404 200 200 200 404 | 404 200
GET   /volunteers/units/{station}/edit/                      | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /volunteers/units/{station}/edit/                      | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /volunteers/units/{station}/suspend/                   | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /volunteers/units/{branch}/suspend/                    | 302 | 302 403 404 302 302 403 404 | 404 403
POST  /volunteers/units/{station_new}/activate/              | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /volunteers/units/{station}/close/                     | 302 | 302 403 404 302 302 302 404 | 404 404
GET   /volunteers/projects/                                  | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /volunteers/projects/new/                              | 302 | 200 403 403 200 200 200 403 | 403 403
POST  /volunteers/projects/new/                              | 302 | 302 403 403 302 302 302 403 | 403 403
GET   /volunteers/projects/{service_project}/                | 302 | 200 200 404 200 200 200 404 | 404 404
GET   /volunteers/projects/{service_project}/edit/           | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /volunteers/projects/{service_project}/edit/           | 302 | 302 403 404 302 302 302 404 | 404 404
GET   /volunteers/projects/{service_project}/shifts/new/     | 302 | 200 403 404 200 200 200 404 | 404 404
POST  /volunteers/projects/{service_project}/shifts/new/     | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /volunteers/projects/{project_draft}/open/             | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /volunteers/projects/{project_draft}/close/            | 302 | 302 403 404 302 302 302 404 | 404 404
GET   /volunteers/shifts/{shift}/                            | 302 | 200 200 404 200 200 200 404 | 404 404
POST  /volunteers/shifts/{shift}/sign-up/                    | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /volunteers/shifts/{shift_free}/cancel/                | 302 | 302 403 404 302 302 302 404 | 404 404
GET   /volunteers/records/                                   | 302 | 200 200   0 200 200 200   0 |   0   0
POST  /volunteers/records/confirm/                           | 302 | 302   0   0 302 302 302   0 |   0   0
GET   /volunteers/records/{record_served}/                   | 302 | 200 200 404 200 200 200 404 | 404 404
POST  /volunteers/records/{record_signed}/arrive/            | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /volunteers/records/{record_serving}/leave/            | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /volunteers/records/{record_served}/retime/            | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /volunteers/records/{record_served}/confirm/           | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /volunteers/records/{record_confirmed}/dispute/        | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /volunteers/records/{record_signed}/miss/              | 302 | 302 403 404 302 302 302 404 | 404 404
POST  /volunteers/records/{record_signed}/cancel/            | 302 | 302 403 404 302 302 302 404 | 404 404
GET   /volunteers/hours/                                     | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /volunteers/hours/?by=unit                             | 302 | 200 200   0 200 200 200   0 |   0   0
GET   /volunteers/hours/?by=month                            | 302 |   0   0   0   0   0   0   0 |   0   0
GET   /volunteers/hours/export/                              | 302 | 200 200   0 200 200 200   0 |   0   0
""",
    "api volunteers": """
GET   /api/v1/volunteer-units/                               | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/volunteer-units/                               | 401 | 201 403 403 201 201 201 403 | 400 400
PUT   /api/v1/volunteer-units/{new}/                         | 401 | 201 403 403 201 201 201 403 | 400 400
GET   /api/v1/volunteer-units/{station}/                     | 401 | 200 200 404 200 200 200 404 | 404 404
PATCH /api/v1/volunteer-units/{station}/                     | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/volunteer-units/{station_new}/activate/        | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/volunteer-units/{station}/suspend/             | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/volunteer-units/{station}/close/               | 401 | 200 403 404 200 200 200 404 | 404 404
GET   /api/v1/volunteers/                                    | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/volunteers/                                    | 401 | 201 403 403 201 201 201 403 | 400 400
PUT   /api/v1/volunteers/{new}/                              | 401 | 201 403 403 201 201 201 403 | 400 400
GET   /api/v1/volunteers/{volunteer}/                        | 401 | 200 200 404 200 200 200 404 | 404 404
PATCH /api/v1/volunteers/{volunteer}/                        | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/volunteers/{volunteer_new}/verify/             | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/volunteers/{volunteer_verified}/activate/      | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/volunteers/{volunteer}/quit/                   | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/volunteers/{volunteer}/reveal/                 | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/volunteers/{volunteer}/join/                   | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/volunteers/{volunteer}/leave/                  | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/volunteers/{volunteer}/recognize/              | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/volunteers/{volunteer}/end-recognition/        | 401 | 200 403 404 200 200 200 404 | 404 404
GET   /api/v1/service-projects/                              | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/service-projects/                              | 401 | 201 403 403 201 201 201 403 | 400 400
PUT   /api/v1/service-projects/{new}/                        | 401 | 201 403 403 201 201 201 403 | 400 400
GET   /api/v1/service-projects/{service_project}/            | 401 | 200 200 404 200 200 200 404 | 404 404
PATCH /api/v1/service-projects/{service_project}/            | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/service-projects/{project_draft}/open/         | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/service-projects/{project_draft}/close/        | 401 | 200 403 404 200 200 200 404 | 404 404
GET   /api/v1/shifts/                                        | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/shifts/                                        | 401 | 201 403 403 201 201 201 403 | 400 400
PUT   /api/v1/shifts/{new}/                                  | 401 | 201 403 403 201 201 201 403 | 400 400
GET   /api/v1/shifts/{shift}/                                | 401 | 200 200 404 200 200 200 404 | 404 404
POST  /api/v1/shifts/{shift_free}/cancel/                    | 401 | 200 403 404 200 200 200 404 | 404 404
GET   /api/v1/service-records/                               | 401 | 200 200   0 200 200 200   0 |   0   0
POST  /api/v1/service-records/                               | 401 | 201 403 403 201 201 201 403 | 400 400
PUT   /api/v1/service-records/{new}/                         | 401 | 201 403 403 201 201 201 403 | 400 400
GET   /api/v1/service-records/{record_served}/               | 401 | 200 200 404 200 200 200 404 | 404 404
POST  /api/v1/service-records/{record_signed}/arrive/        | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/service-records/{record_serving}/leave/        | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/service-records/{record_served}/retime/        | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/service-records/{record_served}/confirm/       | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/service-records/{record_confirmed}/dispute/    | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/service-records/{record_signed}/miss/          | 401 | 200 403 404 200 200 200 404 | 404 404
POST  /api/v1/service-records/{record_signed}/cancel/        | 401 | 200 403 404 200 200 200 404 | 404 404
""",
}
_OUTSIDER = {"name": "王某", "phone": "13800000001", "id_number": "310110199001011230"}
_SHIFT = {"starts_at": "2030-01-07T09:00", "ends_at": "2030-01-07T11:00", "capacity": "3"}
_REASON = {"reason": "登记错了，按签到表。"}
PAGES: dict[str, dict[str, Any]] = {
    "/volunteers/new/?outsider=1": _OUTSIDER | {"division": "{committee}"},
    "/volunteers/{volunteer}/edit/": {"skills": "理发"},
    "/volunteers/{volunteer}/reveal/": {"category": "走访核实"},
    "/volunteers/{volunteer}/join/": {"unit": "{branch}", "since": "{today}"},
    "/volunteers/{volunteer}/recognize/": {"title": "star", "since": "{today}"},
    "/volunteers/units/new/": {"division": "{district}", "name": "又一个区协会"},
    "/volunteers/units/new/?parent={branch}": {"division": "{committee}", "name": "又一个工作站"},
    "/volunteers/units/{station}/edit/": {"name": "新名工作站"},
    "/volunteers/projects/new/": {"unit": "{station}", "title": "磨刀修伞", "theme": "mutual"},
    "/volunteers/projects/{service_project}/edit/": {"title": "磨刀修伞", "theme": "mutual"},
    "/volunteers/projects/{service_project}/shifts/new/": _SHIFT,
    "/volunteers/shifts/{shift}/sign-up/": {"volunteer": "{volunteer}"},
    "/volunteers/records/confirm/": {"ids": "{record_served}"},
    "/volunteers/records/{record_served}/retime/": _REASON
    | {"checked_in_at": "{came}", "checked_out_at": "{left}", "travel_minutes": "0"},
    "/volunteers/records/{record_confirmed}/dispute/": _REASON,
}


def _both(resource: str, body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Filed with an id of the portal's or the client's."""
    return {f"/api/v1/{resource}/": body, f"/api/v1/{resource}/{{new}}/": body}


API: dict[str, dict[str, Any]] = {
    **_both(
        "volunteer-units", {"division": "{committee}", "level": "station", "name": "又一个工作站", "parent": "{branch}"}
    ),
    "/api/v1/volunteer-units/{station}/": {"name": "新名工作站"},
    **_both("volunteers", {"resident": "{resident}", "skills": "理发"}),
    "/api/v1/volunteers/{volunteer}/": {"skills": "理发"},
    "/api/v1/volunteers/{volunteer}/reveal/": {"reason": "走访核实"},
    "/api/v1/volunteers/{volunteer}/join/": {"unit": "{branch}"},
    "/api/v1/volunteers/{volunteer}/leave/": {"unit": "{station}"},
    "/api/v1/volunteers/{volunteer}/recognize/": {"title": "star"},
    "/api/v1/volunteers/{volunteer}/end-recognition/": {"title": "legal"},
    **_both("service-projects", {"unit": "{station}", "title": "磨刀修伞", "theme": "mutual"}),
    "/api/v1/service-projects/{service_project}/": {"title": "磨刀修伞"},
    **_both(
        "shifts",
        {
            "project": "{service_project}",
            "starts_at": "2030-01-07T09:00:00+08:00",
            "ends_at": "2030-01-07T11:00:00+08:00",
        },
    ),
    **_both("service-records", {"shift": "{shift}", "volunteer": "{volunteer}"}),
    "/api/v1/service-records/{record_served}/retime/": _REASON | {"travel_minutes": 10},
    "/api/v1/service-records/{record_confirmed}/dispute/": _REASON,
}
SHOWN: tuple[str, ...] = (
    "volunteer", "volunteer_new", "station", "service_project", "project_draft", "shift", "record_served", "record_confirmed",
    "volunteer_number", "served_number",
)  # fmt: skip
SPECIMEN: dict[str, str] = {"volunteers": "volunteer", "service-records": "record_served"}
ASKED: dict[str, str] = {"volunteer": "volunteer", "unit": "station", "shift": "shift", "project": "service_project"}
BARE: tuple[str, ...] = ()


def specimens(place: SimpleNamespace, team: dict[str, User], names: dict[str, str]) -> dict[str, str]:
    """A station of the northern committee in its network, a volunteer in it, and a record of each state."""
    association = UnitFactory(division=place.district, level=Unit.Level.ASSOCIATION)
    branch = UnitFactory(division=place.north, level=Unit.Level.BRANCH, parent=association)
    station = UnitFactory(division=place.north1, level=Unit.Level.STATION, parent=branch)
    proposed = UnitFactory(division=place.north1, level=Unit.Level.STATION, parent=branch, state=Unit.State.PROPOSED)
    project = ProjectFactory(unit=station)
    shift, free = ShiftFactory(project=project), ShiftFactory(project=project)
    volunteer = VolunteerFactory(division=place.north1, unit=station)
    recognition = units.recognize(volunteer, title="legal", by=None)
    return {
        "association": str(association.pk), "branch": str(branch.pk), "station": str(station.pk), "station_new": str(proposed.pk),
        "service_project": str(project.pk), "project_draft": str(ProjectFactory(unit=station, state=Project.State.DRAFT).pk),
        "shift": str(shift.pk), "shift_free": str(free.pk), "volunteer": str(volunteer.pk), "volunteer_number": volunteer.number,
        "volunteer_new": str(VolunteerFactory(division=place.north1, state=Volunteer.State.REGISTERED).pk),
        "volunteer_verified": str(VolunteerFactory(division=place.north1, state=Volunteer.State.VERIFIED).pk),
        "belonging": str(volunteer.belongings.get().pk), "recognition": str(recognition.pk),
        "came": f"{timezone.localtime(shift.starts_at):%Y-%m-%dT%H:%M}",
        "left": f"{timezone.localtime(shift.starts_at) + timedelta(minutes=30):%Y-%m-%dT%H:%M}",
        **_records(place, shift, station),
    }  # fmt: skip


def _records(place: SimpleNamespace, shift: Any, station: Unit) -> dict[str, str]:
    """One volunteer each, led to the state; nobody of the team kept the time."""
    steps = (
        ("signed", lambda record: record),
        ("serving", lambda record: records.arrive(record, by=None, at=shift.starts_at)),
        ("served", lambda record: records.leave(record, by=None, at=shift.starts_at + timedelta(minutes=40))),
        ("confirmed", lambda record: hours.confirm(record, by=None)),
    )
    found = {}
    for upto, (state, _) in enumerate(steps, start=1):
        record = records.sign_up(shift, volunteer=VolunteerFactory(division=place.north1, unit=station), by=None)
        for _, act in steps[:upto]:
            record = act(record)
        found[f"record_{state}"] = str(record.pk)
        found["served_number"] = record.volunteer.number  # of the last, who has confirmed hours
    return found
