"""Who hears of a step of a consultation, who is reminded; and twenty at one step."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from cases.consultations.actions import consultations, duties, meetings
from cases.consultations.jobs import remind_due
from cases.consultations.models import ConsultationEntry
from governance.flow.machine import StepRefused
from governance.jobs.models import Notice
from governance.jobs.outbox import relay
from tests.factories.access import district_of_two_streets
from tests.factories.cases import case_team, new_case
from tests.factories.consultations import asked, charge, consultation_in, new_consultation
from tests.marks import COMMITTED

STREET = {"staff", "colleague", "manager"}


def heard(team):
    """Who has been told, since the last time this was asked."""
    relay()
    people = set(Notice.objects.values_list("user", flat=True))
    Notice.objects.all().delete()
    return {who for who, user in vars(team).items() if user.pk in people}


def test_each_step_is_told_to_those_it_concerns(place, team):
    case = new_case(place.north1)
    heard(team)
    row = new_consultation(place, by=team.clerk, cases=[case])
    assert heard(team) == STREET
    row = asked(row, place, team.staff)
    assert heard(team) == {"worker"}
    row = consultations.answer(row, by=team.worker, opinion="可以。")
    assert heard(team) == STREET
    row = meetings.hold(row, by=team.staff, held_at=timezone.now(), place="东门", came=[place.department])
    assert heard(team) == set()
    row = meetings.minute(
        row, by=team.staff, decision="入地。", duties=[charge(place, department=place.other_department)]
    )
    assert heard(team) == {"outsider"}
    duty = duties.fulfil(row.duties.get(), by=team.outsider, result="已入地。")
    assert heard(team) == STREET
    duty = duties.send_back(duty, by=team.manager, reason="还有一段。")
    assert heard(team) == {"outsider"}
    duties.pass_duty(duties.fulfil(duty, by=team.outsider, result="好了。"), by=team.manager)
    heard(team)
    meetings.close(row, by=team.manager)
    assert heard(team) == {"worker", "outsider"}


def test_one_beyond_a_street_is_told_to_the_district(place, team):
    cases = [new_case(place.north1), new_case(place.south1)]
    heard(team)
    new_consultation(place, by=team.admin, cases=cases)
    assert heard(team) == {"admin"}


def test_departments_are_reminded_of_what_is_due_and_the_street_of_what_is_late(place, team):
    row, now = consultation_in("minuted", place, team), timezone.now()
    heard(team)
    assert remind_due(now) == 0
    row.duties.update(due_at=now + timedelta(hours=3))
    assert remind_due(now) == 1
    assert heard(team) == {"worker"}
    row.duties.update(due_at=now - timedelta(hours=3))
    assert remind_due(now) == 1
    assert heard(team) == {"worker", *STREET}


TAKEN = {
    "consult": ("raised", lambda row, place, team: asked(row, place, team.staff)),
    "answer": ("consulting", lambda row, place, team: consultations.answer(row, by=team.worker, opinion="可以。")),
    "minute": (
        "held", lambda row, place, team: meetings.minute(row, by=team.staff, decision="入地。", duties=[charge(place)]),
    ),
    "fulfil": ("minuted", lambda row, place, team: duties.fulfil(row.duties.get(), by=team.worker, result="好了。")),
}  # fmt: skip


@pytest.fixture
def site(transactional_db):
    place = district_of_two_streets()
    return SimpleNamespace(place=place, team=case_team(place))


@COMMITTED
@pytest.mark.parametrize("name", TAKEN)
def test_twenty_take_one_step_and_one_wins(site, together, name):
    state, take = TAKEN[name]
    row = consultation_in(state, site.place, site.team)
    answered = together(lambda _: take(row, site.place, site.team), threads=20)
    refused = [one for one in answered if isinstance(one, Exception)]
    assert len(refused) == 19
    assert all(isinstance(one, StepRefused) for one in refused), {repr(one) for one in refused}
    assert ConsultationEntry.objects.filter(consultation=row, step=name).count() == 1


@COMMITTED
def test_twenty_close_one_and_one_wins(site, together):
    place, team = site.place, site.team
    row = consultation_in("minuted", place, team)
    duty = duties.fulfil(row.duties.get(), by=team.worker, result="好了。")
    passed = together(lambda _: duties.pass_duty(duty, by=team.manager), threads=20)
    closed = together(lambda _: meetings.close(row, by=team.manager), threads=20)
    for answered in (passed, closed):
        assert sum(isinstance(one, StepRefused) for one in answered) == 19
    assert row.duties.get().passed_at
