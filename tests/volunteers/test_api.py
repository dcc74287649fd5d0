"""The resources of the app: masks, hours, sign-up by PUT, steps, what is refused."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.test import Client

from governance.access.roles import Role
from governance.audit.ids import uuid7
from tests.factories.access import member, token_of
from tests.factories.neighborhoods import ResidentFactory
from tests.factories.volunteers import ShiftFactory, VolunteerFactory, served
from volunteers.actions import records, units
from volunteers.models import ServiceRecord, Volunteer

ROOT = "/api/v1"


@pytest.fixture
def api(net):
    """`api(user)` is a client with that user's token."""
    return lambda user: Client(headers={"Authorization": f"Bearer {token_of(user)}"})


def rows(client: Client, address: str) -> list[dict]:
    response = client.get(f"{ROOT}{address}")
    assert response.status_code == 200, response.content.decode()
    return response.json()["results"]


def test_a_row_of_a_volunteer_is_masked_and_knows_the_hours(api, net, place):
    one = VolunteerFactory(
        division=place.north1,
        unit=net.team,
        resident=ResidentFactory(division=place.north1, name="欧阳明", phone="13812345678"),
    )
    units.recognize(one, title="legal", by=None)
    served(one, 100)
    served(one, 25, at=time(20))
    (row,) = rows(api(net.clerk), "/volunteers/?q=oym")
    assert (row["name"], row["phone"], row["minutes"], row["hours"]) == ("欧阳*", "138****5678", 125, 2.08)
    assert row["units"] == [{"unit": str(net.team.pk), "since": "2020-01-01", "leads": False}]
    assert [title["title"] for title in row["titles"]] == ["legal"]
    outsider = next(row for row in rows(api(net.clerk), "/volunteers/") if row["id"] == str(net.volunteer.pk))
    assert (outsider["name"][0], outsider["minutes"], outsider["resident"]) == ("李", 0, None)


def test_page_and_api_answer_the_same_filters(api, net, place):
    lawyer = VolunteerFactory(division=place.north1, unit=net.team, skills="法律咨询")
    gone = VolunteerFactory(division=place.north1, unit=net.team, state="quit")
    client = api(net.clerk)
    for query, found in (
        ("skill=法律", {lawyer}), (f"unit={net.team.pk}", {lawyer}), (f"unit={net.branch.pk}", {lawyer, net.volunteer}),
        ("state=quit", {gone}), ("title=legal", set()), (f"within={place.north2.code}", set()),
    ):  # fmt: skip
        assert {row["id"] for row in rows(client, f"/volunteers/?{query}")} == {str(one.pk) for one in found}, query


def test_a_sign_up_by_put_is_idempotent(api, net):
    client, address = api(net.clerk), f"{ROOT}/service-records/{uuid7()}/"
    body = {"shift": str(net.shift.pk), "volunteer": str(net.volunteer.pk)}
    answers = [client.put(address, body, content_type="application/json") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert set(answers[0].json()["allowed_steps"]) == {"arrive", "miss", "cancel"}
    other = body | {"unit": str(net.station.pk)}
    assert client.put(address, other, content_type="application/json").status_code == 409
    assert ServiceRecord.objects.count() == 1


def test_a_record_is_led_to_confirmed_hours(api, net):
    clerk, colleague = api(net.clerk), api(net.colleague)
    record = records.sign_up(net.shift, volunteer=net.volunteer, by=None)
    address, start = f"{ROOT}/service-records/{record.pk}", net.shift.starts_at

    def take(client: Client, step: str, **asked: object):
        return client.post(f"{address}/{step}/", asked, content_type="application/json")

    assert take(clerk, "arrive", at=start.isoformat()).json()["state"] == "serving"
    left = (start + timedelta(minutes=50)).isoformat()
    assert take(clerk, "leave", at=left, travel_minutes=20).json()["timed_by"] == net.clerk.username
    refused = take(clerk, "confirm")
    assert (refused.status_code, "别人确认" in refused.json()["detail"]) == (403, True)
    done = take(colleague, "confirm").json()
    assert (done["minutes"], minutes_of(done)) == (30, 30)
    assert take(clerk, "dispute", reason="多记了").json()["state"] == "disputed"
    assert take(clerk, "retime", reason="按签到表", travel_minutes=0).json()["minutes"] == 30
    done = take(colleague, "confirm").json()
    assert (done["minutes"], minutes_of(done)) == (50, 50)
    assert sum(entry["minutes"] for entry in done["entries"] if entry["minutes"] < 0) == -30


def minutes_of(record: dict) -> int:
    """Over midnight a record has an entry for each day."""
    return sum(entry["minutes"] for entry in record["entries"])


@pytest.mark.parametrize(("step", "asked", "status", "field"), [
    ("leave", {}, 409, None), ("arrive", {"at": "gestern"}, 400, "at"), ("arrive", {"at": "2020-01-01T10:00:00+08:00"}, 400, "at"),
    ("arrive", {"nonsense": 1}, 400, "nonsense"), ("retime", {}, 400, "reason"), ("retime", {"reason": "手误", "travel_minutes": -1}, 400, "travel_minutes"),
])  # fmt: skip
def test_bad_input_gets_a_problem_and_nothing_is_written(api, net, step, asked, status, field):
    record = records.sign_up(net.shift, volunteer=net.volunteer, by=None)
    response = api(net.clerk).post(
        f"{ROOT}/service-records/{record.pk}/{step}/", asked, content_type="application/json"
    )
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    if field:
        assert field in [error["field"] for error in response.json()["errors"]]
    record.refresh_from_db()
    assert record.state == "signed"


def test_a_full_shift_is_a_conflict(api, net, place):
    shift = ShiftFactory(project=net.project, capacity=1)
    records.sign_up(shift, volunteer=VolunteerFactory(division=place.north1, unit=net.station), by=None)
    body = {"shift": str(shift.pk), "volunteer": str(net.volunteer.pk)}
    response = api(net.clerk).post(f"{ROOT}/service-records/", body, content_type="application/json")
    assert (response.status_code, "已经报满" in response.json()["detail"]) == (409, True)
    assert rows(api(net.clerk), f"/shifts/?project={net.project.pk}&ordering=-starts_at")[0]["taken"] in (0, 1)


def test_registering_names_each_wrong_field(api, net, place):
    body = {"division": place.north1.code, "name": "王某", "phone": "1", "id_number": "310110198506071145"}
    response = api(net.clerk).post(f"{ROOT}/volunteers/", body, content_type="application/json")
    assert response.status_code == 400
    assert {error["field"] for error in response.json()["errors"]} == {"phone", "id_number"}
    assert "310110198506071145" not in response.content.decode()
    assert Volunteer.objects.count() == 1


def test_a_volunteer_is_edited_by_version_and_joins_and_leaves(api, net):
    client, address = api(net.clerk), f"{ROOT}/volunteers/{net.volunteer.pk}/"
    version = client.get(address)["ETag"]
    patch = {"data": {"skills": "理发"}, "content_type": "application/json"}
    assert client.patch(address, **patch).status_code == 428
    assert client.patch(address, **patch, headers={"If-Match": version}).json()["skills"] == "理发"
    assert client.patch(address, **patch, headers={"If-Match": version}).status_code == 412
    joined = client.post(f"{address}join/", {"unit": str(net.team.pk)}, content_type="application/json").json()
    assert len(joined["units"]) == 2
    left = client.post(f"{address}leave/", {"unit": str(net.team.pk)}, content_type="application/json").json()
    assert [one["unit"] for one in left["units"]] == [str(net.station.pk)]
    again = client.post(f"{address}leave/", {"unit": str(net.team.pk)}, content_type="application/json")
    assert again.json()["detail"] == "这位志愿者不在这个组织里。"


def test_units_and_projects_of_above_are_read_from_below_and_not_written(api, net, place):
    client = api(member(Role.CLERK, of=place.north2))
    seen = {row["id"] for row in rows(client, "/volunteer-units/")}
    assert seen == {str(net.association.pk), str(net.branch.pk)}
    assert rows(client, "/service-projects/") == []
    response = client.post(f"{ROOT}/volunteer-units/{net.branch.pk}/suspend/", {}, content_type="application/json")
    assert response.status_code == 403
