"""Hours: what is confirmed is entered day by day, never changed, and adds up the same by person, by unit and by record."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from governance.flow.machine import StepForbidden, StepRefused
from tests.factories.access import district_of_two_streets
from tests.factories.volunteers import ProjectFactory, ShiftFactory, UnitFactory, VolunteerFactory, served
from volunteers.actions import hours, records
from volunteers.models import HourEntry, ServiceRecord
from volunteers.models.timing import by_day

MOMENTS = st.datetimes(datetime.fromisoformat("2020-01-02"), datetime.fromisoformat("2026-10-30")).map(
    timezone.make_aware
)
LENGTHS = st.timedeltas(timedelta(0), timedelta(hours=24))


def at(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


def ledger(record: ServiceRecord) -> list[tuple[str, int]]:
    return [(f"{entry.day:%m-%d}", entry.minutes) for entry in record.entries.order_by("id")]


def timed(net, came: str, left: str, *, by=None, travel: int = 0) -> ServiceRecord:
    """A record of the fixture's volunteer that waits for confirmation."""
    shift = ShiftFactory(project=net.project, starts_at=at(came), ends_at=at(left) + timedelta(minutes=1))
    record = records.sign_up(shift, volunteer=net.volunteer, by=None)
    record = records.arrive(record, by=by, at=at(came))
    return records.leave(record, by=by, at=at(left), travel_minutes=travel)


@settings(deadline=None)
@given(MOMENTS, LENGTHS)
def test_days_add_up_to_the_whole_rounded_down_once(start, length):
    days = by_day(start, start + length)
    assert sum(days.values()) == length // timedelta(minutes=1)
    assert all(minutes > 0 for minutes in days.values())


@settings(deadline=None)
@given(MOMENTS, LENGTHS)
def test_a_minute_counts_on_the_day_it_falls_on_in_shanghai(start, length):
    """Nobody is given more of a day than was served in it, but for the minute that midnight cuts through."""
    end = start + length
    for day, minutes in by_day(start, end).items():
        midnight = timezone.make_aware(datetime.combine(day, time.min))
        inside = min(end, midnight + timedelta(days=1)) - max(start, midnight)
        assert minutes <= inside / timedelta(minutes=1) + 1


@pytest.mark.parametrize(("came", "left", "expected"), [
    pytest.param("2026-10-12T09:00", "2026-10-12T11:30", [("10-12", 150)], id="within a day"),
    pytest.param("2026-10-12T22:00", "2026-10-13T01:30", [("10-12", 120), ("10-13", 90)], id="over midnight"),
    pytest.param("2026-09-30T23:00", "2026-10-01T00:10", [("09-30", 60), ("10-01", 10)], id="over a month's end"),
    pytest.param("2025-12-31T23:30", "2026-01-01T00:30", [("12-31", 30), ("01-01", 30)], id="over a year's end"),
    pytest.param("2024-02-29T23:59", "2024-03-01T00:01", [("02-29", 1), ("03-01", 1)], id="over a leap day"),
    pytest.param("2026-10-12T22:00", "2026-10-13T00:00", [("10-12", 120)], id="until midnight"),
])  # fmt: skip
def test_confirmed_hours_are_entered_day_by_day(net, came, left, expected):
    record = hours.confirm(timed(net, came, left), by=net.clerk)
    assert ledger(record) == expected
    assert record.minutes == sum(minutes for _, minutes in expected)


def test_the_way_there_shortens_the_service_from_its_start(net):
    record = hours.confirm(timed(net, "2026-10-12T23:30", "2026-10-13T01:00", travel=40), by=net.clerk)
    assert ledger(record) == [("10-13", 50)]


def test_a_way_longer_than_the_service_is_refused(net):
    with pytest.raises(ValidationError, match="路途时间不能长于服务时间"):
        timed(net, "2026-10-12T09:00", "2026-10-12T10:00", travel=60)


def test_who_set_the_times_does_not_confirm_them(net):
    record = timed(net, "2026-10-12T09:00", "2026-10-12T10:00", by=net.clerk)
    with pytest.raises(StepForbidden, match="须由别人确认"):
        hours.confirm(record, by=net.clerk)
    assert not HourEntry.objects.exists()
    assert hours.confirm(record, by=net.colleague).confirmed_by == net.colleague


def test_a_correction_after_confirmation_reverses_and_enters_anew(net):
    record = hours.confirm(timed(net, "2026-10-12T22:00", "2026-10-13T01:00"), by=net.clerk)
    record = records.dispute(record, by=net.clerk, reason="零点前就走了。")
    record = records.retime(record, by=net.colleague, reason="按签到表更正。", checked_out_at=at("2026-10-12T23:00"))
    assert (record.minutes, record.timed_minutes) == (180, 60)
    assert HourEntry.objects.aggregate(total=Sum("minutes"))["total"] == 180
    record = hours.confirm(record, by=net.clerk)
    assert ledger(record) == [("10-12", 120), ("10-13", 60), ("10-12", -120), ("10-13", -60), ("10-12", 60)]
    assert record.minutes == 60
    newest = record.entries.order_by("-id").first()
    assert (newest.by, newest.recorded_at) == (net.clerk, record.confirmed_at)


def test_who_confirmed_may_correct_and_then_another_confirms(net):
    record = hours.confirm(timed(net, "2026-10-12T09:00", "2026-10-12T11:00"), by=net.clerk)
    record = records.dispute(record, by=net.clerk, reason="少记了半小时。")
    record = records.retime(record, by=net.clerk, reason="少记了半小时。", checked_out_at=at("2026-10-12T11:30"))
    with pytest.raises(StepForbidden):
        hours.confirm(record, by=net.clerk)
    assert hours.confirm(record, by=net.colleague).minutes == 150


def test_upholding_a_dispute_writes_nothing_into_the_ledger(net):
    record = hours.confirm(timed(net, "2026-10-12T09:00", "2026-10-12T11:00"), by=net.clerk)
    record = records.dispute(record, by=net.clerk, reason="说不清楚。")
    record = hours.confirm(record, by=net.staff)
    assert ledger(record) == [("10-12", 120)]


def test_the_ledger_is_never_changed(net):
    served(net.volunteer, 60)
    for change in (lambda: HourEntry.objects.update(minutes=1), lambda: HourEntry.objects.all().delete()):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            change()


@pytest.mark.parametrize(("came", "left"), [("08:30", "09:30"), ("09:15", "09:45"), ("09:59", "12:00")])
def test_one_serves_in_one_place_at_a_time(net, came, left):
    timed(net, "2026-10-12T09:00", "2026-10-12T10:00")
    with pytest.raises(ValidationError, match="这段时间已有另一条服务记录"):
        timed(net, f"2026-10-12T{came}", f"2026-10-12T{left}")


def test_one_service_may_begin_when_the_other_ends(net):
    timed(net, "2026-10-12T09:00", "2026-10-12T10:00")
    assert timed(net, "2026-10-12T10:00", "2026-10-12T11:00").state == "served"


@pytest.mark.parametrize(("minutes_after", "closed"), [(119, 0), (120, 1)])
def test_a_forgotten_check_out_is_closed_at_the_end_of_the_shift(net, minutes_after, closed):
    shift = ShiftFactory(project=net.project, starts_at=at("2026-10-12T09:00"), ends_at=at("2026-10-12T11:00"))
    record = records.sign_up(shift, volunteer=net.volunteer, by=None)
    record = records.arrive(record, by=net.clerk, at=at("2026-10-12T09:10"))
    now = shift.ends_at + timedelta(minutes=minutes_after)
    assert [records.close_forgotten(now), records.close_forgotten(now)] == [closed, 0]
    record.refresh_from_db()
    if closed:
        assert (record.state, record.forgotten, record.timed_by) == ("served", True, None)
        assert (record.checked_out_at, record.timed_minutes, record.minutes) == (shift.ends_at, 110, 0)
        assert not HourEntry.objects.exists()
        with pytest.raises(
            StepForbidden, match="须由别人确认"
        ):  # the clock closed it, but the coming is the clerk's word
            hours.confirm(record, by=net.clerk)
        assert hours.confirm(record, by=net.staff).minutes == 110


def test_who_set_the_coming_does_not_confirm_though_another_set_the_going(net):
    shift = ShiftFactory(project=net.project, starts_at=at("2026-10-12T09:00"), ends_at=at("2026-10-12T11:00"))
    record = records.sign_up(shift, volunteer=net.volunteer, by=None)
    record = records.arrive(record, by=net.clerk, at=at("2026-10-12T09:10"))
    record = records.leave(record, by=net.staff, at=at("2026-10-12T10:10"))
    for person in (net.clerk, net.staff):
        with pytest.raises(StepForbidden, match="须由别人确认"):
            hours.confirm(record, by=person)
    record = records.retime(record, by=net.staff, reason="签到早记了十分钟。", checked_in_at=at("2026-10-12T09:20"))
    assert hours.confirm(record, by=net.clerk).minutes == 50


def test_who_came_after_the_end_and_forgot_has_served_a_minute(net):
    shift = ShiftFactory(project=net.project, starts_at=at("2026-10-12T09:00"), ends_at=at("2026-10-12T11:00"))
    record = records.arrive(
        records.sign_up(shift, volunteer=net.volunteer, by=None), by=None, at=at("2026-10-12T11:20")
    )
    records.close_forgotten(at("2026-10-12T14:00"))
    record.refresh_from_db()
    assert record.timed_minutes == 1


def test_a_forgotten_check_out_ends_where_the_next_service_begins(net):
    shift = ShiftFactory(project=net.project, starts_at=at("2026-10-12T09:00"), ends_at=at("2026-10-12T12:00"))
    first = records.arrive(records.sign_up(shift, volunteer=net.volunteer, by=None), by=None, at=at("2026-10-12T09:00"))
    timed(net, "2026-10-12T10:00", "2026-10-12T11:00")
    assert records.close_forgotten(at("2026-10-12T14:00")) == 1
    first.refresh_from_db()
    assert first.checked_out_at == at("2026-10-12T10:00")


def test_many_are_confirmed_and_each_refusal_says_why(net):
    mine = timed(net, "2026-10-12T09:00", "2026-10-12T10:00", by=net.clerk)
    others = timed(net, "2026-10-13T09:00", "2026-10-13T10:00", by=net.colleague)
    done = hours.confirm(timed(net, "2026-10-14T09:00", "2026-10-14T10:00"), by=None)
    outcome = hours.confirm_all([mine, others, done], by=net.clerk)
    assert [record.pk for record in outcome.done] == [others.pk]
    assert ["别人确认" in outcome.refused[0][1], "已确认" in outcome.refused[1][1]] == [True, True]
    with pytest.raises(PermissionDenied):
        hours.confirm(mine, by=net.neighbour)
    with pytest.raises(StepRefused):
        hours.confirm(done, by=net.clerk)


STORIES = st.lists(st.tuples(
    st.integers(0, 2), st.integers(0, 2), st.integers(0, 47), st.integers(1, 24 * 60), st.integers(0, 90),
    st.sampled_from(["confirm", "dispute", "correct", "forget", "wait"]), st.integers(1, 24 * 60),
), max_size=6)  # fmt: skip


class Sums(TestCase):
    """Whatever happens over New Year: the sums agree, the ledger only grows, and nobody is in two places at once."""

    def setUp(self) -> None:
        place = district_of_two_streets()
        self.units = [
            UnitFactory(division=one, level="association") for one in (place.north1, place.north2, place.south1)
        ]
        self.shifts = [
            ShiftFactory(project=ProjectFactory(unit=unit), starts_at=at("2025-12-31T00:00"), ends_at=at("2026-01-02T00:00"),
                         capacity=2000) for unit in self.units
        ]  # fmt: skip
        self.people = [VolunteerFactory(division=unit.division, unit=unit) for unit in self.units]

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STORIES)
    def test_sums_agree(self, stories) -> None:
        self.known = []
        for story in stories:
            try:
                with transaction.atomic():
                    self._tell(*story)
            except ValidationError:  # an overlap, or a way longer than the service
                pass
            self._check()

    def _tell(self, who, where, hour, length, travel, ending, other) -> None:
        came = at("2025-12-31T00:00") + timedelta(hours=hour)
        shift = ShiftFactory(
            project=self.shifts[where].project, starts_at=came, ends_at=came + timedelta(minutes=length)
        )
        record = records.sign_up(shift, volunteer=self.people[who], by=None)
        record = records.arrive(record, by=None, at=came)
        if ending == "forget":
            records.close_forgotten(shift.ends_at + timedelta(hours=2))
            record.refresh_from_db()
        else:
            record = records.leave(record, by=None, at=came + timedelta(minutes=length), travel_minutes=travel)
        if ending == "wait" or record.state != "served":
            return
        record = hours.confirm(record, by=None)
        if ending in ("dispute", "correct"):
            record = records.dispute(record, by=None, reason="不对。")
        if ending == "correct":
            corrected = {"checked_out_at": came + timedelta(minutes=other), "travel_minutes": 0}
            record = records.retime(record, by=None, reason="更正。", **corrected)
            hours.confirm(record, by=None)

    def _check(self) -> None:
        entries = list(HourEntry.objects.order_by("id").values_list("id", "day", "minutes", "volunteer_id", "unit_id"))
        assert entries[: len(self.known)] == self.known
        self.known = entries
        total = sum(entry[2] for entry in entries)
        for name in ("volunteer", "unit", "day", "record"):
            sums = HourEntry.objects.values_list(name).annotate(total=Sum("minutes")).order_by()
            assert sum(minutes for _, minutes in sums) == total
            assert all(minutes >= 0 for _, minutes in sums)
        assert sum(ServiceRecord.objects.values_list("minutes", flat=True)) == total
        for record in ServiceRecord.objects.all():
            held = sum(entry.minutes for entry in record.entries.all())
            assert record.minutes == held


def test_a_day_of_the_future_is_refused(net):
    shift = ShiftFactory(project=net.project, starts_at=timezone.now(), ends_at=timezone.now() + timedelta(hours=2))
    record = records.sign_up(shift, volunteer=net.volunteer, by=net.clerk)
    with pytest.raises(ValidationError, match="不能晚于现在"):
        records.arrive(record, by=net.clerk, at=timezone.now() + timedelta(minutes=20))


def test_served_gives_confirmed_hours(place):
    volunteer = VolunteerFactory(division=place.north1)
    record = served(volunteer, 45, date(2026, 10, 12))
    assert (record.state, record.minutes, ledger(record)) == ("confirmed", 45, [("10-12", 45)])
