"""The pages: what they show to whom, how many questions they ask, what bad input gets."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from governance.access.roles import Role
from governance.audit.models import Event
from tests.factories.access import member
from tests.factories.neighborhoods import HouseholdFactory, ResidentFactory
from tests.factories.volunteers import ProjectFactory, ShiftFactory, UnitFactory, VolunteerFactory, served
from volunteers import selectors
from volunteers.actions import records
from volunteers.models import HourEntry, ServiceRecord, Volunteer


@pytest.fixture
def busy(net, place):
    """Hours of twelve people in two committees and four units."""
    other = UnitFactory(division=place.north2, level="station", parent=net.branch)
    for number in range(12):
        unit = (net.station, net.team, net.branch, other)[number % 4]
        resident = ResidentFactory(division=unit.division) if number % 2 and unit != net.branch else None
        one = VolunteerFactory(division=place.north2 if unit == other else place.north1, unit=unit, resident=resident)
        served(one, 30 + 7 * number, date(2026, 1 + number % 9, 5))
        served(one, 90, date(2025, 12, 31))
    return net


ADDRESSES = (
    "/volunteers/", "/volunteers/?q=zhang&state=active&skill=理", "/volunteers/units/", "/volunteers/projects/", "/volunteers/records/",
    "/volunteers/records/?view=all", "/volunteers/hours/", "/volunteers/hours/?by=unit", "/volunteers/hours/?by=month",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_list_asks_the_same_few_questions_however_long_it_is(client, busy, place, queries_of, address):
    client.force_login(busy.clerk)
    before = queries_of(client, address)
    for _ in range(5):
        one = VolunteerFactory(
            division=place.north1, unit=busy.station, resident=ResidentFactory(division=place.north1)
        )
        served(one, 60)
        records.sign_up(ShiftFactory(project=ProjectFactory(unit=busy.station)), volunteer=one, by=None)
    assert queries_of(client, address) == before <= 12


def test_a_persons_a_units_and_a_shifts_page_ask_few_questions(client, busy, queries_of):
    client.force_login(busy.clerk)
    record = records.sign_up(busy.shift, volunteer=busy.volunteer, by=None)
    for row in (busy.volunteer, busy.station, busy.project, busy.shift, record):
        assert queries_of(client, row.get_absolute_url()) <= 14


@pytest.mark.parametrize("who", ["clerk", "staff", "admin"])
def test_by_person_by_unit_and_by_month_add_up_to_the_same(busy, who):
    user = getattr(busy, who)
    for year in (2025, 2026):
        entries = selectors.hours_in(user, year)
        total = selectors.total(entries).minutes
        assert total == sum(line.minutes for line in selectors.by_person(entries)) > 0
        assert total == sum(branch.minutes for branch in selectors.flat(selectors.network(user, entries)))
        assert total == sum(branch.all_minutes for branch in selectors.network(user, entries))
        assert total == sum(line.minutes for line in selectors.by_month(entries))
    assert sum(HourEntry.objects.visible_to(user).values_list("minutes", flat=True)) == sum(
        ServiceRecord.objects.visible_to(user).values_list("minutes", flat=True)
    )


def test_a_person_of_two_units_counts_in_each(busy, place):
    one = VolunteerFactory(division=place.north1, unit=busy.station)
    VolunteerFactory(division=place.north1, unit=busy.team)
    one.belongings.create(division=place.north1, unit=busy.team, since=one.since)
    branches = {b.unit: b for b in selectors.flat(selectors.network(busy.clerk, selectors.hours_in(busy.clerk, 2026)))}
    station, team = branches[busy.station], branches[busy.team]
    assert station.members == station.own + team.own


def test_the_workbook_says_what_the_page_says(client, busy):
    client.force_login(busy.clerk)
    page = client.get("/volunteers/hours/?year=2026").content.decode()
    response = client.get("/volunteers/hours/export/?year=2026")
    book = openpyxl.load_workbook(io.BytesIO(response.getvalue()))
    people = list(book["按人"].iter_rows(min_row=2, values_only=True))
    units = list(book["按组织"].iter_rows(min_row=2, values_only=True))
    total = sum(row[3] for row in people)
    assert (
        total
        == sum(row[4] for row in units)
        == sum(row[1] for row in book["按月"].iter_rows(min_row=2, values_only=True))
    )
    assert f'<b id="total">{total:,}</b>' in page
    assert all("*" in row[1] for row in people)
    assert Event.objects.filter(verb="hours.export", actor=busy.clerk).count() == 1


@pytest.mark.parametrize(("address", "words"), [
    ("/volunteers/hours/?year=19", "年份应在"), ("/volunteers/hours/?year=2999", "年份应在"), ("/volunteers/hours/?page=0", "页码"),
    ("/volunteers/hours/export/?year=x", "年份应在"), ("/volunteers/?state=nonsense", "nonsense"), ("/volunteers/?within=31x", "区划代码应为"),
    ("/volunteers/records/?volunteer=x", ""), ("/volunteers/projects/?unit=x", ""), ("/volunteers/?cursor=x", "翻页标记无效"),
])  # fmt: skip
def test_bad_input_gets_a_sentence(client, net, address, words):
    client.force_login(net.clerk)
    response = client.get(address)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_volunteers_are_found_by_number_name_and_initials(client, net, place):
    client.force_login(net.clerk)
    one = VolunteerFactory(
        division=place.north1, unit=net.station, resident=ResidentFactory(division=place.north1, name="陆妙珍")
    )
    for text in (one.number, one.number[-6:], "陆妙", "lmz"):
        body = client.get("/volunteers/", {"q": text}).content.decode()
        assert one.get_absolute_url() in body, text
        assert net.volunteer.get_absolute_url() not in body, text
    assert one.number in client.get("/search/", {"q": "lmz"}).content.decode()
    client.force_login(net.neighbour)
    for text in (one.number, "陆妙", "lmz"):
        assert one.get_absolute_url() not in client.get("/volunteers/", {"q": text}).content.decode()


def test_a_resident_is_picked_and_nothing_is_asked_twice(client, net, place):
    client.force_login(net.clerk)
    resident = ResidentFactory(division=place.north1, name="陆妙珍")
    assert f"?resident={resident.pk}" in client.get("/volunteers/new/?q=陆妙珍").content.decode()
    page = client.get(f"/volunteers/new/?resident={resident.pk}").content.decode()
    assert 'name="phone"' not in page
    assert 'name="skills"' in page
    response = client.post(f"/volunteers/new/?resident={resident.pk}", {"skills": "理发", "unit": net.station.pk})
    one = Volunteer.objects.get(resident=resident)
    assert response.url == one.get_absolute_url()
    assert one.number in client.get("/volunteers/new/?q=陆妙珍").content.decode()


def test_an_outsider_with_a_wrong_number_is_sent_back_with_what_was_typed(client, net, place):
    client.force_login(net.clerk)
    typed = {"name": "王某", "phone": "13800000001", "id_number": "310110198506071145", "division": place.north1.code}
    response = client.post("/volunteers/new/?outsider=1", typed)
    assert response.status_code == 422
    assert "校验位不对" in response.content.decode()
    assert 'value="王某"' in response.content.decode()
    assert Volunteer.objects.count() == 1


def test_the_look_is_in_the_answer_and_not_kept(client, net, place):
    client.force_login(net.clerk)
    address = f"{net.volunteer.get_absolute_url()}reveal/"
    assert net.volunteer.name not in client.get(net.volunteer.get_absolute_url()).content.decode()
    assert client.post(address, {"category": ""}).status_code == 422
    response = client.post(address, {"category": "走访核实"})
    assert net.volunteer.name in response.content.decode()
    assert response["Cache-Control"] == "no-store"


def test_a_queue_is_confirmed_in_one_go(client, net):
    record = records.sign_up(net.shift, volunteer=net.volunteer, by=None)
    record = records.leave(records.arrive(record, by=net.clerk, at=net.shift.starts_at), by=net.clerk)
    client.force_login(net.clerk)
    client.post("/volunteers/records/confirm/", {"ids": [record.pk]})
    record.refresh_from_db()
    assert record.state == "served"
    client.force_login(net.colleague)
    assert client.post("/volunteers/records/confirm/", {"ids": ["nonsense"]}).status_code == 302
    page = client.post("/volunteers/records/confirm/", {"ids": [record.pk]}, follow=True).content.decode()
    assert "已确认 1 条" in page
    record.refresh_from_db()
    assert record.state == "confirmed"


def test_a_forgotten_check_out_is_marked_in_the_queue(client, net):
    record = records.arrive(
        records.sign_up(net.shift, volunteer=net.volunteer, by=None), by=None, at=net.shift.starts_at
    )
    records.close_forgotten(net.shift.ends_at.replace(year=net.shift.ends_at.year + 1))
    client.force_login(net.clerk)
    assert "忘记签退" in client.get("/volunteers/records/").content.decode()
    assert "忘记签退，按班次结束时间收尾" in client.get(record.get_absolute_url()).content.decode()


def test_a_step_with_bad_input_shows_the_sentence_and_writes_nothing(client, net):
    record = records.arrive(
        records.sign_up(net.shift, volunteer=net.volunteer, by=None), by=None, at=net.shift.starts_at
    )
    client.force_login(net.clerk)
    for typed, words in (
        ({"at": "gestern"}, "请写成"), ({"at": "2020-01-01T10:00"}, "签退时间要晚于签到时间"),
        ({"travel_minutes": "-1"}, "不能小于 0"), ({"travel_minutes": "599"}, "路途时间不能长于服务时间"),
    ):  # fmt: skip
        response = client.post(f"{record.get_absolute_url()}leave/", typed)
        assert (response.status_code, words in response.content.decode()) == (422, True), typed
    response = client.post(f"{record.get_absolute_url()}cancel/")
    assert (response.status_code, "不能取消报名" in response.content.decode()) == (409, True)
    record.refresh_from_db()
    assert record.state == "serving"


def test_the_history_of_a_household_tells_of_service(client, net, place):
    home = HouseholdFactory(division=place.north1)
    one = VolunteerFactory(
        division=place.north1, unit=net.station, resident=ResidentFactory(division=place.north1, household=home)
    )
    record = served(one, 60)
    client.force_login(net.clerk)
    assert record.get_absolute_url() in client.get(home.get_absolute_url()).content.decode()


def test_a_large_network_is_folded_by_branch(client, net, place):
    for number in range(60):
        UnitFactory(division=place.north1, level="team", parent=net.station, name=f"第{number}队")
    client.force_login(net.admin)
    assert "第7队" not in client.get("/volunteers/units/").content.decode()
    assert "第7队" in client.get(f"/volunteers/units/?branch={net.branch.pk}").content.decode()
    assert client.get("/volunteers/units/?branch=x").status_code == 200
    served(VolunteerFactory(division=place.north1, unit=net.station), 60)
    assert net.station.name not in client.get("/volunteers/hours/?by=unit").content.decode()
    assert net.station.name in client.get(f"/volunteers/hours/?by=unit&branch={net.branch.pk}").content.decode()


def test_next_door_nothing_is_found_by_filters_exports_or_the_queue(client, busy, place):
    stranger = member(Role.CLERK, of=place.south1)
    client.force_login(stranger)
    served_here = ServiceRecord.objects.first()
    for address in (
        *ADDRESSES,
        f"/volunteers/?within={place.north1.code}",
        f"/volunteers/records/?view=all&within={place.north.code}",
    ):
        body = client.get(address).content.decode()
        assert served_here.volunteer.number not in body, address
        assert str(served_here.volunteer_id) not in body, address
    book = openpyxl.load_workbook(io.BytesIO(client.get("/volunteers/hours/export/?year=2026").getvalue()))
    assert book["按人"].max_row == 1
    client.post("/volunteers/records/confirm/", {"ids": [served_here.pk]})
    assert client.post(f"{busy.shift.get_absolute_url()}sign-up/", {"volunteer": busy.volunteer.pk}).status_code == 404
