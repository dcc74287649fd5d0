"""The life of a summons: each step by whose work it is, refused to everybody else and at every other time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cases.summonses.actions import answers, clocks, steps, summonses
from cases.summonses.flows import SUMMONS
from cases.summonses.models import Invitation, Summons
from cases.summonses.selectors import allowed_steps
from governance.access.roles import Role
from governance.audit.models import Event
from governance.flow.machine import StepForbidden, StepRefused
from governance.flow.workdays import add_workdays
from tests.factories.access import member
from tests.factories.cases import CategoryFactory, new_case
from tests.factories.summonses import new_summons, rated, summons_in

S = Summons.State
ALL = [*S.values, "unsolved"]


def late(summons, **back):
    """Moves the time to come into the past."""
    summons.invitations.update(arrive_due_at=timezone.now() - timedelta(**back or {"hours": 1}))
    return summons


def test_a_summons_goes_from_the_committee_to_the_site_and_back(place, team):
    summons = summons_in("closed", place, team)
    assert (summons.state, summons.result) == (S.CLOSED, "resolved")
    assert summons.confirmed_at <= summons.closed_at
    invitation = summons.invitations.get()
    assert invitation.arrived_at <= invitation.arrive_due_at
    assert (invitation.rating, invitation.comment, invitation.handler) == (4, "来得快。", team.worker)
    told = [entry.step for entry in summons.entries.order_by("at", "id")]
    assert told == ["raise", "check", "accept", "arrive", "resolve", "rate"]
    verbs = set(Event.objects.filter(subject_id=str(summons.pk)).values_list("verb", flat=True))
    assert {"summons.raise", "summons.check", "summons.accept", "summons.arrive", "summons.rate"} <= verbs


def act(name, summons, place, team):
    reason = {"reason": "理由充分。"}
    match name:
        case "check":
            return steps.check(summons, by=team.staff)
        case "return":
            return steps.send_back(summons, by=team.staff, **reason)
        case "resubmit":
            return steps.resubmit(summons, by=team.clerk, description="补充了地点。")
        case "accept":
            return answers.accept(summons, by=team.worker)
        case "decline":
            return answers.decline(summons, by=team.worker, **reason)
        case "arrive":
            return answers.arrive(summons, by=team.worker)
        case "report":
            return answers.report(summons, by=team.worker, report="疏通了。")
        case "resolve":
            return steps.resolve(summons, by=team.clerk)
        case "fail":
            return steps.fail(late(summons), by=team.clerk, **reason)
        case "rate":
            return rated(summons, team)
        case "invite":
            return steps.invite(summons, by=team.staff, department=place.other_department)
        case "again":
            return summonses.again(summons, by=team.clerk)
        case "escalate":
            return summonses.escalate(summons, by=team.clerk, category=CategoryFactory(division=place.city))
        case "withdraw":
            return summonses.withdraw(summons, by=team.staff, **reason)
    raise KeyError(name)


TAKEN = {
    "check": {"raised"}, "return": {"raised"}, "resubmit": {"returned"}, "accept": {"sent"}, "decline": {"sent"},
    "arrive": {"sent", "accepted"}, "report": {"on_site"}, "resolve": {"on_site"}, "fail": {"sent", "accepted", "on_site"},
    "rate": {"resolved", "unresolved"}, "invite": {"sent", "accepted", "on_site"}, "again": {"unsolved"}, "escalate": {"unsolved"},
    "withdraw": {"raised", "returned", "sent", "accepted"},
}  # fmt: skip


@pytest.mark.parametrize("state", ALL)
@pytest.mark.parametrize("name", TAKEN)
def test_a_step_is_taken_in_its_states_only(place, team, name, state):
    summons = summons_in(state, place, team)
    if state in TAKEN[name]:
        act(name, summons, place, team)
        return
    before = Summons.objects.filter(pk=summons.pk).values().get(), summons.entries.count()
    with pytest.raises((StepRefused, PermissionDenied, ValidationError)) as refused:
        act(name, summons, place, team)
    said = getattr(refused.value, "messages", None) or [str(refused.value)]
    assert "。" in said[0]
    assert (Summons.objects.filter(pk=summons.pk).values().get(), summons.entries.count()) == before


WHO = {
    "check": {"staff", "colleague", "manager", "admin"}, "accept": {"worker", "admin"}, "arrive": {"worker", "admin"},
    "report": {"worker", "admin"}, "resolve": {"clerk", "manager", "admin"}, "fail": {"clerk", "manager", "admin"},
    "rate": {"clerk", "manager", "admin"},
}  # fmt: skip
AT = {
    "check": "raised", "accept": "sent", "arrive": "accepted", "report": "on_site", "resolve": "on_site", "fail": "on_site",
    "rate": "resolved",
}  # fmt: skip


@pytest.mark.parametrize("name", WHO)
def test_a_step_is_for_those_whose_work_it_is(place, team, name):
    summons = summons_in(AT[name], place, team)
    offered = {who for who, user in vars(team).items() if name in allowed_steps(user, summons)}
    assert offered == WHO[name]
    for who in set(vars(team)) - WHO[name]:
        with pytest.raises(PermissionDenied):
            _by(name, summons, vars(team)[who])
    assert Summons.objects.get(pk=summons.pk).state == AT[name]


def _by(name, summons, user):
    do = {
        "check": lambda: steps.check(summons, by=user), "accept": lambda: answers.accept(summons, by=user),
        "arrive": lambda: answers.arrive(summons, by=user), "report": lambda: answers.report(summons, by=user, report="疏通了。"),
        "resolve": lambda: steps.resolve(summons, by=user), "fail": lambda: steps.fail(summons, by=user, reason="没有备件。"),
        "rate": lambda: steps.rate(summons, by=user, ratings={}),
    }  # fmt: skip
    return do[name]()


def test_what_is_offered_is_never_refused(place, team):
    for state in ALL:
        summons = summons_in(state, place, team)
        for user in (team.clerk, team.staff, team.worker):
            for name in allowed_steps(user, summons):
                assert state in TAKEN[name], (state, name)


def test_the_result_is_never_said_by_who_came_for_a_department(place, team):
    both = member(Role.DEPARTMENT, of=place.district, department=place.department)
    both.memberships.create(role=Role.SUBDISTRICT_ADMIN, division=place.north)
    summons = answers.arrive(answers.accept(summons_in("sent", place, team), by=both), by=both)
    with pytest.raises(StepForbidden, match="居委确认"):
        steps.resolve(summons, by=both)
    assert "resolve" not in allowed_steps(both, summons)
    assert steps.resolve(summons, by=team.clerk).result == "resolved"


def test_the_clocks_begin_when_the_street_sends(place, team):
    summons = summons_in("raised", place, team)
    assert summons.invitations.get().arrive_due_at is None
    invitation = steps.check(summons, by=team.staff).invitations.get()
    assert invitation.answer_due_at == add_workdays(invitation.sent_at, 1)
    assert invitation.arrive_due_at == add_workdays(invitation.sent_at, 3)


def test_an_urgent_one_is_timed_in_hours_and_the_nearest_setting_holds(place, team):
    clocks.set_clock(place.district.code, by=team.admin, urgent_arrive_hours=6)
    summons = steps.check(new_summons(place, by=team.clerk, urgent=True), by=team.staff)
    invitation = summons.invitations.get()
    assert invitation.arrive_due_at - invitation.sent_at == timedelta(hours=6)
    with pytest.raises(PermissionDenied):
        clocks.set_clock(place.north.code, by=team.staff, arrive_days=5)
    with pytest.raises(ValidationError, match="到场时限不能短于应约时限"):
        clocks.set_clock(place.district.code, by=team.admin, answer_days=9)


def test_a_declined_invitation_goes_back_to_the_street(place, team):
    summons = answers.decline(summons_in("sent", place, team), by=team.worker, reason="不归我局管。")
    assert summons.state == S.RAISED
    declined = summons.invitations.get()
    assert (declined.state, declined.declined_reason) == ("declined", "不归我局管。")
    assert declined.withdrawn_at == declined.declined_at
    with pytest.raises(ValidationError, match="约请的部门"):
        steps.check(summons, by=team.staff)
    summons = steps.check(summons, by=team.staff, departments=[place.other_department])
    assert answers.accept(summons, by=team.outsider).state == S.ACCEPTED
    assert Summons.objects.visible_to(team.worker).filter(pk=summons.pk).exists()  # once sent, always seen


def test_one_of_two_may_decline_and_the_other_comes(place, team):
    both = [place.department, place.other_department]
    summons = steps.check(new_summons(place, by=team.clerk, departments=both), by=team.staff)
    assert answers.decline(summons, by=team.worker, reason="不归我局管。").state == S.SENT
    summons = answers.arrive(summons, by=team.outsider)
    assert summons.state == S.ON_SITE
    with pytest.raises(StepRefused, match="已经辞约"):
        answers.arrive(summons, by=team.worker)
    steps.invite(summons, by=team.staff, department=place.department)  # asked once more, with a clock of its own
    assert answers.arrive(summons, by=team.worker).invitations.standing().filter(arrived_at__isnull=False).count() == 2


def test_who_is_late_may_not_decline(place, team):
    summons = late(summons_in("sent", place, team))
    with pytest.raises(StepRefused, match="时限已过"):
        answers.decline(summons, by=team.worker, reason="不归我局管。")
    assert "decline" not in allowed_steps(team.worker, summons)


def test_nobody_gives_up_while_departments_have_time(place, team):
    summons = summons_in("accepted", place, team)
    with pytest.raises(StepRefused, match="到场时限也没有到"):
        steps.fail(summons, by=team.clerk, reason="没有人来。")
    summons = steps.fail(late(summons), by=team.clerk, reason="没有人来。")
    assert (summons.state, summons.result) == (S.UNRESOLVED, "unresolved")


def test_every_department_is_rated_or_none(place, team):
    both = [place.department, place.other_department]
    summons = steps.check(new_summons(place, by=team.clerk, departments=both), by=team.staff)
    summons = steps.resolve(answers.arrive(summons, by=team.worker), by=team.clerk)
    for ratings in ({}, {place.department.pk: (5, "")}, {one.pk: (6, "") for one in both}):
        with pytest.raises(ValidationError):
            steps.rate(summons, by=team.clerk, ratings=ratings)
    assert Summons.objects.get(pk=summons.pk).state == S.RESOLVED
    assert not Invitation.objects.filter(rating__isnull=False).exists()


def test_asking_again_leaves_the_first_result_as_it_stands(place, team):
    first = summons_in("unsolved", place, team)
    second = summonses.again(first, by=team.clerk, description="备件到了。")
    assert (second.follows, second.state, second.title) == (first, S.RAISED, first.title)
    assert [one.department for one in second.invitations.all()] == [place.department]
    assert Summons.objects.get(pk=first.pk).result == "unresolved"
    with pytest.raises(StepRefused, match="已经再次约请"):
        summonses.again(first, by=team.clerk)


def test_what_stays_unresolved_goes_to_a_consultation_with_a_case(place, team):
    summons = summons_in("unsolved", place, team)
    with pytest.raises(ValidationError, match="请选类别"):
        summonses.escalate(summons, by=team.clerk)
    category = CategoryFactory(division=place.city, code="housing")
    summons = summonses.escalate(summons, by=team.clerk, category=category)
    assert summons.case.title == summons.title
    assert summons.escalated_at
    with pytest.raises(StepRefused, match="已经提请"):
        summonses.escalate(summons, by=team.clerk)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": " "}, "请填写事项"),
        ({"title": "很" * 81}, "最多 80 个字"),
        ({"place": ""}, "请填写到场地点"),
        ({"description": "电话 13800000000"}, "手机号"),
        ({"departments": []}, "1 到 10 个部门"),
        ({"kind": "offer"}, "邀约请写明"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_written(place, team, fields, words):
    with pytest.raises(ValidationError) as error:
        new_summons(place, by=team.clerk, **fields)
    assert words in "".join(error.value.messages)
    assert not Summons.objects.exists()
    assert not Invitation.objects.exists()


def test_a_summons_is_of_a_committee_and_of_its_own_case(place, team):
    with pytest.raises(ValidationError, match="现有的居委"):
        new_summons(place, by=team.staff, division=place.north)
    with pytest.raises(ValidationError, match="工单不在这个居委"):
        new_summons(place, by=team.clerk, case=new_case(place.north2))
    with pytest.raises(PermissionDenied):
        new_summons(place, by=team.neighbour)
    place.department.active = False
    place.department.save()
    with pytest.raises(ValidationError, match="在用的部门"):
        new_summons(place, by=team.clerk)


def test_a_clerk_takes_back_the_own_until_it_is_sent(place, team):
    other = member(Role.CLERK, of=place.north1)
    summons = summons_in("raised", place, team)
    with pytest.raises(StepForbidden, match="自己提出"):
        summonses.withdraw(summons, by=other, reason="弄错了。")
    taken = summonses.withdraw(summons, by=team.clerk, reason="弄错了。")
    assert not taken.invitations.standing().exists()
    with pytest.raises(StepRefused, match="已经撤回"):
        steps.check(taken, by=team.staff)
    sent = summons_in("sent", place, team)
    with pytest.raises(StepRefused, match="不能再撤回"):
        summonses.withdraw(sent, by=team.clerk, reason="弄错了。")


def test_the_flow_has_no_dead_end_but_its_end():
    sources = {state for step in SUMMONS.steps.values() for state in step.sources}
    assert set(S.values) - sources == {S.CLOSED}
