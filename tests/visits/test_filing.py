from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases.models import Case
from governance.access.roles import Role
from governance.audit.models import Event
from tests.factories.access import member
from tests.factories.neighborhoods import HouseholdFactory, ResidentFactory
from tests.factories.visits import visit
from visits.actions.visits import NeedAsked, file_visit, withdraw_visit
from visits.models import Need, Visit


def test_one_save_makes_the_visit_its_needs_and_their_case(clerk, home, repairs, care):
    filed = visit(home, by=clerk, content="厨房漏水", needs=[NeedAsked(repairs, "吊顶渗水"), NeedAsked(care)])

    opened = Case.objects.get()
    assert (opened.household, opened.division, opened.source) == (home, home.division, Case.Source.ACTIVE)
    assert (opened.state, opened.title, opened.address) == ("received", "住房修缮：吊顶渗水", "鞍山四村 23 号 601 室")
    by_category = {need.category: need for need in filed.needs.all()}
    assert by_category[repairs].case == opened
    assert (by_category[care].case, by_category[care].follow_up_on) == (
        None,
        timezone.localdate(filed.visited_at) + timedelta(days=7),
    )
    assert list(Event.objects.filter(verb="visit.file").values_list("subject_id", flat=True)) == [str(filed.pk)]


def test_the_clerk_may_keep_a_need_from_becoming_a_case(clerk, home, repairs):
    visit(home, by=clerk, needs=[NeedAsked(repairs, open_case=False)])
    assert not Case.objects.exists()
    assert Need.objects.get().case is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"visited_at": timezone.now() + timedelta(days=1)}, "不能晚于现在", id="in the future"),
        pytest.param({"content": "电话 13812345678"}, "手机号", id="a telephone number in the text"),
        pytest.param({"content": "一" * 201}, "最多 200 个字", id="a text too long"),
        pytest.param({"method": "pigeon"}, "pigeon", id="a method that does not exist"),
    ],
)
def test_bad_input_is_refused_with_a_sentence_and_leaves_nothing(clerk, home, repairs, given, said):
    with pytest.raises(ValidationError, match=said):
        visit(home, by=clerk, needs=[NeedAsked(repairs)], **given)
    assert not any(model.objects.exists() for model in (Visit, Need, Case, Event))


def test_a_refused_case_takes_the_visit_back_with_it(clerk, home, repairs):
    with pytest.raises(ValidationError, match="身份证号"):
        visit(home, by=clerk, needs=[NeedAsked(repairs, "证件 11010519491231002X")])
    assert not Visit.objects.exists()


def test_nobody_at_home_has_no_needs(clerk, home, repairs):
    with pytest.raises(ValidationError, match="家中无人"):
        visit(home, by=clerk, met=False, needs=[NeedAsked(repairs)])


def test_a_resident_of_another_household_was_not_met_here(clerk, home, place):
    with pytest.raises(ValidationError, match="不在这一户"):
        visit(home, by=clerk, residents=[ResidentFactory(division=place.north1)])


def test_the_same_category_is_asked_once(clerk, home, repairs):
    with pytest.raises(ValidationError, match="合并"):
        visit(home, by=clerk, needs=[NeedAsked(repairs), NeedAsked(repairs)])


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.CLERK, Role.DEPARTMENT}])
def test_only_clerks_file_visits(role, place, home):
    with pytest.raises(PermissionDenied):
        visit(home, by=member(role, of=place.district))


def test_a_clerk_files_nothing_for_another_committee(neighbour, home):
    with pytest.raises(PermissionDenied):
        visit(home, by=neighbour)


def test_a_closed_household_is_not_visited(clerk, place):
    gone = HouseholdFactory(division=place.north1, until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(ValidationError, match="已经注销"):
        visit(gone, by=clerk)


def test_withdrawing_takes_the_needs_along(clerk, home, care):
    filed = visit(home, by=clerk, needs=[NeedAsked(care)])
    withdraw_visit(filed, by=clerk, reason="登记错了户")
    assert Visit.objects.get().withdrawn_at
    assert Need.objects.get().withdrawn_reason == "登记错了户"


def test_a_visit_with_a_running_case_is_not_withdrawn(clerk, home, repairs):
    filed = visit(home, by=clerk, needs=[NeedAsked(repairs)])
    with pytest.raises(ValidationError, match="先撤回工单"):
        withdraw_visit(filed, by=clerk, reason="登记错了")
    assert not Visit.objects.get().withdrawn_at


def test_withdrawing_needs_a_reason_and_the_own_committee(clerk, neighbour, home):
    filed = visit(home, by=clerk)
    with pytest.raises(ValidationError, match="撤回理由"):
        withdraw_visit(filed, by=clerk, reason=" ")
    with pytest.raises(PermissionDenied):
        withdraw_visit(filed, by=neighbour, reason="不是我的")


def test_a_visit_is_never_deleted(clerk, home):
    with pytest.raises(ValidationError, match="不能删除"):
        visit(home, by=clerk).delete()


def test_the_same_id_is_filed_once(clerk, home):
    first = visit(home, by=clerk)
    with pytest.raises(ValidationError):
        file_visit(home, by=clerk, visited_at=timezone.now(), id=first.pk)
