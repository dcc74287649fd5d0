"""The network and its people: founding, registering, joining, quitting, the look at what is masked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from governance.audit.models import Event
from governance.flow.machine import StepForbidden, StepRefused
from neighborhoods.models import Reveal
from tests.factories.neighborhoods import ResidentFactory
from tests.factories.volunteers import ShiftFactory, UnitFactory, VolunteerFactory, served
from volunteers.actions import records, units, volunteers
from volunteers.models import Belonging, Unit, Volunteer, VolunteerReveal

ID_NUMBER = "310110198506071146"
OUTSIDER = {"name": "王某某", "phone": "13800000001", "id_number": ID_NUMBER}


def says(field: str, words: str):
    """Refused with `words` at `field`."""
    return pytest.raises(ValidationError, match=rf"'{field}': \['[^']*{words}")


def test_a_unit_hangs_on_the_level_right_above(net, place):
    unit = units.add_unit(
        place.north1, by=net.clerk, level="team", name="红十字服务队", parent=net.station, field="health"
    )
    assert (unit.state, unit.parent) == (Unit.State.PROPOSED, net.station)
    assert Event.objects.latest("pk").details == {"level": "team", "parent": str(net.station.pk)}


@pytest.mark.parametrize(("level", "parent", "words"), [
    pytest.param("team", "branch", "上级应是社区志愿者工作站", id="a level left out"),
    pytest.param("station", "station", "上级应是街道分会", id="its own level"),
    pytest.param("station", None, "请选择上级组织", id="none"),
    pytest.param("association", "branch", "没有上级组织", id="above the top"),
])  # fmt: skip
def test_a_unit_hangs_on_no_other_level(net, place, level, parent, words):
    with says("parent", words):
        units.add_unit(place.north1, by=None, level=level, name="新队", parent=getattr(net, parent) if parent else None)
    assert not Unit.objects.filter(name="新队").exists()


def test_a_unit_lies_within_its_parent(net, place):
    with says("parent", "区划不包含"):
        units.add_unit(place.south1, by=None, level="station", name="幸福村工作站", parent=net.branch)
    with says("parent", "区划不包含"):
        units.change_unit(
            net.station,
            by=net.clerk,
            name="工作站",
            parent=UnitFactory(division=place.south, level="branch", parent=net.association),
        )


def test_names_are_given_once_in_a_division(net, place):
    with pytest.raises(ValidationError, match="同名的志愿者组织"):
        units.add_unit(place.north1, by=net.clerk, level="team", name="法律服务队", parent=net.station)


def test_who_may_not_found_a_unit(net, place):
    for nobody in (net.viewer, net.neighbour):
        with pytest.raises(PermissionDenied):
            units.add_unit(place.north1, by=nobody, level="team", name="新队", parent=net.station)
        with pytest.raises(StepForbidden):
            units.suspend(net.station, by=nobody)


def test_a_unit_with_units_below_is_not_closed_and_closing_lets_members_go(net):
    with pytest.raises(StepRefused, match="先撤销下级"):
        units.close(net.station, by=net.clerk)
    units.close(net.team, by=net.clerk)
    units.close(net.station, by=net.clerk)
    span = net.volunteer.belongings.get()
    assert (span.until, net.volunteer.until) == (timezone.localdate(), None)
    for step in (units.activate, units.suspend, units.close):
        with pytest.raises(StepRefused):
            step(net.station, by=net.clerk)
    with pytest.raises(StepRefused, match="已经撤销"):
        units.change_unit(net.station, by=net.clerk, name="又叫别的")


def test_of_a_resident_nothing_is_asked_twice(net, place):
    resident = ResidentFactory(division=place.north1, name="陆妙珍", phone="13812345678")
    one = volunteers.register(by=net.clerk, resident=resident, skills="理发", unit=net.station)
    assert (one.state, one.division, one.name, one.masked_name, one.initials) == (
        "registered",
        place.north1,
        "",
        "陆**",
        "lmz",
    )
    assert one.number.startswith("ZY310110")
    assert len(one.number) == 15
    assert one.belongings.get().unit == net.station
    with says("name", "不用再填"):
        volunteers.register(by=net.clerk, resident=ResidentFactory(division=place.north1), name="另一个名字")
    with says("name", "随居民登记"):
        volunteers.change_volunteer(one, by=net.clerk, name="另一个名字")
    with pytest.raises(ValidationError, match="已经是注册志愿者"):
        volunteers.register(by=net.clerk, resident=resident)


def test_somebody_from_outside_is_sealed_and_masked(net, place):
    one = volunteers.register(by=net.clerk, division=place.north1, **OUTSIDER)
    one.refresh_from_db()
    assert (one.masked_name, one.phone_masked, one.id_number_masked) == ("王**", "138****0001", "310***********1146")
    assert (one.id_number, one.initials) == (ID_NUMBER, "wmm")
    assert ID_NUMBER not in str(Event.objects.latest("pk").details)


@pytest.mark.parametrize(("own", "field", "words"), [
    ({"id_number": "310110198506071145"}, "id_number", "校验位不对"), ({"id_number": ""}, "id_number", "请填写居民身份证号"),
    ({"phone": "123"}, "phone", "11位手机号"), ({"name": " "}, "name", "请填写姓名"),
])  # fmt: skip
def test_what_somebody_from_outside_brings_is_checked(net, place, own, field, words):
    with says(field, words):
        volunteers.register(by=net.clerk, division=place.north1, **OUTSIDER | own)
    assert Volunteer.objects.count() == 1


def test_nobody_is_registered_twice(net, place):
    volunteers.register(by=net.clerk, division=place.north1, **OUTSIDER)
    with says("id_number", "已经注册过"):
        volunteers.register(by=net.clerk, division=place.north1, **OUTSIDER)
    ResidentFactory(division=place.north1, id_number="31011019700303201X")
    with says("id_number", "在册居民"):
        volunteers.register(by=net.clerk, division=place.north1, **OUTSIDER | {"id_number": "31011019700303201X"})


def test_neither_a_resident_nor_a_place_is_refused(net):
    with says("resident", "请选本区居民"):
        volunteers.register(by=net.clerk)


def test_who_has_moved_out_does_not_register(net, place):
    gone = ResidentFactory(division=place.north1, until=date(2026, 1, 1))
    with says("resident", "已经迁出"):
        volunteers.register(by=net.clerk, resident=gone)


def test_registering_and_changing_need_the_permission_there(net, place):
    for nobody in (net.viewer, net.neighbour):
        with pytest.raises(PermissionDenied):
            volunteers.register(by=nobody, division=place.north1, **OUTSIDER)
        with pytest.raises(PermissionDenied):
            volunteers.change_volunteer(net.volunteer, by=nobody, skills="理发")
        with pytest.raises(PermissionDenied):
            units.join(net.volunteer, unit=net.branch, by=nobody)
        with pytest.raises(PermissionDenied):
            units.leave(net.volunteer.belongings.get(), by=nobody)
        with pytest.raises(PermissionDenied):
            units.recognize(net.volunteer, title="legal", by=nobody)


def test_from_registering_to_quitting(net, place):
    one = volunteers.register(by=net.clerk, division=place.north1, unit=net.team, **OUTSIDER)
    with pytest.raises(StepRefused, match="已注册"):
        volunteers.activate(one, by=net.clerk)
    one = volunteers.activate(volunteers.verify(one, by=net.clerk), by=net.clerk)
    units.recognize(one, title="legal", by=net.clerk)
    shift = ShiftFactory(project=net.shift.project, starts_at=timezone.now() + timedelta(days=1))
    coming = records.sign_up(shift, volunteer=one, by=net.clerk)
    one = volunteers.quit(one, by=net.clerk)
    today = timezone.localdate()
    assert (one.state, one.until, one.ended_at is not None) == ("quit", today, True)
    assert (one.belongings.get().until, one.recognitions.get().until) == (today, today)
    coming.refresh_from_db()
    assert coming.state == "cancelled"
    for step in (volunteers.verify, volunteers.activate, volunteers.quit):
        with pytest.raises(StepRefused, match="已退出"):
            step(one, by=net.clerk)
    with says("volunteer", "已经退出"):
        units.join(one, unit=net.team, by=net.clerk)
    with says("volunteer", "已经退出"):
        units.recognize(one, title="star", by=net.clerk)


def test_who_is_serving_does_not_quit(net):
    records.arrive(records.sign_up(net.shift, volunteer=net.volunteer, by=None), by=None)
    with pytest.raises(ValidationError, match="请先签退"):
        volunteers.quit(net.volunteer, by=net.clerk)
    net.volunteer.refresh_from_db()
    assert net.volunteer.state == "active"
    assert net.volunteer.belongings.current().exists()


def test_the_hours_of_who_quits_stay(net):
    served(net.volunteer, 60)
    volunteers.quit(net.volunteer, by=net.clerk)
    assert net.volunteer.entries.get().minutes == 60


def test_joining_and_leaving_are_spans(net):
    today = timezone.localdate()
    span = units.join(net.volunteer, unit=net.team, by=net.clerk, since=today - timedelta(days=30), leads=True)
    with pytest.raises(ValidationError, match="已经在这个组织"):
        units.join(net.volunteer, unit=net.team, by=net.clerk)
    span = units.leave(span, by=net.clerk, on=today - timedelta(days=10))
    with pytest.raises(StepRefused, match="已经离开"):
        units.leave(span, by=net.clerk)
    with says("since", "还在这个组织"):
        units.join(net.volunteer, unit=net.team, by=net.clerk, since=today - timedelta(days=20))
    assert units.join(net.volunteer, unit=net.team, by=net.clerk, since=today - timedelta(days=10)).until is None
    assert Belonging.objects.on(today - timedelta(days=15)).filter(unit=net.team).count() == 1


@pytest.mark.parametrize("since", [date(2019, 12, 31), date(2100, 1, 1)])
def test_nobody_joins_before_registering_or_in_the_future(net, since):
    with says("since", "不能晚于今天"):
        units.join(net.volunteer, unit=net.team, by=net.clerk, since=since)


def test_one_joins_a_unit_of_the_own_division_or_above(net, place):
    with says("unit", "所在区划或上级区划"):
        units.join(VolunteerFactory(division=place.north2), unit=net.station, by=None)
    assert units.join(VolunteerFactory(division=place.south1), unit=net.association, by=None)


def test_a_title_is_held_once(net):
    held = units.recognize(net.volunteer, title="talent", by=net.clerk)
    with pytest.raises(ValidationError, match="已有这个称号"):
        units.recognize(net.volunteer, title="talent", by=net.clerk)
    units.end_recognition(held, by=net.clerk)
    with pytest.raises(StepRefused, match="已经结束"):
        units.end_recognition(held, by=net.clerk)


def test_a_look_is_one_record_with_a_reason_and_an_event(net, place):
    one = volunteers.register(by=net.clerk, division=place.north1, **OUTSIDER)
    seen = volunteers.reveal(one, by=net.clerk, reason="联系明天的班次")
    assert (seen.name, seen.phone, seen.id_number) == ("王某某", "13800000001", ID_NUMBER)
    event = Event.objects.latest("pk")
    assert (event.verb, event.details) == ("volunteer.revealed", {"category": "other"})
    assert VolunteerReveal.objects.get(event=event.pk).reason == "联系明天的班次"


def test_a_look_at_a_resident_is_the_residents(net, place):
    one = VolunteerFactory(division=place.north1, resident=ResidentFactory(division=place.north1, name="陆妙珍"))
    assert volunteers.reveal(one, by=net.clerk, reason="走访核实").name == "陆妙珍"
    assert Reveal.objects.get(resident=one.resident).category == "visit"
    assert not VolunteerReveal.objects.exists()


def test_a_look_without_reason_or_permission_shows_nothing(net):
    with says("reason", "请写明"):
        volunteers.reveal(net.volunteer, by=net.clerk, reason="看")
    for nobody in (net.viewer, net.neighbour):
        with pytest.raises(PermissionDenied):
            volunteers.reveal(net.volunteer, by=nobody, reason="走访核实")
    assert not VolunteerReveal.objects.exists()
