"""From the staircase to the clearing: who may, what is refused, what is written and what is counted."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases.hazards.actions import hazards, kinds, opening, points
from cases.hazards.flows import HAZARD
from cases.hazards.models import Hazard, HazardEntry, Rectification, RiskKind, RiskPoint
from cases.models import Case, Category
from governance.access.roles import Role
from governance.audit.models import Event
from governance.flow.machine import StepForbidden, StepRefused
from tests.factories.access import district_of_two_streets, member
from tests.factories.cases import CategoryFactory, case_team, new_case
from tests.factories.hazards import HazardFactory, RiskKindFactory, RiskPointFactory
from tests.marks import COMMITTED

WEEK = timedelta(days=7)


def report(place, by, **fields) -> Hazard:
    given = {"division": place.north1, "kind": RiskKindFactory(), "title": "楼道堆物", "address": "幸福路 1 号 2 楼"}
    return hazards.report(by=by, **given | fields)


def assessed(place, team, department=None) -> Hazard:
    row = report(place, team.clerk)
    return hazards.assess(
        row, by=team.staff, level="larger", rectify_due_at=timezone.now() + WEEK, department=department
    )


def category(place) -> Category:
    return CategoryFactory(division=place.city, code="hazard", theme=Category.Theme.HAZARD)


def test_a_department_rectifies_and_the_street_clears(place, team):
    row = assessed(place, team, place.department)
    row = hazards.begin(row, by=team.worker)
    row = hazards.rectify(row, by=team.worker, result="已清理。")
    row = hazards.clear(row, by=team.staff, note="现场看过。")
    assert (row.state, row.rectifier, row.checker) == ("cleared", team.worker, team.staff)
    round = Rectification.objects.get()
    assert (round.due_at, round.rectified_at, round.ended_at) == (row.rectify_due_at, row.rectified_at, None)
    assert [entry.step for entry in row.entries.all()] == ["clear", "rectify", "begin", "assess", "report"]


def test_without_a_department_the_committee_rectifies(place, team):
    row = hazards.begin(assessed(place, team), by=team.clerk)
    assert hazards.rectify(row, by=team.clerk, result="居民已搬走。").rectifier == team.clerk


def test_a_department_rectifies_only_what_was_assigned_to_it(place, team):
    row = assessed(place, team, place.department)
    for person in (team.outsider, team.clerk):
        with pytest.raises(StepForbidden):
            hazards.begin(row, by=person)
    assert Hazard.objects.visible_to(team.worker).get() == row
    assert not Hazard.objects.visible_to(team.outsider).exists()


def test_who_rectified_does_not_clear(place, team):
    row = hazards.begin(assessed(place, team), by=team.manager)
    row = hazards.rectify(row, by=team.clerk, result="已清理。")
    for step, given in ((hazards.clear, {}), (hazards.send_back, {"reason": "还有一辆车"})):
        with pytest.raises(StepForbidden, match="由别人复查"):
            step(row, by=team.manager, **given)
    assert hazards.clear(row, by=team.staff).checker == team.staff


def test_a_refused_hazard_is_assessed_anew_and_the_refused_round_counts_no_more(place, team):
    row = hazards.refuse(assessed(place, team, place.department), by=team.worker, reason="不归我们管")
    assert (row.state, row.department, row.rectify_due_at) == ("reported", None, None)
    hazards.assess(row, by=team.staff, level="general", rectify_due_at=timezone.now() + WEEK)
    assert [one.ended_at is None for one in Rectification.objects.order_by("number")] == [False, True]
    assert Hazard.objects.visible_to(team.worker).exists()  # the department keeps seeing what it refused


def test_what_was_returned_is_rectified_anew_under_the_old_due_date(place, team):
    row = hazards.begin(assessed(place, team, place.department), by=team.worker)
    row = hazards.rectify(row, by=team.worker, result="已清理。")
    due = row.rectify_due_at
    row = hazards.send_back(row, by=team.staff, reason="还有一辆车")
    assert (row.state, row.rectified_at, row.rectifier, row.rectify_due_at) == ("rectifying", None, None, due)
    first, second = Rectification.objects.order_by("number")
    assert first.rectified_at is not None
    assert first.ended_at is not None
    assert (second.due_at, second.rectified_at) == (due, None)


@pytest.mark.parametrize("step", HAZARD.steps)
def test_each_step_is_refused_from_every_other_state(step, hazard, team):
    act = hazards.send_back if step == "return" else getattr(hazards, step)
    ask = {
        "assess": {"level": "general", "rectify_due_at": timezone.now() + WEEK}, "refuse": {"reason": "不归我们"},
        "rectify": {"result": "已清理。"}, "return": {"reason": "没弄完"}, "begin": {}, "clear": {},
    }  # fmt: skip
    for state in set(Hazard.State) - set(HAZARD.steps[step].sources):
        with pytest.raises(StepRefused, match="现在是"):
            act(hazard(state), by=team.admin, **ask[step])
    assert not HazardEntry.objects.exists()


def test_neighbours_and_viewers_take_no_step(hazard, place, team):
    for person in (team.stranger, team.neighbour, team.viewer, team.auditor):
        with pytest.raises(StepForbidden):
            hazards.assess(hazard("reported"), by=person, level="general", rectify_due_at=timezone.now() + WEEK)
        with pytest.raises(PermissionDenied):
            report(place, person)
    assert not Hazard.objects.visible_to(team.stranger).exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"level": ""}, "level"), ({"level": "huge"}, "level"), ({"rectify_due_at": timezone.now() - WEEK}, "rectify_due_at"),
    ],
)  # fmt: skip
def test_an_assessment_needs_a_level_and_a_day_to_come(hazard, team, wrong, field):
    with pytest.raises(ValidationError) as refused:
        hazards.assess(
            hazard("reported"), by=team.staff, **{"level": "general", "rectify_due_at": timezone.now() + WEEK} | wrong
        )
    assert field in refused.value.message_dict


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"), ({"address": ""}, "address"), ({"title": "找 13812345678"}, "title"),
        ({"found_at": timezone.now() + WEEK}, "found_at"), ({"longitude": 121.5}, "longitude"),
        ({"longitude": 181.0, "latitude": 31.0}, "longitude"),
    ],
)  # fmt: skip
def test_bad_input_says_what_to_do_and_writes_nothing(place, team, wrong, field):
    with pytest.raises(ValidationError) as refused:
        report(place, team.clerk, **wrong)
    assert field in refused.value.message_dict
    assert not Hazard.objects.exists()


def test_kind_point_and_case_are_of_the_place(place, team):
    foreign = RiskKindFactory(division=place.south, code="own")
    with pytest.raises(ValidationError, match="没有这个风险种类"):
        report(place, team.clerk, kind=foreign)
    with pytest.raises(ValidationError, match="风险点不在这个居委"):
        report(place, team.clerk, point=RiskPointFactory(division=place.north2))
    with pytest.raises(ValidationError, match="安全隐患类的工单"):
        report(place, team.clerk, case=new_case(place.north1, by=team.clerk))


def test_a_hazard_at_a_point_takes_its_place(place, team):
    point = RiskPointFactory(division=place.north1, longitude=121.5, latitude=31.2)
    row = report(place, team.clerk, point=point, address="")
    assert (row.address, row.longitude, row.latitude) == (point.address, 121.5, 31.2)


def test_a_case_of_hazards_becomes_one_hazard(place, team):
    case = new_case(place.north1, by=team.clerk, category=category(place))
    assert report(place, team.clerk, case=case).case == case
    with pytest.raises(ValidationError, match="已经登记了隐患"):
        report(place, team.clerk, case=case)


def test_a_hazard_opens_one_case(place, team):
    row = report(place, team.clerk)
    with pytest.raises(ValidationError, match="安全隐患类"):
        opening.open_from(row, category=CategoryFactory(division=place.city, code="plain"), by=team.clerk)
    case = opening.open_from(row, category=category(place), by=team.clerk)
    assert (case.title, case.address) == (row.title, row.address)
    with pytest.raises(StepRefused, match="已经有工单"):
        opening.open_from(row, category=category(place), by=team.clerk)
    assert Case.objects.count() == 1


def test_a_clerk_takes_back_the_own_report_until_it_is_assessed(place, team):
    row = report(place, team.clerk)
    with pytest.raises(StepForbidden):
        hazards.withdraw(row, by=member(Role.CLERK, of=place.north1), reason="报错了")
    assert hazards.withdraw(row, by=team.clerk, reason="报错了").withdrawn_at
    row = assessed(place, team)
    with pytest.raises(StepForbidden, match="请联系街道"):
        hazards.withdraw(row, by=team.clerk, reason="报错了")
    hazards.withdraw(row, by=team.staff, reason="不是隐患")
    assert Rectification.objects.get().ended_at is not None
    with pytest.raises(StepRefused, match="已经撤回"):
        hazards.begin(row, by=team.clerk)


def test_an_overdue_hazard_is_one_not_rectified_by_its_day(hazard):
    late = hazard("assessed", rectify_due_at=timezone.now() - timedelta(hours=1))
    hazard("rectified", rectify_due_at=timezone.now() - timedelta(hours=1))
    hazard("reported")
    assert list(Hazard.objects.overdue(timezone.now())) == [late]


def test_points_are_kept_by_the_street_and_never_twice(place, team):
    given = {"division": place.north1, "kind": RiskKindFactory(), "name": "充电棚", "address": "幸福路 1 号"}
    point = points.add_point(by=team.clerk, **given)
    with pytest.raises(ValidationError, match="同名的风险点"):
        points.add_point(by=team.clerk, **given)
    with pytest.raises(PermissionDenied):
        points.change_point(point, by=team.clerk, level="major")
    assert points.change_point(point, by=team.staff, level="major", longitude=121.5, latitude=31.2).level == "major"
    with pytest.raises(ValidationError, match="一起填"):
        points.change_point(point, by=team.staff, longitude=None)
    points.withdraw(point, by=team.staff, reason="已拆除")
    with pytest.raises(StepRefused):
        points.withdraw(point, by=team.staff, reason="已拆除")
    assert not RiskPoint.objects.standing().exists()


def test_a_district_installs_the_usual_kinds_once(place, team):
    first = kinds.install_standard(place.district, by=team.admin)
    assert first == RiskKind.objects.count() > 10
    assert kinds.install_standard(place.district, by=team.admin) == 0
    with pytest.raises(PermissionDenied):
        kinds.install_standard(place.district, by=team.manager)
    flood = RiskKind.objects.get(code="flood")
    assert kinds.change_kind(flood, by=team.admin, plan_growing="沙袋到位。", active=False).plan_growing == "沙袋到位。"
    with pytest.raises(ValidationError):
        report(place, team.clerk, kind=flood)


@pytest.fixture
def site(transactional_db):
    place = district_of_two_streets()
    return SimpleNamespace(place=place, team=case_team(place))


@COMMITTED
def test_of_twenty_who_clear_a_hazard_at_once_one_wins(site, together):
    row = HazardFactory(division=site.place.north1, rectified=True)
    answers = together(lambda _: hazards.clear(row, by=site.team.staff), threads=20)
    assert sum(isinstance(answer, StepRefused) for answer in answers) == 19
    assert Event.objects.filter(verb="hazard.clear").count() == 1 == HazardEntry.objects.count()


@COMMITTED
def test_of_twenty_who_open_a_case_from_a_hazard_one_wins(site, together):
    row, theme = report(site.place, site.team.clerk), category(site.place)
    answers = together(lambda _: opening.open_from(row, category=theme, by=site.team.clerk), threads=20)
    assert sum(isinstance(answer, Case) for answer in answers) == 1 == Case.objects.count()
