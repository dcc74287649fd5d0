"""Who hears of a step, and who is reminded."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from cases.summonses.actions import answers, steps, summonses
from cases.summonses.jobs import remind_due
from cases.summonses.models import Invitation
from governance.jobs.models import Notice
from governance.jobs.outbox import relay
from tests.factories.cases import CategoryFactory
from tests.factories.summonses import new_summons, summons_in


def heard(team):
    """Who has been told, since the last time this was asked."""
    relay()
    people = set(Notice.objects.values_list("user", flat=True))
    Notice.objects.all().delete()
    return {who for who, user in vars(team).items() if user.pk in people}


def test_each_step_is_told_to_those_it_concerns(place, team):
    summons = new_summons(place, by=team.clerk)
    street = {"staff", "colleague", "manager"}
    assert heard(team) == street
    summons = steps.check(summons, by=team.staff)
    assert heard(team) == {"clerk", "worker"}
    summons = answers.accept(summons, by=team.worker)
    assert heard(team) == {"clerk"}
    summons = steps.invite(summons, by=team.staff, department=place.other_department)
    assert heard(team) == {"outsider"}
    answers.decline(summons, by=team.outsider, reason="不归我局管。")
    assert heard(team) == {"clerk", *street}
    summons = answers.arrive(summons, by=team.worker)
    answers.report(summons, by=team.worker, report="疏通了。")
    assert heard(team) == {"clerk"}
    summons = steps.fail(summons, by=team.clerk, reason="没有备件。")
    assert heard(team) == set()
    summons = steps.rate(summons, by=team.clerk, ratings={place.department.pk: (2, "")})
    assert heard(team) == {"worker", *street}
    summonses.escalate(summons, by=team.clerk, category=CategoryFactory(division=place.city))
    assert heard(team) == street


def test_a_notice_leads_to_the_summons(place, team):
    summons = summons_in("raised", place, team)
    relay()
    notice = Notice.objects.filter(user=team.staff).get()
    assert notice.url == summons.get_absolute_url()
    assert summons.number in notice.text


def test_departments_are_reminded_once_a_day_and_the_street_told_of_the_late(place, team):
    now = timezone.now()
    soon, late, done = (summons_in("sent", place, team) for _ in range(3))
    Invitation.objects.filter(summons=soon).update(answer_due_at=now + timedelta(hours=1))
    Invitation.objects.filter(summons=late).update(answer_due_at=now - timedelta(hours=1))
    answers.arrive(done, by=team.worker)
    heard(team)
    assert remind_due(now) == 2
    assert heard(team) == {"worker", "staff", "colleague", "manager"}
    assert remind_due(now + timedelta(seconds=1)) == 0
    assert remind_due(now + timedelta(days=1)) == 2
