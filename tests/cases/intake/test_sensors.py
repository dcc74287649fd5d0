"""Sensors: signed, once, and one case however often they shout."""

from __future__ import annotations

import time
from datetime import timedelta

import orjson
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from cases.actions import steps
from cases.intake.actions import sensors
from cases.intake.models import SensorEvent
from cases.models import Case
from governance.access.roles import Role
from tests.factories.access import member
from tests.factories.intake import sensor_in, signed

ADDRESS = "/api/v1/sensor-events/"


def event(name: str = "e1", **more):
    return {"event": name, "at": timezone.now().isoformat()} | more


@pytest.fixture
def smoke(place):
    return sensor_in(place.north1)


def post(smoke, body, **more):
    return Client().post(ADDRESS, **signed(*smoke, body, **more))


def test_an_alarm_opens_a_case_by_nobody(smoke, place):
    answer = post(smoke, event(text="烟雾浓度高"))
    case = Case.objects.get()
    assert answer.status_code == 201
    assert answer.json()["case"] == case.number
    assert (case.entrance, case.source, case.created_by, case.division) == ("sensor", "automatic", None, place.north1)


def test_the_same_event_again_is_answered_the_same_and_counted_once(smoke):
    body = event()
    assert post(smoke, body).status_code == 201
    again = post(smoke, body)
    assert (again.status_code, SensorEvent.objects.count()) == (200, 1)


def test_an_event_id_with_other_content_is_refused(smoke):
    post(smoke, event(value=1))
    assert post(smoke, event(value=2)).status_code == 409
    assert SensorEvent.objects.count() == 1


def test_while_the_case_is_open_further_alarms_are_counted(smoke):
    for number in range(5):
        post(smoke, event(f"e{number}"))
    assert Case.objects.count() == 1
    assert sorted(SensorEvent.objects.values_list("outcome", flat=True)) == ["joined"] * 4 + ["opened"]


def test_below_the_threshold_there_is_no_case(place):
    sensor = sensor_in(place.north1, threshold=50)
    assert post(sensor, event(value=49.9)).json()["outcome"] == "below"
    assert post(sensor, event("e2", value=50)).json()["outcome"] == "opened"


def test_just_after_closing_it_is_quiet(place, team, smoke):
    post(smoke, event())
    case = Case.objects.get()
    for act, more in ((steps.file, {}), (steps.dispatch, {"department": place.department})):
        case = act(case, by=team.staff, **more)
    case = steps.finish(steps.accept(case, by=team.worker), by=team.worker, result="已处理。")
    steps.close(steps.check(case, by=team.staff), by=team.staff)
    assert post(smoke, event("e2")).json()["outcome"] == "quiet"
    sensors.change(smoke[0], by=team.staff, category="hazard", quiet_minutes=0)
    later = timezone.now() + timedelta(seconds=1)
    assert post(smoke, event("e3", at=later.isoformat())).json()["outcome"] == "opened"


@pytest.mark.parametrize("seconds", [-301, 301])
def test_an_old_or_early_signature_is_refused(seconds, smoke):
    answer = post(smoke, event(), at=time.time() + seconds)
    assert answer.status_code == 401
    assert not SensorEvent.objects.exists()


def test_a_wrong_signature_another_body_or_an_unknown_sensor_are_told_alike(smoke):
    sensor, secret = smoke
    asked = [signed(sensor, "0" * 64, event()), signed(sensor, secret, event())]
    asked[1]["data"] = orjson.dumps(event("other"))
    asked.append({"data": b"{}", "content_type": "application/json"})
    answers = [Client().post(ADDRESS, **one) for one in asked]
    assert {(one.status_code, one.json()["detail"]) for one in answers} == {
        (401, "签名不对、已过时，或没有这个传感器。")
    }


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"event": "e"},
        event(value="很热"),
        event(at="昨天"),
        event(extra=1),
        event(text="有\0字符"),
        event("长" * 81),
    ],
)
def test_a_bad_event_is_a_400_and_nothing_is_written(body, smoke):
    answer = post(smoke, body)
    assert answer.status_code == 400
    assert not SensorEvent.objects.exists()
    assert not Case.objects.exists()


def test_an_event_of_the_future_or_of_last_month_is_refused(smoke):
    for away in (timedelta(hours=1), timedelta(days=-8)):
        assert post(smoke, event(at=(timezone.now() + away).isoformat())).status_code == 400


def test_a_sensor_switched_off_is_not_heard(smoke, team):
    sensors.change(smoke[0], by=team.staff, category="hazard", active=False)
    assert post(smoke, event()).status_code == 409


def test_a_new_secret_ends_the_old_one(smoke, team):
    fresh = sensors.renew_secret(smoke[0], by=team.staff)
    assert post(smoke, event()).status_code == 401
    assert post((smoke[0], fresh), event()).status_code == 201


def test_events_are_written_once_and_never_touched(smoke):
    post(smoke, event())
    with pytest.raises(DatabaseError), transaction.atomic():
        SensorEvent.objects.update(text="改了")
    with pytest.raises(DatabaseError), transaction.atomic():
        SensorEvent.objects.all()._raw_delete("default")


def test_registering_needs_the_right_and_the_secret_is_shown_once(place, team):
    sensor_in(place.north1)
    client = Client()
    client.force_login(team.staff)
    given = {
        "division": place.north1.code,
        "code": "W-1",
        "name": "水浸",
        "category": "hazard",
        "address": "泵房",
        "quiet_minutes": "30",
    }
    page = client.post("/sensors/new/", given)
    assert page.status_code == 200
    assert "只显示这一次" in page.content.decode()
    again = client.post("/sensors/new/", given)
    assert again.status_code == 422
    assert "已经登记过" in again.content.decode()
    with pytest.raises(PermissionDenied):
        sensors.add(division=place.south1, by=team.staff, category="hazard", code="W-2", name="水浸", address="泵房")


def test_a_neighbour_sees_no_sensor(smoke, place, team):
    client = Client()
    client.force_login(team.stranger)
    assert smoke[0].code not in client.get("/sensors/").content.decode()
    assert client.get(smoke[0].get_absolute_url()).status_code == 404


def test_the_pages_take_few_queries(smoke, team, queries_of):
    for number in range(3):
        post(smoke, event(f"e{number}"))
    client = Client()
    client.force_login(team.staff)
    assert queries_of(client, "/sensors/") <= 12
    assert queries_of(client, smoke[0].get_absolute_url()) <= 12


def test_the_viewer_may_read_events_and_not_the_secret(smoke, place):
    post(smoke, event())
    client = Client()
    client.force_login(member(Role.VIEWER, of=place.district))
    row = client.get(ADDRESS).json()["results"][0]
    assert row["sensor"] == smoke[0].code
    assert "secret" not in row
