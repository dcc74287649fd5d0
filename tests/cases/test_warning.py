"""Word before a step is due and once when it is: to who holds it, each once, by sets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.actions import merged, requests, steps
from cases.actions.warning import warn
from cases.jobs import CLOCKS, watch_clocks
from cases.models import Case
from governance.jobs import schedule
from governance.jobs.models import JobRun, Notice


def due(case: Case, **span: float) -> Case:
    Case.objects.filter(pk=case.pk).update(step_due_at=timezone.now() + timedelta(**span))
    return case


def told(text: str) -> set[object]:
    return {notice.user_id for notice in Notice.objects.filter(text__contains=text)}


def test_who_holds_the_step_is_told_before_and_after_each_once(team, case_at):
    case = due(case_at("handling"), hours=20)
    now = timezone.now()
    assert warn(now) == {"late": 0, "soon": 1}
    assert told("将在 24 小时内到期") == {team.worker.pk}
    assert warn(now) == {"late": 0, "soon": 0}
    assert warn(now + timedelta(hours=21)) == {"late": 1, "soon": 0}
    assert warn(now + timedelta(hours=90)) == {"late": 0, "soon": 0}
    assert told("已超期") == {team.worker.pk}
    assert Notice.objects.filter(url=case.get_absolute_url(), text__contains="本步").count() == 2


@pytest.mark.parametrize("state", ["received", "filed", "handled", "checked"])
def test_the_streets_steps_are_the_streets_to_hear_of(state, team, case_at):
    due(case_at(state), hours=-1)
    warn(timezone.now())
    assert told("已超期") == {team.staff.pk, team.colleague.pk, team.manager.pk}


def test_the_next_step_is_warned_of_anew(place, team, case_at):
    case = due(case_at("filed"), hours=-1)
    warn(timezone.now())
    case = due(steps.dispatch(case, by=team.staff, department=place.department), hours=-1)
    assert warn(timezone.now())["late"] == 1
    assert team.worker.pk in told("已超期")


def test_closed_withdrawn_paused_and_merged_cases_are_left_in_peace(team, case_at):
    paused = case_at("handling")
    requests.pause(paused, by=team.worker, until=timezone.localdate() + timedelta(days=9), reason="等配件到货。")
    due(requests.approve(paused, by=team.staff), hours=-1)
    due(case_at("closed"), hours=-1)
    parent = case_at("handling")
    due(merged.merge(case_at("filed"), by=team.staff, parent=parent), hours=-1)
    assert warn(timezone.now()) == {"late": 0, "soon": 0}


def test_of_many_cases_a_person_hears_in_one_line(team, case_at):
    for _ in range(7):
        due(case_at("filed"), hours=-1)
    assert warn(timezone.now())["late"] == 7
    notice = Notice.objects.get(user=team.staff, text__contains="本步")
    assert notice.text == "有 7 件工单本步已超期，请尽快办理。"
    assert "step_due_before=" in notice.url


def test_a_hundred_cases_cost_no_more_statements_than_ten(place, team, case_at, django_assert_max_num_queries):
    for _ in range(12):
        due(case_at("filed"), hours=-1)
    with django_assert_max_num_queries(12):
        warn(timezone.now())


def test_who_left_the_post_hears_nothing(team, case_at):
    due(case_at("handling"), hours=-1)
    team.worker.memberships.update(until=timezone.now())
    assert warn(timezone.now())["late"] == 1
    assert told("已超期") == set()


def test_the_clock_strikes_each_hour_and_its_run_says_what_was_told(team, case_at):
    due(case_at("handling"), hours=-1)
    period = schedule.jobs()[CLOCKS].period_at(timezone.now())
    JobRun.objects.create(job=CLOCKS, period=period)
    watch_clocks(period)
    watch_clocks(period)
    assert JobRun.objects.get(job=CLOCKS).result == {"late": 1, "soon": 0, "resumed": 0}
    assert Notice.objects.filter(text__contains="已超期").count() == 1
