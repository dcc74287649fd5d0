"""退单, 退回, 转办, 区级指定, 催办, and how often a case is reopened."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.actions import steps, urging
from cases.actions.bulk import dispatch_all
from cases.models import Case, Dispatch
from cases.selectors import allowed_steps
from governance.flow.machine import StepForbidden, StepRefused
from governance.jobs.models import Notice
from governance.jobs.outbox import relay

NOT_OURS = "不属于本部门职责。"


@pytest.fixture
def twice_refused(place, team, case_at):
    """Given back by two departments, one of which had accepted it."""
    case = steps.give_back(case_at("handling"), by=team.worker, reason=NOT_OURS)
    case = steps.dispatch(case, by=team.staff, department=place.other_department)
    return steps.refuse(case, by=team.outsider, reason=NOT_OURS)


def reclosed(case, place, team) -> Case:
    case = steps.dispatch(case, by=team.admin, department=place.department)
    case = steps.finish(steps.accept(case, by=team.worker), by=team.worker, result="灯已换好。")
    return steps.close(steps.check(case, by=team.staff), by=team.staff)


def test_giving_back_after_accepting_counts_as_a_refusal(team, case_at):
    case = steps.give_back(case_at("handling"), by=team.worker, reason=NOT_OURS)
    assert (case.state, case.department, case.handler, case.refusals, case.returns) == ("filed", None, None, 1, 1)
    sent = Dispatch.objects.get(case=case)
    assert (sent.returned_at is not None, sent.refused_at, sent.refused_reason) == (True, None, NOT_OURS)


def test_a_transfer_is_dispatched_to_the_next_department_and_dated(place, team, case_at):
    case = steps.transfer(case_at("handling"), by=team.worker, department=place.other_department, reason=NOT_OURS)
    assert (case.state, case.department, case.handler, case.refusals) == ("dispatched", place.other_department, None, 0)
    first, second = Dispatch.objects.filter(case=case)
    assert (first.transferred_at, second.department) == (second.at, place.other_department)
    assert steps.accept(case, by=team.outsider).handler == team.outsider
    relay()
    assert Notice.objects.filter(user=team.outsider, text__contains="新派来的工单").exists()


def test_a_transfer_goes_to_another_department_of_the_district(place, team, case_at):
    case = case_at("handling")
    with pytest.raises(ValidationError, match="已经在这个部门"):
        steps.transfer(case, by=team.worker, department=place.department, reason=NOT_OURS)
    with pytest.raises(StepForbidden, match="权限"):
        steps.transfer(case, by=team.outsider, department=place.other_department, reason=NOT_OURS)


def test_after_two_returns_only_the_district_dispatches(place, team, twice_refused):
    for person in (team.staff, team.manager):
        with pytest.raises(StepForbidden, match="须由区级指定"):
            steps.dispatch(twice_refused, by=person, department=place.department)
        assert "dispatch" not in allowed_steps(person, twice_refused)
    case = steps.dispatch(twice_refused, by=team.admin, department=place.department)
    assert (case.assigned, case.dispatches.latest("at").assigned) == (True, True)


def test_bulk_dispatch_keeps_to_the_limit(place, team, case_at, twice_refused):
    ready = case_at("filed")
    outcome = dispatch_all([twice_refused, ready], department=place.department, by=team.staff)
    assert (outcome.done, [case for case, _ in outcome.refused]) == ([ready], [twice_refused])
    assert "区级指定" in outcome.refused[0][1]
    assert dispatch_all([twice_refused], department=place.department, by=team.admin).done[0].assigned


def test_what_the_district_assigned_is_not_given_back_in_that_round(place, team, twice_refused):
    case = steps.dispatch(twice_refused, by=team.admin, department=place.department)
    with pytest.raises(StepRefused, match="已由区级指定"):
        steps.refuse(case, by=team.worker, reason=NOT_OURS)
    assert "refuse" not in allowed_steps(team.worker, case)
    case = steps.accept(case, by=team.worker)
    with pytest.raises(StepRefused, match="已由区级指定"):
        steps.give_back(case, by=team.worker, reason=NOT_OURS)
    with pytest.raises(StepRefused, match="已由区级指定"):
        steps.transfer(case, by=team.staff, department=place.other_department, reason=NOT_OURS)
    assert steps.transfer(case, by=team.admin, department=place.other_department, reason="区里改派。").assigned


def test_a_new_round_forgets_the_returns(place, team, twice_refused):
    case = reclosed(twice_refused, place, team)
    case = steps.reopen(case, by=team.staff, reason="又坏了。")
    assert (case.returns, case.assigned, case.refusals) == (0, False, 2)
    assert steps.dispatch(case, by=team.staff, department=place.department).assigned is False


def test_the_district_hears_that_it_is_to_assign(team, twice_refused):
    relay()
    assert Notice.objects.filter(user=team.admin, text__contains="被退单").exists()


def test_a_street_reopens_twice_and_then_the_district_does(place, team, case_at):
    case = case_at("closed")
    for _ in range(2):
        case = reclosed(steps.reopen(case, by=team.staff, reason="又坏了。"), place, team)
    with pytest.raises(StepForbidden, match="须由区级决定"):
        steps.reopen(case, by=team.manager, reason="又坏了。")
    assert "reopen" not in allowed_steps(team.manager, Case.objects.get(pk=case.pk))
    assert steps.reopen(case, by=team.admin, reason="又坏了。").rounds.count() == 4


def test_how_long_a_case_may_be_reopened_is_the_categorys_to_say(team, case_at):
    case = case_at("closed")
    case.category.reopen_days = 7
    case.category.save()
    Case.objects.filter(pk=case.pk).update(closed_at=timezone.now() - timedelta(days=8))
    case = Case.objects.get(pk=case.pk)
    assert "reopen" not in allowed_steps(team.staff, case)
    with pytest.raises(StepRefused, match="超过 7 天"):
        steps.reopen(case, by=team.staff, reason="又坏了。")


def test_urging_is_counted_told_and_no_step(team, case_at):
    case = case_at("handling")
    was = case.state, case.step_due_at
    case = urging.urge(case, by=team.staff, reason="居民又来问了。")
    assert (case.state, case.step_due_at, case.urges) == (*was, 1)
    relay()
    assert Notice.objects.filter(user=team.worker, text__contains="街道催办").count() == 1


@pytest.mark.parametrize("state", ["received", "filed", "handled", "checked", "closed"])
def test_only_a_department_that_has_the_case_is_urged(state, team, case_at):
    with pytest.raises(StepRefused):
        urging.urge(case_at(state), by=team.staff, reason="居民又来问了。")
    with pytest.raises(StepForbidden):
        urging.urge(case_at("handling"), by=team.worker, reason="居民又来问了。")
