"""延期 and 缓办: who asks, who decides, what moves, and that past figures stay."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.actions import requests, steps
from cases.actions.cases import withdraw
from cases.models import Case, Deadline, Extension, Pause, Round
from cases.selectors import allowed_steps
from governance.audit.models import Event
from governance.flow.machine import StepForbidden, StepRefused
from governance.flow.workdays import NATIONAL
from governance.jobs.models import Notice
from governance.jobs.outbox import relay

WHY = "等配件到货。"


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def asked_extension(case, team, days=3) -> Case:
    requests.extend(case, by=team.worker, days=days, reason=WHY)
    return fresh(case)


def asked_pause(case, team) -> Case:
    requests.pause(case, by=team.worker, until=timezone.localdate() + timedelta(days=20), reason="住户出差，家里没人。")
    return fresh(case)


def late(case: Case) -> Case:
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() - timedelta(hours=1))
    return fresh(case)


def test_an_approved_extension_moves_the_deadline_of_case_and_step(team, case_at):
    case = asked_extension(case_at("handling"), team)
    was = case.due_at
    case = requests.approve(case, by=team.staff, note="同意。")
    assert case.due_at == case.step_due_at == NATIONAL.add(was, 3)
    assert (case.asking, case.extensions) == ("", 1)
    found = Extension.objects.get()
    assert (found.state, found.decided_by, found.created_by) == ("approved", team.staff, team.worker)
    assert [entry.step for entry in case.entries.all()][:2] == ["approve", "extend"]


def test_what_was_due_before_the_approval_stays_known(team, case_at):
    case = asked_extension(case_at("handling"), team)
    first = case.rounds.get().due_at
    before = timezone.now()
    case = requests.approve(case, by=team.staff)
    assert Round.objects.with_due(before).get(case=case).due == first
    assert Round.objects.with_due(timezone.now()).get(case=case).due == case.due_at
    assert case.rounds.get().due_at == first
    assert Deadline.objects.get().cause == "extension"


def test_a_rejected_extension_moves_nothing_and_says_why(team, case_at):
    case = asked_extension(case_at("handling"), team)
    was = case.due_at
    case = requests.reject(case, by=team.manager, reason="可以按期办完。")
    assert (case.due_at, case.asking, case.extensions) == (was, "", 0)
    assert not Deadline.objects.exists()
    assert Extension.objects.get().note == "可以按期办完。"
    assert Notice.objects.filter(user=team.worker, text__contains="没有批准").exists()


@pytest.mark.parametrize("days", [0, -1, 6, 250])
def test_an_extension_is_at_most_the_categorys_own_days(days, team, case_at):
    case = case_at("handling")  # five days
    with pytest.raises(ValidationError, match="1 至 5"):
        requests.extend(case, by=team.worker, days=days, reason=WHY)
    assert not Extension.objects.exists()


def test_a_round_is_extended_twice_and_not_a_third_time(team, case_at):
    case = case_at("handling")
    for _ in range(2):
        case = requests.approve(asked_extension(case, team), by=team.staff)
    with pytest.raises(StepRefused, match="本轮已延期 2 次"):
        requests.extend(case, by=team.worker, days=1, reason=WHY)
    assert "extend" not in allowed_steps(team.worker, case)


@pytest.mark.parametrize("ask", [asked_extension, asked_pause])
def test_one_request_at_a_time(ask, team, case_at):
    case = ask(case_at("handling"), team)
    for again in (asked_extension, asked_pause):
        with pytest.raises(StepRefused, match="待批准"):
            again(case, team)


@pytest.mark.parametrize("state", ["received", "handled", "checked", "closed"])
def test_time_is_asked_for_between_filing_and_handling(state, team, case_at):
    case = case_at(state)
    with pytest.raises(StepRefused):
        requests.extend(case, by=team.admin, days=1, reason=WHY)
    assert {"extend", "pause"}.isdisjoint(allowed_steps(team.admin, case))


def test_what_is_overdue_is_neither_extended_nor_paused(team, case_at):
    case = late(case_at("handling"))
    for ask in (asked_extension, asked_pause):
        with pytest.raises(StepRefused, match="已经超期"):
            ask(case, team)
    waiting = late(asked_pause(case_at("handling"), team))
    with pytest.raises(StepRefused, match="已经超期"):
        requests.approve(waiting, by=team.staff)
    assert requests.reject(waiting, by=team.staff, reason="已经超期。").asking == ""


def test_who_asks_does_not_decide(team, case_at):
    case = case_at("handling")
    requests.extend(case, by=team.staff, days=2, reason=WHY)
    for decide in (
        lambda by: requests.approve(case, by=by),
        lambda by: requests.reject(case, by=by, reason="不同意。"),
    ):
        with pytest.raises(StepForbidden, match="您是申请人"):
            decide(team.staff)
        with pytest.raises(StepForbidden, match="权限"):
            decide(team.worker)
    assert requests.approve(case, by=team.colleague).extensions == 1


def test_only_the_department_that_has_the_case_and_the_street_ask(team, case_at):
    case = case_at("handling")
    for name in ("outsider", "clerk", "viewer", "stranger", "auditor"):
        with pytest.raises(StepForbidden):
            requests.extend(case, by=getattr(team, name), days=1, reason=WHY)
    assert not Extension.objects.exists()


def test_nothing_waits_nothing_is_decided(team, case_at):
    case = case_at("handling")
    with pytest.raises(StepRefused, match="没有待批准"):
        requests.approve(case, by=team.staff)
    with pytest.raises(StepRefused, match="没有缓办"):
        requests.resume(case, by=team.staff)


def test_while_paused_no_step_is_taken_and_the_case_is_not_overdue(team, case_at):
    case = requests.approve(asked_pause(case_at("handling"), team), by=team.staff)
    assert case.paused_at is not None
    with pytest.raises(StepRefused, match="正在缓办"):
        steps.finish(case, by=team.worker, result="灯已换好。")
    with pytest.raises(StepRefused, match="正在缓办"):
        withdraw(case, by=team.staff, reason="登记错了。")
    assert allowed_steps(team.worker, case) == ["resume"]
    assert not late(case).is_overdue(timezone.now())


def test_resuming_moves_the_deadlines_by_the_working_days_that_passed(team, case_at, monkeypatch):
    case = requests.approve(asked_pause(case_at("handling"), team), by=team.staff)
    was, since = case.due_at, timezone.now() - timedelta(days=14)
    Pause.objects.update(since=since)
    days = NATIONAL.between(timezone.localdate(since), timezone.localdate())
    case = requests.resume(case, by=team.worker)
    assert case.due_at == case.step_due_at == NATIONAL.add(was, days)
    assert (case.paused_at, Pause.objects.get().state) == (None, "ended")
    assert Event.objects.filter(verb="case.resume", details__days=days).exists()


def test_a_pause_of_an_hour_moves_nothing(team, case_at):
    case = requests.approve(asked_pause(case_at("dispatched"), team), by=team.staff)
    was = case.due_at, case.step_due_at
    case = requests.resume(case, by=team.staff)
    assert (case.due_at, case.step_due_at) == was


def test_a_round_is_due_at_no_time_while_it_is_paused(team, case_at):
    case = asked_pause(case_at("handling"), team)
    before = timezone.now()
    case = requests.approve(case, by=team.staff)
    during = timezone.now()
    requests.resume(case, by=team.staff)
    assert [Round.objects.with_due(moment).get().due is None for moment in (before, during, timezone.now())] == [
        False, True, False,
    ]  # fmt: skip


def test_a_pause_that_is_over_ends_by_itself(team, case_at):
    case = requests.approve(asked_pause(case_at("handling"), team), by=team.staff)
    today = timezone.localdate()
    assert requests.resume_overdue(today + timedelta(days=20)) == 0
    assert requests.resume_overdue(today + timedelta(days=21)) == 1
    assert fresh(case).paused_at is None
    assert requests.resume_overdue(today + timedelta(days=21)) == 0


@pytest.mark.parametrize("days", [0, -1, 91])
def test_a_pause_ends_on_a_day_to_come_within_ninety(days, team, case_at):
    with pytest.raises(ValidationError, match="90 天以内"):
        requests.pause(
            case_at("handling"), by=team.worker, until=timezone.localdate() + timedelta(days=days), reason=WHY
        )


@pytest.mark.parametrize("ask", [asked_extension, asked_pause])
def test_a_request_falls_away_when_the_department_lets_go(ask, place, team, case_at):
    for let_go in (
        lambda case: steps.finish(case, by=team.worker, result="灯已换好。"),
        lambda case: steps.give_back(case, by=team.worker, reason="不属于本部门职责。"),
        lambda case: steps.transfer(case, by=team.worker, department=place.other_department, reason="应由房管办理。"),
        lambda case: withdraw(case, by=team.staff, reason="登记错了。"),
    ):
        case = ask(case_at("handling"), team)
        asked = case.request
        assert let_go(case).asking == ""
        asked.refresh_from_db()
        assert asked.state == "lapsed"


def test_a_new_round_may_be_extended_anew(place, team, case_at):
    case = requests.approve(asked_extension(case_at("handling"), team), by=team.staff)
    case = steps.check(steps.finish(case, by=team.worker, result="灯已换好。"), by=team.staff)
    case = steps.reopen(steps.close(case, by=team.staff), by=team.staff, reason="又坏了。")
    assert (case.extensions, case.due_at) == (0, case.rounds.get(number=2).due_at)
    requests.extend(case, by=team.staff, days=1, reason=WHY)
    assert requests.approve(case, by=team.colleague).extensions == 1
    assert Deadline.objects.latest("recorded_at").round.number == 2


def test_the_street_hears_of_a_request_and_who_asked_of_the_answer(team, case_at):
    case = asked_extension(case_at("handling"), team)
    relay()
    heard = set(Notice.objects.filter(text__contains="申请，请批复").values_list("user", flat=True))
    assert heard == {team.staff.pk, team.colleague.pk, team.manager.pk}
    requests.approve(case, by=team.staff)
    assert Notice.objects.filter(user=team.worker, text__contains="延期申请已批准").exists()


@pytest.mark.parametrize("reason", ["", "  ", "字" * 201, "请电 13812345678"])
def test_a_request_has_a_reason_that_names_nobody(reason, team, case_at):
    case, until = case_at("handling"), timezone.localdate() + timedelta(days=3)
    for ask in (
        lambda: requests.extend(case, by=team.worker, days=1, reason=reason),
        lambda: requests.pause(case, by=team.worker, until=until, reason=reason),
    ):
        with pytest.raises(ValidationError) as refused:
            ask()
        assert list(refused.value.message_dict) == ["reason"]
    assert not Extension.objects.exists()
    assert not Pause.objects.exists()


def test_an_extension_reaches_over_a_special_day(place, team, case_at):
    from governance.flow import special_days

    case = asked_extension(case_at("handling"), team, days=1)
    following = NATIONAL.add(case.due_at, 1)
    special_days.add(
        division=place.district, day=timezone.localdate(following), working=False, name="区里放假", by=None
    )
    moved = requests.approve(case, by=team.staff).due_at
    assert isinstance(moved, datetime)
    assert moved == NATIONAL.add(following, 1)
