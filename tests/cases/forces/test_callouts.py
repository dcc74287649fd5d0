"""Calling a force out to a case, arriving, finishing, cancelling."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.forces.actions import callouts
from cases.forces.flows import CALLOUT
from cases.forces.models import Callout
from cases.forces.selectors import callable_to, pace_of
from governance.flow.machine import StepForbidden, StepRefused
from governance.jobs.models import Notice
from tests.factories.cases import new_case
from tests.factories.forces import CalloutFactory, ForceFactory

ACTS = {
    "arrive": callouts.arrive, "finish": lambda row, by: callouts.finish(row, by=by, result="已劝离。"),
    "cancel": lambda row, by: callouts.cancel(row, by=by, reason="误报"),
}  # fmt: skip
MADE = {"called": {}, "arrived": {"arrived": True}, "done": {"done": True}, "cancelled": {"state": "cancelled"}}


def test_a_team_is_called_arrives_and_says_what_it_did(team, force, case):
    row = callouts.call(force=force, case=case, task="劝离占道经营", by=team.colleague)
    assert Notice.objects.get(user=team.staff, kind="callout").text.endswith("劝离占道经营")
    assert row.division == case.division
    row = callouts.arrive(row, by=team.staff)
    with pytest.raises(ValidationError, match="请填写处置情况"):
        callouts.finish(row, by=team.staff, result=" ")
    row = callouts.finish(row, by=team.staff, result="摊位已收，已告知固定疏导点。")
    assert (row.state, row.ended_at >= row.arrived_at) == ("done", True)
    assert force in callable_to(team.staff, case)  # and may be called again


@pytest.mark.parametrize("step", CALLOUT.steps)
def test_each_step_is_refused_from_every_other_state(step, team, force, case):
    for state in set(Callout.State) - set(CALLOUT.steps[step].sources):
        row = CalloutFactory(force=force, case=case, **MADE[state])
        with pytest.raises(StepRefused, match="现在是"):
            ACTS[step](row, by=team.staff)
        Callout.objects.filter(pk=row.pk).update(state="cancelled")  # leaves the force free for the next


def test_the_team_or_who_calls_it_answers_and_nobody_else(team, force, case):
    row = CalloutFactory(force=force, case=case)
    for person in (team.clerk, team.viewer, team.stranger, team.worker):
        with pytest.raises(StepForbidden):
            callouts.arrive(row, by=person)
        with pytest.raises(StepForbidden):
            callouts.cancel(row, by=person, reason="误报")
        with pytest.raises(PermissionDenied):
            callouts.call(force=force, case=case, task="劝离", by=person)
    assert callouts.arrive(row, by=team.colleague).state == "arrived"  # not of the team, but may call it


def test_only_a_running_force_that_covers_the_place_and_is_free_is_called(place, team, force, case):
    idle, away = ForceFactory(division=place.north, state="staffed"), ForceFactory(division=place.south)
    assert list(callable_to(team.staff, case)) == [force]
    with pytest.raises(StepRefused, match="运行中的才能调度"):
        callouts.call(force=idle, case=case, task="劝离", by=team.staff)
    with pytest.raises(ValidationError, match="管辖范围"):
        callouts.call(force=away, case=case, task="劝离", by=team.staff)
    callouts.call(force=force, case=case, task="劝离", by=team.staff)
    with pytest.raises(ValidationError, match="已经在处置"):
        callouts.call(force=force, case=case, task="劝离", by=team.staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalloutFactory(force=force, case=case)
    assert not callable_to(team.staff, case)


def test_nobody_is_called_to_a_closed_case(place, team, force):
    from tests.factories.cases import case_in

    with pytest.raises(StepRefused, match="已经结案"):
        callouts.call(force=force, case=case_in("closed", place, team), task="劝离", by=team.staff)


def test_the_pace_of_a_force_is_of_its_last_ninety_days(place, team, force):
    for made in ({"done": True}, {"arrived": True}, {"state": "cancelled"}):
        CalloutFactory(force=force, case=new_case(place.north1, by=team.clerk), **made)
    old = CalloutFactory(force=force, case=new_case(place.north1, by=team.clerk), done=True)
    Callout.objects.filter(pk=old.pk).update(called_at=timezone.now() - timedelta(days=91))
    found = pace_of(force, timezone.now())
    assert (found.calls, found.cancelled, found.minutes) == (3, 1, 10)
