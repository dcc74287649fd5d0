"""并案: what goes along with another case, and when it stands on its own again."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from cases.actions import answers, merged, requests, steps
from cases.actions.cases import withdraw
from cases.models import Case, CaseEntry
from cases.selectors import OPEN, allowed_steps
from governance.audit.models import Event
from governance.flow.machine import StepForbidden, StepRefused
from governance.jobs.models import Notice
from tests.factories.cases import new_case


@pytest.fixture
def joined(team, case_at):
    """(parent, child): the parent is being handled, the child was merged when it was filed."""
    parent, child = case_at("handling"), case_at("filed", title="同一盏灯不亮")
    return parent, merged.merge(child, by=team.staff, parent=parent)


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def finished(parent: Case, team) -> Case:
    case = steps.check(steps.finish(parent, by=team.worker, result="换了整排灯。"), by=team.staff)
    return steps.close(case, by=team.staff)


def test_both_stories_tell_of_the_merging_and_one_event_does(team, joined):
    parent, child = joined
    assert child.parent == parent
    for case, other in ((parent, child), (child, parent)):
        told = CaseEntry.objects.filter(case=case, step="merge").get()
        assert other.number in told.text
    assert Event.objects.get(verb="case.merge").details == {"parent": str(parent.pk)}


def test_a_merged_case_takes_no_step_but_to_be_separated(place, team, joined):
    _, child = joined
    assert allowed_steps(team.admin, child)[:1] == ["separate"]
    assert {"dispatch", "withdraw", "extend", "pause", "merge", "urge"}.isdisjoint(allowed_steps(team.admin, child))
    with pytest.raises(StepRefused, match="已并入主工单"):
        steps.dispatch(child, by=team.staff, department=place.department)
    with pytest.raises(StepRefused, match="已并入主工单"):
        withdraw(child, by=team.staff, reason="登记错了。")


def test_a_merged_case_leaves_the_open_ones(joined):
    parent, child = joined
    assert list(Case.objects.filter(OPEN)) == [parent]
    assert child.is_open()


def test_closing_the_parent_closes_what_is_merged_with_its_result(team, joined):
    parent, child = joined
    finished(parent, team)
    child = fresh(child)
    assert (child.state, child.result, child.department, child.parent) == (
        "closed",
        "换了整排灯。",
        parent.department,
        parent,
    )
    assert child.rounds.get().closed_at == child.closed_at
    assert CaseEntry.objects.filter(case=child, step="close", text__contains=parent.number).exists()
    assert Event.objects.filter(verb="merged_case.close", subject_id=str(child.pk)).exists()
    assert Notice.objects.filter(user=team.clerk, url=child.get_absolute_url(), text__contains="回访").exists()


def test_each_resident_answers_for_the_own_case(team, joined):
    parent, child = joined
    finished(parent, team)
    answers.answer(fresh(child), by=team.clerk, resolved=False, satisfaction=2)
    answers.answer(fresh(parent), by=team.clerk, resolved=True, satisfaction=5)


def test_the_parents_reopening_leaves_the_child_closed_and_its_own_makes_it_free(team, joined):
    parent, child = joined
    finished(parent, team)
    steps.reopen(fresh(parent), by=team.staff, reason="又坏了。")
    assert fresh(child).state == "closed"
    child = steps.reopen(fresh(child), by=team.staff, reason="这里也没修好。")
    assert (child.state, child.parent) == ("filed", None)


def test_separated_it_goes_on_where_it_was(place, team, joined):
    _, child = joined
    child = merged.separate(child, by=team.staff)
    assert (child.parent, child.state) == (None, "filed")
    assert steps.dispatch(child, by=team.staff, department=place.department).state == "dispatched"
    with pytest.raises(StepRefused, match="没有并入"):
        merged.separate(child, by=team.staff)


def test_a_case_with_children_is_neither_withdrawn_nor_merged(team, case_at, joined):
    parent, _ = joined
    with pytest.raises(StepRefused, match="先把它们分开"):
        withdraw(parent, by=team.staff, reason="登记错了。")
    with pytest.raises(StepRefused, match="先把它们分开"):
        merged.merge(parent, by=team.staff, parent=case_at("filed"))


@pytest.mark.parametrize("wrong", ["itself", "merged", "closed", "of another street"])
def test_the_parent_is_an_open_case_of_the_same_street(wrong, place, team, case_at, joined):
    parents = {
        "itself": lambda case: case, "merged": lambda case: joined[1], "closed": lambda case: case_at("closed"),
        "of another street": lambda case: steps.file(new_case(place.south1, by=None), by=None),
    }  # fmt: skip
    case = case_at("filed")
    with pytest.raises(ValidationError) as refused:
        merged.merge(case, by=team.admin, parent=parents[wrong](case))
    assert list(refused.value.message_dict) == ["parent"]
    assert fresh(case).parent is None


def test_a_case_of_another_street_is_not_told_from_one_that_is_none(place, team, case_at):
    foreign = new_case(place.south1, by=None)
    with pytest.raises(ValidationError, match="没有这件工单"):
        merged.merge(case_at("filed"), by=team.staff, parent=foreign)


@pytest.mark.parametrize("state", ["received", "closed"])
def test_before_filing_and_after_closing_nothing_is_merged(state, team, case_at):
    case, parent = case_at(state), case_at("filed")
    with pytest.raises(StepRefused):
        merged.merge(case, by=team.staff, parent=parent)
    assert "merge" not in allowed_steps(team.staff, case)


def test_what_waits_for_approval_is_not_merged(team, case_at):
    case = case_at("handling")
    requests.extend(case, by=team.worker, days=1, reason="等配件到货。")
    with pytest.raises(StepRefused, match="还没有批复"):
        merged.merge(case, by=team.staff, parent=case_at("filed"))


@pytest.mark.parametrize("name", ["clerk", "worker", "viewer", "stranger"])
def test_only_the_street_and_the_district_merge_and_separate(name, team, case_at, joined):
    with pytest.raises(StepForbidden):
        merged.merge(case_at("filed"), by=getattr(team, name), parent=joined[0])
    with pytest.raises(StepForbidden):
        merged.separate(joined[1], by=getattr(team, name))
