"""The four steps of a consultation and its duties: by whose work they are, refused to all others and at other times."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases.consultations.actions import consultations, duties, meetings
from cases.consultations.flows import CONSULTATION
from cases.consultations.models import Consultation, Duty
from cases.consultations.selectors import allowed_steps, duty_steps
from governance.access.roles import Role
from governance.audit.models import Event
from governance.flow.machine import StepForbidden, StepRefused
from tests.factories.access import member
from tests.factories.cases import new_case
from tests.factories.consultations import asked, charge, consultation_in, new_consultation

S, D = Consultation.State, Duty.State


def test_a_consultation_goes_through_its_four_steps(place, team):
    done = consultation_in("closed", place, team)
    assert done.state == S.CLOSED
    assert done.on_site
    assert done.raised_at <= done.held_at <= done.minuted_at <= done.closed_at
    party = done.parties.get()
    assert (party.opinion, party.answered_by, party.came) == ("可以入地。", team.worker, True)
    duty = done.duties.get()
    assert (duty.state, duty.fulfiller, duty.supervisor) == (D.PASSED, team.worker, team.manager)
    told = [entry.step for entry in done.entries.order_by("at", "id")]
    assert told == ["raise", "consult", "answer", "hold", "minute", "fulfil", "pass", "close"]
    verbs = set(Event.objects.filter(subject_id=str(done.pk)).values_list("verb", flat=True))
    assert {f"consultation.{step}" for step in CONSULTATION.steps} <= verbs


def act(name, row, place, team):
    match name:
        case "consult":
            return asked(row, place, team.staff)
        case "answer":
            return consultations.answer(row, by=team.worker, opinion="可以。")
        case "hold":
            row.parties.update(answered_at=timezone.now())
            return meetings.hold(row, by=team.staff, held_at=timezone.now(), place="东门", came=[])
        case "minute":
            return meetings.minute(row, by=team.staff, decision="入地。", duties=[charge(place)])
        case "assign":
            return meetings.assign(row, by=team.staff, **vars_of(charge(place)))
        case "close":
            row.duties.update(state=D.PASSED, passed_at=timezone.now())
            return meetings.close(row, by=team.manager)
        case "withdraw":
            return consultations.withdraw(row, by=team.staff, reason="合并办理。")
    raise KeyError(name)


def vars_of(one):
    return {"department": one.department, "task": one.task, "due_on": one.due_on}


TAKEN = {
    "consult": {"raised"}, "answer": {"consulting"}, "hold": {"consulting"}, "minute": {"held"}, "assign": {"minuted"},
    "close": {"minuted"}, "withdraw": {"raised", "consulting", "held"},
}  # fmt: skip


@pytest.mark.parametrize("state", S.values)
@pytest.mark.parametrize("name", TAKEN)
def test_a_step_is_taken_in_its_states_only(place, team, name, state):
    row = consultation_in(state, place, team)
    if state in TAKEN[name]:
        act(name, row, place, team)
        return
    before = Consultation.objects.filter(pk=row.pk).values().get(), row.entries.count(), row.duties.count()
    with pytest.raises((StepRefused, PermissionDenied)) as refused:
        act(name, row, place, team)
    assert "。" in str(refused.value)
    assert (Consultation.objects.filter(pk=row.pk).values().get(), row.entries.count(), row.duties.count()) == before


AT = {"consult": "raised", "answer": "consulting", "minute": "held", "assign": "minuted"}
STREET = {"staff", "colleague", "manager", "admin"}
WHO = {"consult": STREET, "answer": {"worker", "admin"}, "minute": STREET, "assign": STREET}


@pytest.mark.parametrize("name", WHO)
def test_a_step_is_for_those_whose_work_it_is(place, team, name):
    row = consultation_in(AT[name], place, team)
    offered = {who for who, user in vars(team).items() if name in allowed_steps(user, row)}
    assert offered == WHO[name]
    do = {
        "consult": lambda by: asked(row, place, by),
        "answer": lambda by: consultations.answer(row, by=by, opinion="可以。"),
        "minute": lambda by: meetings.minute(row, by=by, decision="入地。", duties=[charge(place)]),
        "assign": lambda by: meetings.assign(row, by=by, **vars_of(charge(place))),
    }
    for who in set(vars(team)) - WHO[name]:
        with pytest.raises(PermissionDenied):
            do[name](vars(team)[who])


def test_minutes_lay_down_at_least_one_duty(place, team):
    row = consultation_in("held", place, team)
    with pytest.raises(ValidationError, match="纪要须明确责任"):
        meetings.minute(row, by=team.staff, decision="再议。", duties=[])
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(ValidationError, match="不能早于今天"):
        meetings.minute(row, by=team.staff, decision="入地。", duties=[charge(place), charge(place, due_on=yesterday)])
    with pytest.raises(ValidationError, match="请填写会议纪要"):
        meetings.minute(row, by=team.staff, decision=" ", duties=[charge(place)])
    assert not Duty.objects.exists()
    assert Consultation.objects.get(pk=row.pk).state == S.HELD


def test_it_closes_when_every_duty_has_passed(place, team):
    row = consultation_in("minuted", place, team)
    meetings.assign(row, by=team.staff, **vars_of(charge(place, department=place.other_department, task="清运杆件")))
    first, second = row.duties.order_by("ordinal")
    assert [first.ordinal, second.ordinal] == [1, 2]
    duties.pass_duty(duties.fulfil(first, by=team.worker, result="已入地。"), by=team.manager)
    with pytest.raises(StepRefused, match="还有 1 项任务"):
        meetings.close(row, by=team.manager)
    assert "close" not in allowed_steps(team.manager, row)
    duties.pass_duty(duties.fulfil(second, by=team.outsider, result="已清运。"), by=team.manager)
    assert "close" in allowed_steps(team.manager, row)
    assert meetings.close(row, by=team.manager).closed_at


def test_the_meeting_waits_for_the_opinions_or_for_their_time(place, team):
    row = consultation_in("consulting", place, team)
    with pytest.raises(StepRefused, match="还有 1 个部门没有答复"):
        meetings.hold(row, by=team.staff, held_at=timezone.now(), place="东门", came=[])
    assert "hold" not in allowed_steps(team.staff, row)
    Consultation.objects.update(answer_due_at=timezone.now() - timedelta(minutes=1))
    row = meetings.hold(row, by=team.staff, held_at=timezone.now(), place="东门", came=[place.other_department])
    came = dict(row.parties.values_list("department__code", "came"))
    assert came == {"minzheng": False, "fangguan": True}


def test_the_time_of_a_meeting_is_not_ahead(place, team):
    row = consultations.answer(consultation_in("consulting", place, team), by=team.worker, opinion="可以。")
    for moved in (timedelta(hours=1), timedelta(days=-9)):
        with pytest.raises(ValidationError, match="不能晚于现在"):
            meetings.hold(row, by=team.staff, held_at=timezone.now() + moved, place="东门", came=[])


def test_an_opinion_is_given_once_and_by_the_own_department(place, team):
    row = consultation_in("consulting", place, team)
    with pytest.raises(PermissionDenied):
        consultations.answer(row, by=team.outsider, opinion="可以。")
    consultations.answer(row, by=team.worker, opinion="可以。")
    with pytest.raises(StepRefused, match="已经答复过"):
        consultations.answer(row, by=team.worker, opinion="不可以。")
    assert row.parties.get().opinion == "可以。"


def test_who_answers_for_several_departments_names_one(place, team):
    row = new_consultation(place, by=team.staff)
    asked(row, place, team.staff, departments=[place.department, place.other_department])
    with pytest.raises(ValidationError, match="写明是哪一个"):
        consultations.answer(row, by=team.admin, opinion="可以。")
    consultations.answer(row, by=team.admin, opinion="可以。", department=place.other_department)
    assert row.parties.get(department=place.other_department).answered_by == team.admin


def test_a_consultation_belongs_to_the_smallest_unit_of_its_cases(place, team):
    north, beside, south = (new_case(one) for one in (place.north1, place.north2, place.south1))
    assert new_consultation(place, by=team.clerk, cases=[north]).division == place.north1
    assert new_consultation(place, by=team.staff, cases=[north, beside]).division == place.north
    assert new_consultation(place, by=team.admin, cases=[north, south]).division == place.district
    with pytest.raises(PermissionDenied, match="跨居委的由街道提出"):
        new_consultation(place, by=team.clerk, cases=[north, beside])
    with pytest.raises(PermissionDenied):
        new_consultation(place, by=team.neighbour, cases=[north])


def test_what_is_wrong_is_said_and_nothing_written(place, team):
    for fields, words in (
        ({"title": ""}, "请填写议题"),
        ({"description": "电话 13800000000"}, "手机号"),
    ):
        with pytest.raises(ValidationError, match=words):
            new_consultation(place, by=team.clerk, **fields)
    with pytest.raises(ValidationError, match="1 到 50 件工单"):
        consultations.raise_consultation(title="入地", cases=[], by=team.clerk)
    assert not Consultation.objects.exists()
    row = new_consultation(place, by=team.clerk)
    for fields, words in (
        ({"departments": []}, "1 到 20 个部门"),
        ({"answer_due_at": timezone.now() - timedelta(hours=1)}, "须晚于现在"),
    ):
        with pytest.raises(ValidationError, match=words):
            asked(row, place, team.staff, **fields)
    assert not row.parties.exists()


def test_the_supervisor_is_not_who_fulfilled(place, team):
    both = member(Role.DEPARTMENT, of=place.district, department=place.department)
    both.memberships.create(role=Role.SUBDISTRICT_ADMIN, division=place.north)
    duty = duties.fulfil(consultation_in("minuted", place, team).duties.get(), by=both, result="已入地。")
    for judge in (lambda: duties.pass_duty(duty, by=both), lambda: duties.send_back(duty, by=both, reason="没有。")):
        with pytest.raises(StepForbidden, match="由别人督察"):
            judge()
    assert duty_steps(both, duty) == []
    duty = duties.send_back(duty, by=team.manager, reason="还有一段。")
    duty = duties.fulfil(duty, by=team.worker, result="全部入地。")
    with pytest.raises(StepForbidden, match="由别人督察"):  # the first who fulfilled is not the judge of the second
        duties.pass_duty(duty, by=both)
    assert duties.pass_duty(duty, by=team.manager).returns == 1


STATES = {"fulfil": {"assigned"}, "pass": {"fulfilled"}, "return": {"fulfilled"}}


@pytest.mark.parametrize("state", D.values)
@pytest.mark.parametrize("name", STATES)
def test_a_duty_is_fulfilled_then_judged(place, team, name, state):
    duty = consultation_in("minuted", place, team).duties.get()
    if state != D.ASSIGNED:
        duty = duties.fulfil(duty, by=team.worker, result="已入地。")
    if state == D.PASSED:
        duty = duties.pass_duty(duty, by=team.manager)
    take = {
        "fulfil": lambda: duties.fulfil(duty, by=team.worker, result="又办了。"),
        "pass": lambda: duties.pass_duty(duty, by=team.admin),
        "return": lambda: duties.send_back(duty, by=team.admin, reason="还有一段。"),
    }[name]
    if state in STATES[name]:
        assert take().state != state
        return
    with pytest.raises(StepRefused, match="请刷新"):
        take()


def test_a_duty_is_for_its_department_and_its_supervisor(place, team):
    duty = consultation_in("minuted", place, team).duties.get()
    may = {who for who, user in vars(team).items() if "fulfil" in duty_steps(user, duty)}
    assert may == {"worker", "admin"}
    for who in ("outsider", "staff", "clerk", "manager", "viewer", "stranger"):
        with pytest.raises(PermissionDenied):
            duties.fulfil(duty, by=vars(team)[who], result="已入地。")
    duty = duties.fulfil(duty, by=team.worker, result="已入地。")
    may = {who for who, user in vars(team).items() if "pass" in duty_steps(user, duty)}
    assert may == {"manager", "admin"}


def test_a_department_sees_what_it_was_asked_about_and_its_own_duties(place, team):
    row = consultation_in("minuted", place, team)
    seen = {who: Consultation.objects.visible_to(user).filter(pk=row.pk).exists() for who, user in vars(team).items()}
    assert {who for who, sees in seen.items() if not sees} == {"neighbour", "stranger", "outsider", "auditor"}
    assert Duty.objects.visible_to(team.worker).count() == 1
    assert not Duty.objects.visible_to(team.outsider).exists()
    meetings.assign(row, by=team.staff, **vars_of(charge(place, department=place.other_department)))
    assert Consultation.objects.visible_to(team.outsider).filter(pk=row.pk).exists()
    assert Duty.objects.visible_to(team.outsider).count() == 1


def test_a_withdrawn_one_stands_still(place, team):
    row = consultations.withdraw(consultation_in("held", place, team), by=team.staff, reason="合并办理。")
    with pytest.raises(StepRefused, match="已经撤回"):
        meetings.minute(row, by=team.staff, decision="入地。", duties=[charge(place)])
    with pytest.raises(StepRefused, match="已经撤回"):
        consultations.withdraw(row, by=team.staff, reason="再撤。")
    with pytest.raises(PermissionDenied):
        consultations.withdraw(consultation_in("raised", place, team), by=team.clerk, reason="弄错了。")
    assert allowed_steps(team.manager, row) == []
