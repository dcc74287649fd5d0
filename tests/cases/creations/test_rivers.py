"""River sections, patrols along them, what they find and how far they have come."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases.creations.actions import rivers
from cases.creations.models import RiverPatrol, RiverSection
from cases.creations.selectors import Coverage, coverage
from cases.models import Case
from governance.flow.machine import StepRefused
from tests.factories.cases import CategoryFactory
from tests.factories.creations import RiverPatrolFactory

DAY = timedelta(days=1)


def added(place, team, **fields) -> RiverSection:
    given = {"division": place.north1, "code": "QH-01", "name": "清河东段", "address": "幸福路桥至和平路桥", "chief": team.clerk, "post": "书记",
             "length_m": 600, "by": team.staff}  # fmt: skip
    return rivers.add_section(**given | fields)


def test_what_a_patrol_finds_becomes_one_case(place, team, section):
    row, category, at = section(), CategoryFactory(division=place.city), timezone.now()
    walk = rivers.patrol(row, by=team.clerk, at=at, found=True, text="有排污口。", category=category)
    case = Case.objects.get()
    assert (walk.case, case.address, case.source, case.created_by) == (case, str(row), "active", team.clerk)
    assert (case.description, case.opened_at, case.category) == ("有排污口。", at, category)
    with pytest.raises(ValidationError, match="已经记过"):
        rivers.patrol(row, by=team.clerk, at=at, found=True, text="有排污口。", category=category)
    assert (Case.objects.count(), RiverPatrol.objects.count()) == (1, 1)
    with pytest.raises(StepRefused, match="已经转工单"):
        rivers.withdraw_patrol(walk, by=team.clerk, reason="记错了。")
    calm = rivers.patrol(row, by=team.clerk)
    assert rivers.withdraw_patrol(calm, by=team.staff, reason="记错了。").withdrawn_at


def test_a_patrol_that_cannot_open_its_case_is_not_kept_either(place, team, section):
    stopped = CategoryFactory(division=place.city, active=False)
    with pytest.raises(ValidationError, match="没有这个类别"):
        rivers.patrol(section(), by=team.clerk, found=True, text="有排污口。", category=stopped)
    assert not RiverPatrol.objects.exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"found": True}, "请填写情况"), ({"at": timezone.now() + DAY}, "不能晚于现在"), ({"at": timezone.now() - 40 * DAY}, "早于河段设立"),
        ({"text": "电话 13812345678"}, "手机号"), ({"category": "some"}, "不用选类别"),
    ],
)  # fmt: skip
def test_a_patrol_with_nonsense_is_refused(place, team, section, given, sentence):
    if "category" in given:
        given = {"category": CategoryFactory(division=place.city)}
    with pytest.raises(ValidationError, match=sentence):
        rivers.patrol(section(), by=team.clerk, **given)
    assert not RiverPatrol.objects.exists()


def test_only_people_of_the_place_patrol_and_set_up_sections(place, team, section):
    row = section()
    for by in (team.neighbour, team.stranger, team.viewer, team.worker):
        with pytest.raises(PermissionDenied):
            rivers.patrol(row, by=by)
    for by in (team.clerk, team.stranger, team.viewer):
        with pytest.raises(PermissionDenied):
            added(place, team, by=by)
        with pytest.raises(PermissionDenied):
            rivers.end_section(row, by=by, reason="改道。")


def test_a_section_is_known_to_all_below_it(place, team, section):
    row = section(division=place.north, chief=team.staff)
    walk = RiverPatrolFactory(section=row)
    assert RiverSection.objects.visible_to(team.clerk).get() == row
    assert RiverPatrol.objects.visible_to(team.clerk).get() == walk
    assert not RiverSection.objects.visible_to(team.stranger).exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"code": " "}, "请填写编号"), ({"length_m": 0}, "1"), ({"interval": 91}, "90"), ({"since": timezone.localdate() + 2 * DAY}, "不能晚于今天"),
    ],
)  # fmt: skip
def test_a_section_with_nonsense_is_refused(place, team, wrong, sentence):
    with pytest.raises(ValidationError, match=sentence):
        added(place, team, **wrong)
    with pytest.raises(ValidationError, match="河长须是本区划在岗"):
        added(place, team, chief=team.stranger)
    with pytest.raises(ValidationError, match="居委或街镇"):
        added(place, team, division=place.district, by=team.admin)
    assert not RiverSection.objects.exists()


def test_a_section_changes_its_chief_and_ends_once(place, team):
    row = added(place, team)
    with pytest.raises(ValidationError, match="已有这个编号"):
        added(place, team)
    with pytest.raises(ValidationError, match="河长须是本区划在岗"):
        rivers.change_section(row, by=team.staff, chief=team.neighbour)
    ended = rivers.end_section(rivers.change_section(row, by=team.staff, interval=14), by=team.staff, reason="改道。")
    assert (ended.interval, ended.until) == (14, timezone.localdate())
    for act, given in (
        (rivers.end_section, {"reason": "改道。"}),
        (rivers.change_section, {"interval": 3}),
        (rivers.patrol, {}),
    ):
        with pytest.raises(StepRefused, match="已经撤销"):
            act(ended, by=team.staff, **given)
    assert added(place, team).code == row.code  # the code is free again


def test_coverage_counts_what_was_patrolled_within_its_own_interval(place, section):
    """The day that is due still counts; the day after is overdue. A patrol taken back does not count."""
    now, today = timezone.now(), timezone.localdate()
    fresh, last_day, late = section(), section(), section()
    RiverPatrolFactory(section=fresh)
    for one, days in ((last_day, 7), (late, 8)):
        RiverPatrolFactory(section=one, patrolled_at=now - days * DAY)
    RiverPatrolFactory(section=late, withdrawn_at=now)
    never, new, slow = section(), section(since=today), section(interval=30)
    RiverPatrolFactory(section=slow, patrolled_at=now - 20 * DAY)
    found = RiverSection.objects.standing()
    assert set(found.overdue(today)) == {late, never}
    assert set(found.covered(today)) == {fresh, last_day, slow}
    assert coverage(found, today) == Coverage(sections=6, covered=3, overdue=2)
    assert new.pk in set(found.with_rounds().filter(due_on=today + 7 * DAY, last_at=None).values_list("pk", flat=True))
