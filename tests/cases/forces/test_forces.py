"""Setting up a force, its people, running and closing it."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.forces.actions import callouts, forces
from cases.forces.flows import FORCE
from cases.forces.models import Force, Member
from governance.flow.machine import StepForbidden, StepRefused
from governance.jobs.models import Notice
from tests.factories.cases import new_case
from tests.factories.forces import CalloutFactory, ForceFactory

ACTS = {"staff": forces.staff, "run": forces.run, "close": lambda row, by: forces.close(row, by=by, reason="并入一队")}


def set_up(place, by, **fields) -> Force:
    given = {"division": place.north, "kind": "station", "name": "第一城运工作站", "place": "城运中心"}
    return forces.set_up(by=by, **given | fields)


def test_a_station_is_set_up_staffed_run_and_closed(place, team):
    row = set_up(place, team.manager, grounds=[place.north1])
    with pytest.raises(StepRefused, match="还没有队员"):
        forces.staff(row, by=team.manager)
    forces.join(row, person=team.colleague, by=team.manager, kind="rotating")
    row = forces.staff(row, by=team.manager)
    with pytest.raises(StepRefused, match="还没有负责人"):
        forces.run(row, by=team.manager)
    forces.join(row, person=team.staff, by=team.manager, lead=True)
    row = forces.run(row, by=team.manager)
    assert (row.state, row.running_since is not None) == ("running", True)
    assert {one.user for one in Notice.objects.filter(kind="force")} == {team.staff, team.colleague}
    row = forces.close(row, by=team.manager, reason="并入第二工作站")
    assert not row.members.filter(until=None).exists()
    with pytest.raises(StepRefused):
        forces.join(row, person=team.staff, by=team.manager)


@pytest.mark.parametrize("step", FORCE.steps)
def test_each_step_is_refused_from_every_other_state(step, place, team):
    for state in set(Force.State) - set(FORCE.steps[step].sources):
        row = ForceFactory(division=place.north, state=state, lead=team.staff)
        with pytest.raises(StepRefused, match="现在是"):
            ACTS[step](row, by=team.manager)


def test_only_administrators_of_the_place_change_a_force(place, team, force):
    for person in (team.clerk, team.viewer, team.stranger, team.colleague):
        with pytest.raises(PermissionDenied):
            set_up(place, person)
        with pytest.raises(StepForbidden):
            forces.close(force, by=person, reason="并入一队")
        for act in (forces.join, forces.leave, forces.put_in_charge):
            with pytest.raises(PermissionDenied):
                act(force, person=team.staff, by=person)
        with pytest.raises(PermissionDenied):
            forces.change(force, by=person, name="二队")


def test_members_work_at_the_place_itself_and_join_once(place, team, force):
    for person in (team.clerk, team.stranger, team.admin):
        with pytest.raises(ValidationError, match="本单位在岗"):
            forces.join(force, person=person, by=team.manager)
    with pytest.raises(ValidationError, match="已经在队里"):
        forces.join(force, person=team.staff, by=team.manager)
    with pytest.raises(ValidationError, match="已有负责人"):
        forces.join(force, person=team.colleague, by=team.manager, lead=True)


def test_a_running_force_is_never_without_its_one_lead(place, team, force):
    with pytest.raises(StepRefused, match="不能没有负责人"):
        forces.leave(force, person=team.staff, by=team.manager)
    with pytest.raises(ValidationError, match="须先是队员"):
        forces.put_in_charge(force, person=team.colleague, by=team.manager)
    forces.join(force, person=team.colleague, by=team.manager)
    forces.put_in_charge(force, person=team.colleague, by=team.manager)
    forces.leave(force, person=team.staff, by=team.manager)
    assert [one.person for one in force.members.filter(until=None, lead=True)] == [team.colleague]
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.create(force=force, person=team.manager, lead=True, since=timezone.now())


def test_a_force_at_work_is_not_closed(place, team, force, case):
    out = CalloutFactory(force=force, case=case)
    with pytest.raises(StepRefused, match="1 次出动没有结束"):
        forces.close(force, by=team.manager, reason="并入一队")
    callouts.cancel(out, by=team.staff, reason="误报")
    assert forces.close(force, by=team.manager, reason="并入一队").state == "closed"


def test_what_is_wrong_names_its_field(place, team, force):
    with pytest.raises(ValidationError) as wrong:
        set_up(place, team.manager, grounds=[place.south1])
    assert "grounds" in wrong.value.message_dict
    for fields, name in (({"name": " "}, "name"), ({"phone": "13800138000"}, "phone")):
        with pytest.raises(ValidationError) as wrong:
            forces.change(force, by=team.manager, **fields)
        assert name in wrong.value.message_dict
    with pytest.raises(ValidationError, match="同名"):
        set_up(place, team.manager, name=force.name)


def test_a_force_covers_its_grounds_or_all_below(place, team):
    everywhere, bound = ForceFactory(division=place.north), ForceFactory(division=place.north)
    bound.grounds.set([place.north2])
    ForceFactory(division=place.south)
    found = lambda where: set(Force.objects.running().covering(where.code))  # noqa: E731
    assert (found(place.north1), found(place.north2)) == ({everywhere}, {everywhere, bound})


def test_all_below_know_the_force_and_the_neighbour_does_not(place, team, force):
    assert Force.objects.visible_to(team.clerk).get() == force
    assert not Force.objects.visible_to(team.stranger).exists()
    assert not Force.objects.visible_to(team.worker).exists()


def test_changed_grounds_are_told_to_the_audit(place, team, force):
    row = forces.change(force, by=team.manager, grounds=[place.north1], place="二楼")
    assert (list(row.grounds.all()), row.place) == ([place.north1], "二楼")
    new_case(place.north2, by=team.neighbour)
    assert not Force.objects.covering(place.north2.code).exists()
