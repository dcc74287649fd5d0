"""Projects, shifts and the steps of a record: what is refused, and to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from governance.flow.machine import StepForbidden, StepRefused
from governance.vault.models import RegisterHistory
from tests.factories.access import district_of_two_streets
from tests.factories.volunteers import ProjectFactory, ShiftFactory, UnitFactory, VolunteerFactory, served
from tests.marks import COMMITTED
from volunteers.actions import hours, projects, records
from volunteers.flows import SERVICE_RECORD
from volunteers.jobs import CLOSE_FORGOTTEN, close_forgotten
from volunteers.models import Project, ServiceRecord

REASON = {"reason": "按签到表更正。"}
STEPS = {
    "arrive": records.arrive, "leave": records.leave, "retime": lambda record, *, by: records.retime(record, by=by, **REASON),
    "confirm": hours.confirm, "dispute": lambda record, *, by: records.dispute(record, by=by, **REASON),
    "miss": records.miss, "cancel": records.cancel,
}  # fmt: skip


@pytest.fixture
def record_in(net):
    """`record_in("served")`: a record of the fixture's volunteer led to that state by nobody of the team."""

    def lead(state: str) -> ServiceRecord:
        record = records.sign_up(net.shift, volunteer=net.volunteer, by=None)
        if state in ("absent", "cancelled"):
            return STEPS["miss" if state == "absent" else "cancel"](record, by=None)
        for wanted, step in (
            ("serving", "arrive"),
            ("served", "leave"),
            ("confirmed", "confirm"),
            ("disputed", "dispute"),
        ):
            if record.state == state:
                break
            start = net.shift.starts_at
            times = {"arrive": {"at": start}, "leave": {"at": start + timedelta(minutes=30)}}.get(step, {})
            record = STEPS[step](record, by=None, **times)
            assert record.state == wanted
        return record

    return lead


@pytest.mark.parametrize("state", ServiceRecord.State.values)
@pytest.mark.parametrize("step", STEPS)
def test_every_step_is_refused_from_the_states_it_does_not_start_from(record_in, net, step, state):
    if state in SERVICE_RECORD.steps[step].sources:
        return
    record = record_in(state)
    with pytest.raises(StepRefused, match="请刷新"):
        STEPS[step](record, by=net.colleague)
    record.refresh_from_db()
    assert record.state == state


@pytest.mark.parametrize("step", STEPS)
def test_every_step_needs_the_permission_there(record_in, net, step):
    record = record_in(SERVICE_RECORD.steps[step].sources[0])
    for nobody in (net.viewer, net.neighbour):
        with pytest.raises(StepForbidden, match="权限"):
            STEPS[step](record, by=nobody)


def test_every_state_can_be_reached():
    reached = {step.target for step in SERVICE_RECORD.steps.values()} | {ServiceRecord.State.SIGNED}
    assert reached == set(ServiceRecord.State)


def test_signing_up_takes_the_unit_of_the_project_where_the_volunteer_is_of_it(net, place):
    assert records.sign_up(net.shift, volunteer=net.volunteer, by=net.clerk).unit == net.station
    lawyer = VolunteerFactory(division=place.north1, unit=net.team)
    assert records.sign_up(net.shift, volunteer=lawyer, by=net.clerk).unit == net.team


def test_signing_up_without_a_unit_of_that_day_is_refused(net, place):
    with pytest.raises(ValidationError, match="不属于任何志愿者组织"):
        records.sign_up(net.shift, volunteer=VolunteerFactory(division=place.north1), by=net.clerk)
    with pytest.raises(ValidationError, match="不在这个组织里"):
        records.sign_up(net.shift, volunteer=net.volunteer, unit=net.team, by=net.clerk)
    assert not ServiceRecord.objects.exists()


def test_who_is_not_at_work_signs_up_for_nothing(net, place):
    one = VolunteerFactory(division=place.north1, unit=net.station, state="verified")
    with pytest.raises(ValidationError, match="还没有上岗"):
        records.sign_up(net.shift, volunteer=one, by=net.clerk)


def test_one_signs_up_once_and_again_after_cancelling(net):
    record = records.sign_up(net.shift, volunteer=net.volunteer, by=net.clerk)
    with pytest.raises(ValidationError, match="已经报名"):
        records.sign_up(net.shift, volunteer=net.volunteer, by=net.clerk)
    records.cancel(record, by=net.clerk)
    assert records.sign_up(net.shift, volunteer=net.volunteer, by=net.clerk).pk != record.pk


def test_signing_up_needs_the_permission_where_the_volunteer_is(net):
    for nobody in (net.viewer, net.neighbour):
        with pytest.raises(PermissionDenied):
            records.sign_up(net.shift, volunteer=net.volunteer, by=nobody)


def test_a_full_shift_a_cancelled_one_and_a_closed_project_take_nobody(net, place):
    shift = ShiftFactory(project=net.project, capacity=1)
    records.sign_up(shift, volunteer=net.volunteer, by=None)
    with pytest.raises(StepRefused, match="已经报满"):
        records.sign_up(shift, volunteer=VolunteerFactory(division=place.north1, unit=net.station), by=None)
    with pytest.raises(StepRefused, match="已经取消"):
        records.sign_up(projects.cancel_shift(net.shift, by=net.clerk), volunteer=net.volunteer, by=None)
    draft = ShiftFactory(project=ProjectFactory(unit=net.station, state="draft"))
    with pytest.raises(StepRefused, match="草稿"):
        records.sign_up(draft, volunteer=net.volunteer, by=None)


def test_a_place_is_free_again_after_cancelling(net, place):
    shift = ShiftFactory(project=net.project, capacity=1)
    records.cancel(records.sign_up(shift, volunteer=net.volunteer, by=None), by=net.clerk)
    assert records.sign_up(shift, volunteer=VolunteerFactory(division=place.north1, unit=net.station), by=None)


@COMMITTED
def test_twenty_sign_up_for_the_last_place_and_one_wins(transactional_db, together):
    place = district_of_two_streets()
    unit = UnitFactory(division=place.north1)
    shift = ShiftFactory(project=ProjectFactory(unit=unit), capacity=1)
    people = [VolunteerFactory(division=place.north1, unit=unit) for _ in range(20)]
    answers = together(lambda number: records.sign_up(shift, volunteer=people[number], by=None), threads=20)
    assert sum(isinstance(answer, StepRefused) for answer in answers) == 19
    assert shift.records.holding().count() == 1


def test_a_correction_keeps_the_former_times_and_says_why(record_in, net):
    record = record_in("served")
    came = record.checked_in_at
    record = records.retime(record, by=net.clerk, checked_in_at=came + timedelta(minutes=5), **REASON)
    assert (record.timed_by, record.correction, record.timed_minutes) == (net.clerk, REASON["reason"], 25)
    assert RegisterHistory.objects.of(record).get().values["travel_minutes"] == 0
    with pytest.raises(ValidationError, match="请填写更正理由"):
        records.retime(record, by=net.clerk, reason=" ")


def test_times_the_wrong_way_round_or_of_another_day_are_refused(record_in, net):
    record, start = record_in("serving"), net.shift.starts_at
    for wrong in (start, start - timedelta(minutes=1)):
        with pytest.raises(ValidationError, match="签退时间要晚于签到时间"):
            records.leave(record, by=net.clerk, at=wrong)
    record = records.leave(record, by=net.clerk, at=start + timedelta(minutes=10))
    with pytest.raises(ValidationError, match="核对日期"):
        records.retime(record, by=net.clerk, checked_in_at=start - timedelta(days=1), **REASON)
    record.refresh_from_db()
    assert record.checked_in_at == start


def test_nobody_is_absent_before_the_shift_begins(net):
    shift = ShiftFactory(project=net.project, starts_at=timezone.now() + timedelta(hours=1))
    record = records.sign_up(shift, volunteer=net.volunteer, by=net.clerk)
    with pytest.raises(StepRefused, match="还没有开始"):
        records.miss(record, by=net.clerk)


def test_a_shift_in_which_somebody_served_is_not_cancelled(record_in, net):
    record_in("serving")
    with pytest.raises(StepRefused, match="已经有人签到"):
        projects.cancel_shift(net.shift, by=net.clerk)


def test_cancelling_a_shift_sets_those_free_who_signed_up(record_in, net):
    record = record_in("signed")
    shift = projects.cancel_shift(net.shift, by=net.clerk)
    record.refresh_from_db()
    assert (record.state, shift.cancelled_at is not None) == ("cancelled", True)
    with pytest.raises(StepRefused, match="已经取消"):
        projects.cancel_shift(shift, by=net.clerk)


def test_projects_are_of_units_at_work_and_close_after_their_shifts(net):
    with pytest.raises(ValidationError, match="启用后才能办项目"):
        projects.add_project(
            UnitFactory(division=net.station.division, state="proposed"), by=None, title="新", theme="law"
        )
    project = projects.add_project(net.station, by=net.clerk, title="普法", theme="law")
    project = projects.open_project(project, by=net.clerk)
    now = timezone.now()
    shift = projects.add_shift(
        project, by=net.clerk, starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=1, hours=2)
    )
    with pytest.raises(StepRefused, match="还有没结束的班次"):
        projects.close_project(project, by=net.clerk)
    projects.cancel_shift(shift, by=net.clerk)
    project = projects.close_project(project, by=net.clerk)
    with pytest.raises(StepRefused, match="不能再排班"):
        projects.add_shift(project, by=net.clerk, starts_at=now, ends_at=now + timedelta(hours=2))
    with pytest.raises(StepRefused):
        projects.close_project(project, by=net.clerk)
    assert Project.objects.get(pk=project.pk).state == "closed"


@pytest.mark.parametrize("hours_long", [0, -1, 25])
def test_a_shift_ends_after_it_starts_within_a_day(net, hours_long):
    now = timezone.now()
    with pytest.raises(ValidationError, match="不超过 24 小时"):
        projects.add_shift(net.project, by=net.clerk, starts_at=now, ends_at=now + timedelta(hours=hours_long))


def test_who_may_not_add_or_change_projects_and_shifts(net):
    now = timezone.now()
    for nobody in (net.viewer, net.neighbour):
        with pytest.raises(PermissionDenied):
            projects.add_project(net.station, by=nobody, title="新", theme="law")
        with pytest.raises(PermissionDenied):
            projects.change_project(net.project, by=nobody, title="新")
        with pytest.raises(PermissionDenied):
            projects.add_shift(net.project, by=nobody, starts_at=now, ends_at=now + timedelta(hours=1))
        with pytest.raises(PermissionDenied):
            projects.cancel_shift(net.shift, by=nobody)


@COMMITTED
def test_the_job_closes_what_was_forgotten_once(transactional_db):
    place = district_of_two_streets()
    volunteer = VolunteerFactory(division=place.north1)
    served(volunteer, 30)
    unit = volunteer.belongings.get().unit
    start = timezone.now() - timedelta(hours=6)
    shift = ShiftFactory(project=unit.projects.get(), starts_at=start, ends_at=start + timedelta(hours=3))
    record = records.arrive(records.sign_up(shift, volunteer=volunteer, by=None), by=None, at=start)
    for period in ("2026-11-22T12:00", "2026-11-22T12:00", "2026-11-22T12:15"):
        close_forgotten(period)
    record.refresh_from_db()
    assert (record.state, record.forgotten, record.timed_minutes) == ("served", True, 180)
    assert CLOSE_FORGOTTEN == "volunteers.close_forgotten"
