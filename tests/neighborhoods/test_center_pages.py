"""Pages and API of centers, activities, groups and meetings: queries, what a neighbour gets, input that cannot be used."""

from __future__ import annotations

from datetime import date

import orjson
import pytest
from django.test import Client
from django.utils import timezone

from governance.access.roles import Role
from governance.audit.models import Event
from neighborhoods.actions import bookings, participations
from neighborhoods.models import Activity, Booking, Center, Partner
from tests.factories.access import member, token_of
from tests.factories.centers import (
    ActivityFactory,
    BuildingGroupFactory,
    CenterFactory,
    JointMeetingFactory,
    PartnerFactory,
    RoomFactory,
)
from tests.factories.neighborhoods import ResidentFactory
from tests.neighborhoods.test_bookings import at

LISTS = (
    "/centers/",
    "/bookings/",
    "/activities/",
    "/activities/?view=past",
    "/partners/",
    "/building-groups/",
    "/joint-meetings/",
)


@pytest.fixture
def staff(place):
    return member(Role.STAFF, of=place.north)


@pytest.fixture
def as_(client):
    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def api(clerk):
    client = Client(headers={"Authorization": f"Bearer {token_of(clerk)}"})

    def ask(method: str, path: str, body: object = None):
        return client.generic(method, f"/api/v1{path}", orjson.dumps(body or {}), content_type="application/json")

    return ask


def fill(place, clerk, number: int, year: int = 2025) -> None:
    room = RoomFactory(division=place.north)
    for at_number in range(number):
        bookings.book(
            room,
            by=clerk,
            division=place.north1,
            starts_at=at(9 + at_number),
            ends_at=at(10 + at_number),
            purpose="排练",
        )
        activity = ActivityFactory(division=place.north1, published=True, center=room.center, room=room)
        participations.sign_up(activity, ResidentFactory(division=place.north1), by=clerk)
        ActivityFactory(division=place.north1, state="cancelled", starts_at=at(9, days=-2))
        PartnerFactory(division=place.north1)
        BuildingGroupFactory(division=place.north1)
        JointMeetingFactory(division=place.north1, month=date(year, at_number + 1, 1))


@pytest.mark.parametrize("path", LISTS)
def test_a_list_takes_as_many_queries_for_one_row_as_for_five(place, clerk, as_, queries_of, path):
    client = as_(clerk)
    fill(place, clerk, 1)
    one = queries_of(client, path)
    fill(place, clerk, 4, 2026)
    assert queries_of(client, path) == one <= 12


def test_single_pages_stay_within_twelve_queries(place, clerk, as_, queries_of):
    fill(place, clerk, 4)
    client, activity = as_(clerk), Activity.objects.filter(state="published").first()
    participations.sign_up(activity, ResidentFactory(division=place.north1), by=clerk)
    room = activity.room
    pages = (
        room.center.get_absolute_url(), f"/rooms/{room.pk}/book/", Booking.objects.first().get_absolute_url(),
        activity.get_absolute_url(), f"/activities/{activity.pk}/check-in/", "/activities/new/", f"/public/centers/{room.center_id}/",
        "/public/centers/",
    )  # fmt: skip
    taken = {page: queries_of(client, page) for page in pages}
    taken["of a street"] = queries_of(as_(member(Role.STAFF, of=place.north)), "/activities/new/")
    assert {page: number for page, number in taken.items() if number > 12} == {}


def test_the_public_timetable_shows_what_is_for_everybody_and_no_name(place, clerk):
    fill(place, clerk, 1)
    activity = Activity.objects.get(state="published")
    ActivityFactory(division=place.north1, published=True, center=activity.center, title="内部会", open_to_all=False)
    ActivityFactory(division=place.north1, center=activity.center, title="还没发布")
    response = Client().get(f"/public/centers/{activity.center_id}/")
    text = response.content.decode()
    assert activity.title in text
    assert not any(word in text for word in ("内部会", "还没发布", "排练", "张"))
    assert "public" in response["Cache-Control"]


@pytest.mark.parametrize("state", ["planned"])
def test_a_planned_center_is_not_on_the_wall(place, state):
    center = CenterFactory(division=place.north, state=state)
    assert center.name not in Client().get("/public/centers/").content.decode()
    assert Client().get(f"/public/centers/{center.pk}/").status_code == 404


@pytest.mark.parametrize("district", ["31", "310110", "310110009000", "310115", "x", "３１０１１０"])
def test_the_wall_is_narrowed_to_a_district(place, district):
    center = CenterFactory(division=place.north, open=True)
    response = Client().get("/public/centers/", {"district": district})
    found = {"31": True, "310110": True, "310110009000": True, "310115": False}
    assert response.status_code == (200 if district in found else 404)
    assert (center.name in response.content.decode()) == found.get(district, False)


def test_a_room_that_is_taken_is_a_sentence_on_the_form_and_a_conflict_to_a_program(place, clerk, as_, api):
    room = RoomFactory(division=place.north)
    body = {
        "room": str(room.pk),
        "division": place.north1.code,
        "purpose": "合唱",
        "starts_at": at(9).isoformat(),
        "ends_at": at(10).isoformat(),
    }
    assert api("POST", "/bookings/", body).status_code == 201
    refused = api("POST", "/bookings/", body)
    assert (refused.status_code, refused.json()["detail"]) == (409, "这段时间已有人预约，请换一个时间或活动室。")
    form = {"day": f"{timezone.localdate(at(9))}", "begins": "09:30", "ends": "10:30", "purpose": "合唱", "heads": "5", "division": place.north1.code}  # fmt: skip
    page = as_(clerk).post(f"/rooms/{room.pk}/book/", form)
    assert page.status_code == 422
    assert "这段时间已有人预约" in page.content.decode()
    assert Booking.objects.count() == 1


def test_the_last_place_is_a_conflict_to_a_program(place, clerk, api, resident):
    activity = ActivityFactory(division=place.north1, published=True, capacity=1)
    participations.sign_up(activity, ResidentFactory(division=place.north1), by=clerk)
    refused = api("POST", "/participations/", {"activity": str(activity.pk), "resident": str(resident.pk)})
    assert (refused.status_code, refused.json()["detail"]) == (409, "名额已满，不能再报名。")


@pytest.mark.parametrize(
    ("path", "form", "said"),
    [
        ("/centers/new/", {"name": "", "kind": "home", "address": "四平路"}, "请填写名称"),
        ("/centers/new/", {"name": "家园", "kind": "palace", "address": "四平路"}, "选择"),
        ("/centers/new/", {"name": "家" * 61, "kind": "home", "address": "四平路"}, "60"),
        ("/centers/{center}/hours/", {"day0": "早上到晚上"}, "请写成 08:30-11:30"),
        ("/centers/{center}/hours/", {"day0": "25:00-26:00"}, "请写成 08:30-11:30"),
        ("/centers/{center}/hours/", {"day0": "11:00-09:00"}, "请写成 08:30-11:30"),
        ("/centers/{center}/hours/", {"day0": "08:00-12:00 11:00-13:00"}, "重叠"),
        ("/centers/{center}/rooms/new/", {"name": "厅", "capacity": "-1"}, "1"),
        ("/centers/{center}/suspend/", {"on": "2026-13-45"}, "日期"),
        ("/activities/new/", {"title": "书场", "day": "明天"}, "请选日期"),
        ("/partners/new/", {"name": "甲", "kind": "school", "uscc": "123"}, "统一社会信用代码应为18位"),
    ],
)
def test_what_cannot_be_used_is_said_at_the_field_and_nothing_is_written(place, clerk, as_, path, form, said):
    center = CenterFactory(division=place.north1, open=True)
    before = Event.objects.count()
    response = as_(clerk).post(path.format(center=center.pk), {"division": place.north1.code} | form)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert (Event.objects.count(), Center.objects.count(), Partner.objects.count()) == (before, 1, 0)


@pytest.mark.parametrize("week", ["", "2026-11-18", "nonsense", "0001-01-01", "9999-12-31"])
def test_seven_days_from_any_day_are_shown_and_from_nonsense_of_today(place, clerk, as_, week):
    center = RoomFactory(division=place.north).center
    assert as_(clerk).get(center.get_absolute_url(), {"week": week}).status_code == 200


def test_hours_are_read_as_people_write_them(place, clerk, as_):
    center = CenterFactory(division=place.north1)
    as_(clerk).post(f"/centers/{center.pk}/hours/", {"day0": "8：30—11：30，13:00 至 17:00"})
    assert [str(one) for one in center.hours.filter(active=True)] == ["周一 08:30–11:30", "周一 13:00–17:00"]


def test_a_household_tells_of_its_activities_and_of_the_cloud(place, clerk, as_, resident):
    participations.walk_in(ActivityFactory(division=place.north1, begun=True, title="邻里书场"), resident, by=clerk)
    client = as_(clerk)
    assert client.post(f"/households/{resident.household_id}/onboard/").status_code == 302
    text = client.get(f"/households/{resident.household_id}/").content.decode()
    assert all(word in text for word in ("参加活动：邻里书场", "欧阳**", "退出社区云"))


def test_a_search_finds_centers_and_activities_in_reach(place, clerk, neighbour, as_):
    CenterFactory(division=place.north1, open=True, name="同济睦邻家园")
    assert "同济睦邻家园" in as_(clerk).get("/search/", {"q": "睦邻家园"}).content.decode()
    assert "同济睦邻家园" not in as_(neighbour).get("/search/", {"q": "睦邻家园"}).content.decode()


def test_an_activity_is_changed_among_what_is_near_it(place, as_):
    groups = [BuildingGroupFactory(division=one) for one in (place.north1, place.south1)]
    client = as_(member(Role.DISTRICT_ADMIN, of=place.district))
    row = ActivityFactory(division=place.north1, group=groups[0])
    asked = client.get(f"{row.get_absolute_url()}edit/").context["form"]
    assert list(asked.fields["group"].queryset) == groups[:1]
    assert "group" not in client.get("/activities/new/").context["form"].fields  # a district's own is of no 楼组
