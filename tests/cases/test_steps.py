"""Every step from every state, by every role."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.actions import steps
from cases.flows import CASE
from cases.models import Case, CaseEntry
from cases.selectors import allowed_steps
from governance.access.models import Department
from governance.audit.models import Event
from governance.flow.machine import StepForbidden, StepRefused
from governance.jobs.models import Notice
from governance.jobs.outbox import relay
from governance.vault.checksums import id_check_digit
from tests.factories.cases import CategoryFactory, new_case

ASKED = {
    "dispatch": lambda place: {"department": place.department},
    "refuse": lambda place: {"reason": "不属于本部门职责。"},
    "return": lambda place: {"reason": "应由房管部门办理。"},
    "transfer": lambda place: {"department": place.other_department, "reason": "应由房管部门办理。"},
    "finish": lambda place: {"result": "已更换灯具。"},
    "rework": lambda place: {"reason": "现场仍不亮。"},
    "reopen": lambda place: {"reason": "居民反映又坏了。"},
}
NAMED = {"return": steps.give_back}
WHO = dict.fromkeys(("accept", "refuse", "return", "transfer", "finish"), "worker")
MAY = {
    "file": {"staff", "colleague", "manager", "admin"},
    "dispatch": {"staff", "colleague", "manager", "admin"},
    "accept": {"worker", "manager", "admin"},
    "refuse": {"worker", "manager", "admin"},
    "return": {"worker", "manager", "admin"},
    "transfer": {"worker", "staff", "colleague", "manager", "admin"},
    "finish": {"worker", "manager", "admin"},
    "rework": {"staff", "colleague", "manager", "admin"},
    "check": {"staff", "colleague", "manager", "admin"},
    "close": {"staff", "colleague", "manager", "admin"},
    "reopen": {"staff", "colleague", "manager", "admin"},
}
SOMEBODY = "31011019490307002" + id_check_digit("31011019490307002")
STEPS = list(CASE.steps.values())
WRONG = [(step.name, state) for step in STEPS for state in Case.State.values if state not in step.sources]


def take(name, case, place, by):
    return (NAMED.get(name) or getattr(steps, name))(case, by=by, **ASKED.get(name, lambda place: {})(place))


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_a_step_leads_to_its_state_and_is_written_down_twice(step, place, team, case_at):
    by = getattr(team, WHO.get(step.name, "staff"))
    case = take(step.name, case_at(step.sources[0]), place, by)

    assert Case.objects.get(pk=case.pk).state == case.state == step.target
    entry = CaseEntry.objects.filter(case=case).latest("at")
    assert (entry.step, entry.by) == (step.name, by)
    event = Event.objects.filter(verb=f"case.{step.name}").latest("at")
    assert (event.actor, event.subject_id, event.details["to"]) == (by, str(case.pk), step.target)


@pytest.mark.parametrize(("name", "state"), WRONG)
def test_a_step_from_a_wrong_state_is_refused_and_leaves_no_trace(name, state, place, team, case_at):
    case = case_at(state)
    before = Event.objects.count(), CaseEntry.objects.count(), case.version
    with pytest.raises(StepRefused, match="不能"):
        take(name, case, place, team.admin)
    assert (Event.objects.count(), CaseEntry.objects.count(), Case.objects.get(pk=case.pk).version) == before


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_only_whose_work_it_is_may_take_a_step(step, place, team, case_at):
    case = case_at(step.sources[0])
    for name, person in vars(team).items():
        if name not in MAY[step.name]:
            with pytest.raises(PermissionDenied):
                take(step.name, case, place, person)
    assert Case.objects.get(pk=case.pk).state == step.sources[0]


@pytest.mark.parametrize("name", ["rework", "check"])
def test_the_handler_does_not_judge_the_own_work(name, place, team, case_at):
    case = steps.finish(case_at("handling"), by=team.manager, result="已更换灯具。")
    with pytest.raises(PermissionDenied, match="承办人"):
        take(name, case, place, team.manager)
    assert take(name, case, place, team.staff).handler == team.manager


def test_the_handler_does_not_close_the_case_either(place, team, case_at):
    case = steps.check(steps.finish(case_at("handling"), by=team.manager, result="已更换灯具。"), by=team.staff)
    with pytest.raises(PermissionDenied, match="承办人"):
        steps.close(case, by=team.manager)


@pytest.mark.parametrize("name", ["rework", "check"])
def test_who_accepted_does_not_judge_what_a_colleague_finished(name, place, team, case_at):
    case = steps.accept(case_at("dispatched"), by=team.manager)
    case = steps.finish(case, by=team.worker, result="灯已换好。")
    with pytest.raises(StepForbidden, match="您是这件工单的承办人"):
        take(name, case, place, team.manager)
    assert name not in allowed_steps(team.manager, Case.objects.get(pk=case.pk))
    assert take(name, case, place, team.staff).handler == team.worker


def test_who_finished_before_a_rework_does_not_close_the_case(place, team, case_at):
    case = steps.finish(steps.accept(case_at("dispatched"), by=team.manager), by=team.manager, result="灯已换好。")
    case = steps.rework(case, by=team.staff, reason="灯还是不亮。")
    case = steps.check(steps.finish(case, by=team.worker, result="又换了一只。"), by=team.staff)
    with pytest.raises(StepForbidden, match="承办人"):
        steps.close(case, by=team.manager)
    assert steps.close(case, by=team.colleague).state == Case.State.CLOSED


def test_a_new_round_forgets_who_handled_the_one_before(place, team, case_at):
    case = steps.finish(steps.accept(case_at("dispatched"), by=team.manager), by=team.manager, result="灯已换好。")
    case = steps.reopen(steps.close(steps.check(case, by=team.staff), by=team.staff), by=team.staff, reason="又坏了。")
    case = steps.dispatch(case, by=team.staff, department=place.department)
    case = steps.finish(steps.accept(case, by=team.worker), by=team.worker, result="换了线路。")
    assert steps.check(case, by=team.manager).checker == team.manager


def test_the_database_itself_keeps_checker_and_handler_apart(place, team, case_at):
    case = case_at("checked")
    with pytest.raises(IntegrityError, match="case_checker_is_not_the_handler"), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(checker=case.handler_id)


def test_a_department_does_not_act_on_what_another_has_now(place, team, case_at):
    case = steps.refuse(case_at("dispatched"), by=team.worker, reason="应由房管部门办理。")
    assert (case.state, case.department, case.refusals) == ("filed", None, 1)
    case = steps.dispatch(case, by=team.staff, department=place.other_department)
    assert Case.objects.visible_to(team.worker).filter(pk=case.pk).exists()
    with pytest.raises(PermissionDenied, match="不在您的部门"):
        steps.accept(case, by=team.worker)
    assert steps.accept(case, by=team.outsider).handler == team.outsider


def test_a_department_member_who_is_also_a_clerk_elsewhere_gains_nothing(place, team, case_at):
    team.worker.memberships.create(role="clerk", division=place.south1)
    case = steps.refuse(case_at("dispatched"), by=team.worker, reason="应由房管部门办理。")
    case = steps.dispatch(case, by=team.staff, department=place.other_department)
    del team.worker.held
    with pytest.raises(PermissionDenied, match="不在您的部门"):
        steps.accept(case, by=team.worker)


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(
            lambda place: Department(division=place.south, code="x", name="大桥街道城运中心"), id="of another street"
        ),
        pytest.param(
            lambda place: Department(division=place.north, code="y", name="已撤销的科室", active=False), id="not in use"
        ),
    ],
)
def test_a_case_goes_only_to_a_department_of_its_own_district_or_street(wrong, place, team, case_at):
    department = wrong(place)
    department.save()
    with pytest.raises(ValidationError, match="本区或本街道"):
        steps.dispatch(case_at("filed"), by=team.staff, department=department)


def test_a_case_may_go_to_an_office_of_its_own_street(place, team, case_at):
    office = Department.objects.create(division=place.north, code="cheng-yun", name="四平路街道城运中心")
    assert steps.dispatch(case_at("filed"), by=team.staff, department=office).department == office


def test_a_dispute_is_filed_with_the_channel_people_tried_first(place, team):
    dispute = CategoryFactory(division=place.district, code="dispute", theme="dispute")
    case = new_case(place.north1, category=dispute, by=team.clerk)
    with pytest.raises(ValidationError, match="首选解决渠道"):
        steps.file(case, by=team.staff)
    assert steps.file(case, by=team.staff, first_channel="mediation").first_channel == "mediation"


@pytest.mark.parametrize(
    ("name", "state", "field"),
    [("refuse", "dispatched", "reason"), ("finish", "handling", "result"), ("reopen", "closed", "reason")],
)
@pytest.mark.parametrize("text", ["  ", "字" * 1001, "请电 13812345678", "１３８ 1234 5678", "证号" + SOMEBODY])
def test_what_is_written_is_there_short_and_names_nobody(name, state, field, text, team, case_at):
    case = case_at(state)
    by = getattr(team, WHO.get(name, "staff"))
    with pytest.raises(ValidationError) as refused:
        getattr(steps, name)(case, by=by, **{field: text})
    assert list(refused.value.message_dict) == [field]
    assert Case.objects.get(pk=case.pk).state == state


def test_people_are_told_who_must_act_next(place, team, case_at):
    case = case_at("closed")
    relay()
    told = {(notice.user, notice.text.split("：")[1]) for notice in Notice.objects.filter(url=case.get_absolute_url())}
    assert (team.worker, "新派来的工单，请接单或退单。") in told
    assert {user for user, text in told if text == "已办结反馈，请核查。"} == {team.staff, team.colleague, team.manager}
    assert (team.clerk, "已结案，请回访居民是否解决、是否满意。") in told
    assert not {user for user, _ in told} & {team.outsider, team.stranger}


def test_who_left_the_post_is_not_told_of_closing(team, case_at):
    case = case_at("checked")
    team.clerk.memberships.update(until=timezone.now())
    steps.close(case, by=team.manager)
    assert not Notice.objects.filter(user=team.clerk).exists()
