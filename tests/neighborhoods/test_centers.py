"""Centers, their hours, rooms and services: what the actions do and refuse."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from governance.access.roles import Role
from governance.audit.models import Event
from governance.flow.machine import StepForbidden, StepRefused
from neighborhoods.actions import centers
from neighborhoods.actions.centers import Hours
from neighborhoods.models import Center, CenterService, Opening, Room
from neighborhoods.selectors import centers_open
from tests.factories.access import member
from tests.factories.centers import CenterFactory, RoomFactory

MORNING, AFTERNOON = Hours(0, time(8, 30), time(11, 30)), Hours(0, time(13), time(17))


@pytest.fixture
def staff(place):
    return member(Role.STAFF, of=place.north)


@pytest.fixture
def center(place):
    return CenterFactory(division=place.north, open=True)


def days_ago(days: int):
    return timezone.localdate() - timedelta(days=days)


def test_a_center_is_planned_first_and_its_hours_are_kept(place, staff):
    center = centers.add_center(
        place.north, by=staff, name="四平睦邻中心", address="四平路 1 号", hours=[MORNING, AFTERNOON]
    )
    assert center.state == Center.State.PLANNED
    assert [str(one) for one in center.hours.all()] == ["周一 08:30–11:30", "周一 13:00–17:00"]
    assert Event.objects.get().verb == "center.added"


def test_new_hours_take_the_place_of_the_old_ones_which_stay_known(center, staff):
    centers.change_center(center, by=staff, hours=[MORNING])
    assert [(one.weekday, one.opens) for one in center.hours.filter(active=True)] == [(0, time(8, 30))]
    assert center.hours.filter(active=False).count() == 7
    assert Event.objects.filter(verb="center.hours").count() == 1


def test_overlapping_hours_are_refused_and_nothing_is_written(center, staff):
    with pytest.raises(ValidationError, match="重叠"):
        centers.change_center(center, by=staff, name="新名", hours=[MORNING, Hours(0, time(11), time(12))])
    center.refresh_from_db()
    assert center.name != "新名"
    assert not Event.objects.exists()


def test_opening_and_suspending_write_what_the_index_counts(place, staff):
    center = centers.add_center(place.north, by=staff, name="四平睦邻中心", address="四平路 1 号", hours=[MORNING])
    centers.open_center(center, by=staff, on=days_ago(10))
    centers.suspend(center, by=staff, on=days_ago(5))
    centers.resume(center, by=staff, on=days_ago(2))
    spans = list(Opening.objects.order_by("since").values_list("since", "until"))
    assert spans == [(days_ago(10), days_ago(5)), (days_ago(2), None)]
    assert [centers_open(place.north.code, days_ago(day)) for day in (11, 10, 4, 2)] == [0, 1, 0, 1]
    assert centers_open(place.south.code, days_ago(2)) == 0


def test_a_center_without_hours_cannot_open(place, staff):
    with pytest.raises(ValidationError, match="还没有开放时间"):
        centers.open_center(CenterFactory(division=place.north), by=staff)
    assert not Opening.objects.exists()


@pytest.mark.parametrize(("step", "days"), [("suspend", 40), ("suspend", -1), ("close", 40)])
def test_a_center_cannot_stop_before_it_began_or_tomorrow(center, staff, step, days):
    with pytest.raises(ValidationError, match="日期不能晚于今天"):
        centers.STEPS[step](center, by=staff, on=days_ago(days))
    center.refresh_from_db()
    assert center.state == Center.State.OPEN


def test_opening_again_before_the_last_end_is_refused(center, staff):
    centers.suspend(center, by=staff, on=days_ago(3))
    with pytest.raises(ValidationError, match="上次停止开放"):
        centers.resume(center, by=staff, on=days_ago(4))


@pytest.mark.parametrize(
    ("state", "step"),
    [("planned", "suspend"), ("planned", "resume"), ("open", "open"), ("open", "resume"), ("suspended", "open"),
     ("closed", "open"), ("closed", "resume"), ("closed", "close")],
)  # fmt: skip
def test_a_step_out_of_turn_is_refused(place, staff, state, step):
    center = CenterFactory(division=place.north, state=state)
    with pytest.raises(StepRefused):
        centers.STEPS[step](center, by=staff)


@pytest.mark.parametrize("step", centers.STEPS)
def test_whoever_does_not_run_the_center_takes_no_step(center, clerk, step):
    with pytest.raises(StepForbidden):
        centers.STEPS[step](center, by=clerk)


def test_a_shared_center_is_readable_from_below_and_not_writable(place, center, clerk):
    assert Center.objects.visible_to(clerk).get() == center
    for act in (
        lambda: centers.change_center(center, by=clerk, name="别名"),
        lambda: centers.add_room(center, by=clerk, name="一号室"),
        lambda: centers.change_room(RoomFactory(center=center), by=clerk, name="二号室"),
        lambda: centers.add_service(center, by=clerk, kind="meals", name="助餐"),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_a_clerk_keeps_the_center_of_the_own_committee_which_the_neighbour_does_not_see(place, clerk, neighbour):
    center = centers.add_center(place.north1, by=clerk, name="同济睦邻家园", address="四平路 2 号")
    centers.change_center(center, by=clerk, notice="周一闭馆")
    assert not Center.objects.visible_to(neighbour).exists()


def test_a_city_holds_no_center_of_its_own(place):
    root = member(Role.DISTRICT_ADMIN, of=place.city)
    with pytest.raises(ValidationError, match="区、街镇或居委"):
        centers.add_center(place.city, by=root, name="市中心", address="人民路")


def test_two_centers_of_one_name_in_a_division_are_refused(center, staff):
    with pytest.raises(ValidationError, match="已有同名的中心"):
        centers.add_center(center.division, by=staff, name=center.name, address="别处")


def test_rooms_stand_in_the_division_of_their_center(center, staff):
    room = centers.add_room(center, by=staff, name="多功能厅", capacity=60, needs_approval=True)
    assert (room.division_id, room.capacity) == (center.division_id, 60)
    centers.change_room(room, by=staff, active=False)
    assert not Room.objects.get().active


@pytest.mark.parametrize("capacity", [0, 2001])
def test_a_room_for_nobody_or_for_a_crowd_is_refused(center, staff, capacity):
    with pytest.raises(ValidationError):
        centers.add_room(center, by=staff, name="厅", capacity=capacity)
    assert not Room.objects.exists()


def test_a_closed_center_gets_no_more_rooms(center, staff):
    centers.close(center, by=staff)
    with pytest.raises(ValidationError, match="已经关闭"):
        centers.add_room(center, by=staff, name="厅")


def test_a_service_is_taken_off_the_list_and_not_deleted(center, staff):
    service = centers.add_service(center, by=staff, kind="meals", name="午餐助餐", fee="15 元")
    centers.change_service(service, by=staff, active=False)
    again = centers.add_service(center, by=staff, kind="meals", name="午餐助餐", fee="12 元")
    assert list(CenterService.objects.filter(active=True)) == [again]
    with pytest.raises(ValidationError, match="同名的服务项目"):
        centers.change_service(service, by=staff, active=True)
