"""Inspections: planning above the inspected, the visit, rectifying and rechecking by different people, the summary."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from governance.flow.machine import StepForbidden, StepRefused
from governance.jobs.models import Message, Notice
from indices.plans.actions import inspections, standards
from indices.plans.actions.reminding import remind
from indices.plans.jobs import tell_of_rectification
from indices.plans.models import Inspection, StandardItem
from indices.plans.ready_made import STANDARD
from indices.plans.selectors.inspecting import summary
from tests.factories.plans import InspectionFactory, standard

TODAY = timezone.localdate()
ALL_GOOD = dict.fromkeys((1, 2, 3), ("passed", ""))
FIRST_BAD = ALL_GOOD | {1: ("failed", "公开栏没有更新")}


@pytest.fixture
def planned(place, team):
    standard(place.district)
    return lambda division, by=team.admin: inspections.plan_inspection(
        division=division, title="标准化督导", planned_on=TODAY, by=by
    )


def test_whoever_inspects_works_above_the_inspected(place, team, planned):
    assert planned(place.north1, team.manager).findings.count() == 3
    assert planned(place.north, team.admin)
    with pytest.raises(ValidationError, match="不能督导本街镇自己"):
        planned(place.north, team.manager)
    for by in (team.clerk, team.staff, team.viewer, team.rival):
        with pytest.raises(PermissionDenied):
            planned(place.north1, by)
    with pytest.raises(ValidationError, match="居委或街镇"):
        planned(place.district)


def test_without_a_standard_nothing_is_inspected(place, team):
    with pytest.raises(ValidationError, match="还没有督导标准"):
        inspections.plan_inspection(division=place.north1, title="督导", planned_on=TODAY, by=team.admin)
    made = standards.adopt_standard(place.district, by=team.admin)
    assert len(made) == len(STANDARD)
    assert standards.adopt_standard(place.district, by=team.admin) == []
    standards.retire(made[0], by=team.admin)
    row = inspections.plan_inspection(division=place.north1, title="督导", planned_on=TODAY, by=team.admin)
    assert row.findings.count() == len(STANDARD) - 1
    with pytest.raises(PermissionDenied):
        standards.add_item(place.district, by=team.manager, topic="其他", text="多一条")
    with pytest.raises(ValidationError, match="由区里制定"):
        standards.add_item(place.north, by=team.admin, topic="其他", text="多一条")
    assert StandardItem.objects.filter(active=True).count() == len(STANDARD) - 1


def test_a_visit_needs_every_line_and_a_reason_for_what_failed(place, team, planned):
    row = planned(place.north1)
    for given, says in (
        ({"verdicts": {1: ("passed", "")}}, "第 2、3 项还没有结果"), ({"verdicts": ALL_GOOD | {2: ("failed", " ")}}, "第 2 项不合格"),
        ({"visited_on": TODAY + timedelta(days=1)}, "不能晚于今天"),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=says):
            inspections.visit(row, by=team.admin, **{"visited_on": TODAY, "verdicts": ALL_GOOD} | given)
    with pytest.raises(StepForbidden):
        inspections.visit(row, by=team.clerk, visited_on=TODAY, verdicts=ALL_GOOD)
    row.refresh_from_db()
    assert row.state == "planned"
    assert not row.findings.exclude(verdict="").exists()


def test_where_nothing_failed_the_report_follows_the_visit(place, team, planned):
    row = inspections.visit(planned(place.north1), by=team.admin, visited_on=TODAY, verdicts=ALL_GOOD)
    with pytest.raises(StepRefused, match="没有不合格"):
        inspections.rectify(row, by=team.admin, due_on=TODAY)
    assert inspections.report(row, by=team.admin, report="总体规范。").state == "reported"


def test_failures_are_put_right_sent_back_and_rechecked_by_another(place, team, planned):
    row = inspections.visit(planned(place.north1), by=team.manager, visited_on=TODAY, verdicts=FIRST_BAD)
    with pytest.raises(StepRefused, match="先下发整改"):
        inspections.report(row, by=team.manager, report="有问题。")
    with pytest.raises(ValidationError, match="不能早于今天"):
        inspections.rectify(row, by=team.manager, due_on=TODAY - timedelta(days=1))
    row = inspections.rectify(row, by=team.manager, due_on=TODAY)
    tell_of_rectification(Message.objects.get(topic=inspections.TO_RECTIFY))
    assert team.clerk.pk in Notice.objects.values_list("user", flat=True)
    first = row.findings.get(number=1)
    with pytest.raises(StepRefused, match="还有 1 项没有整改"):
        inspections.recheck(row, by=team.manager)
    with pytest.raises(StepRefused, match="没有可以退回"):
        inspections.send_back(row, by=team.manager, numbers=[1], reason="没改好")
    for by in (team.neighbour, team.viewer, team.worker):
        with pytest.raises(StepForbidden):
            inspections.answer(first, by=by, answer="已更新")
    inspections.answer(first, by=team.clerk, answer="已更新")
    with pytest.raises(StepRefused, match="已经答复"):
        inspections.answer(first, by=team.clerk, answer="又更新")
    with pytest.raises(ValidationError, match="已经答复的整改项"):
        inspections.send_back(row, by=team.manager, numbers=[2], reason="没改好")
    inspections.send_back(row, by=team.manager, numbers=[1], reason="内容不全")
    first.refresh_from_db()
    assert (first.is_waiting(), first.returned, first.return_reason) == (True, 1, "内容不全")
    inspections.answer(first, by=team.manager, answer="已补全")
    with pytest.raises(StepForbidden, match="须由别人复查"):
        inspections.recheck(row, by=team.manager)
    row = inspections.recheck(row, by=team.admin)
    assert inspections.report(row, by=team.admin, report="整改到位。").state == "reported"


def test_only_before_the_visit_an_inspection_is_taken_back(place, team):
    row = InspectionFactory(division=place.north1, rectify=True)
    with pytest.raises(StepRefused, match="已经走访"):
        inspections.withdraw(row, by=team.admin, reason="改期")
    row = inspections.withdraw(InspectionFactory(division=place.north1), by=team.manager, reason="改期")
    with pytest.raises(StepRefused, match="已经撤回"):
        inspections.visit(row, by=team.manager, visited_on=TODAY, verdicts=ALL_GOOD)


def test_each_sees_the_inspections_of_the_own_places(place, team):
    here, street, there = (InspectionFactory(division=one) for one in (place.north1, place.north, place.south1))
    seen = {name: set(Inspection.objects.visible_to(getattr(team, name))) for name in vars(team)}
    assert seen["admin"] == seen["viewer"] == {here, street, there}
    assert seen["manager"] == seen["staff"] == {here, street}
    assert seen["clerk"] == {here}
    assert seen["rival"] == {there}
    assert seen["worker"] == seen["neighbour"] == set()


def test_the_summary_counts_what_was_found_by_street(place, team):
    InspectionFactory(division=place.north1, rectify=True, rectify_due_on=TODAY - timedelta(days=1))
    InspectionFactory(division=place.north2)
    InspectionFactory(division=place.south1, visited=True, lines=1)
    lines = summary(Inspection.objects.visible_to(team.admin), TODAY.year, TODAY)
    found = [(one.division, one.planned, one.visited, one.passed, one.failed, one.overdue) for one in lines]
    assert found == [(place.north, 2, 1, 2, 1, 1), (place.south, 1, 1, 2, 1, 0)]
    assert [one.division for one in summary(Inspection.objects.visible_to(team.rival), TODAY.year, TODAY)] == [
        place.south
    ]


def test_a_rectification_is_reminded_of_once_before_and_once_after(place, team):
    due = TODAY + timedelta(days=10)
    row = InspectionFactory(division=place.north1, rectify=True, rectify_due_on=due)
    days = [due - timedelta(days=8), due - timedelta(days=7), due, due + timedelta(days=1), due + timedelta(days=2)]
    assert [remind(day)["rectifications"] for day in days] == [0, 1, 0, 1, 0]
    assert Notice.objects.filter(user=team.clerk).count() == 2
    assert row.get_absolute_url() == Notice.objects.filter(user=team.clerk).first().url
