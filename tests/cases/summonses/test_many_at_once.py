"""Twenty people at one summons: each step is taken once."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from cases.summonses.actions import answers, steps, summonses
from cases.summonses.models import Invitation, Summons, SummonsEntry
from governance.flow.machine import StepRefused
from tests.factories.access import district_of_two_streets
from tests.factories.cases import case_team
from tests.factories.summonses import rated, summons_in
from tests.marks import COMMITTED

TAKEN = {
    "check": ("raised", lambda summons, team: steps.check(summons, by=team.staff)),
    "accept": ("sent", lambda summons, team: answers.accept(summons, by=team.worker)),
    "decline": ("sent", lambda summons, team: answers.decline(summons, by=team.worker, reason="不归我局管。")),
    "arrive": ("accepted", lambda summons, team: answers.arrive(summons, by=team.worker)),
    "report": ("on_site", lambda summons, team: answers.report(summons, by=team.worker, report="疏通了。")),
    "resolve": ("on_site", lambda summons, team: steps.resolve(summons, by=team.clerk)),
    "rate": ("resolved", rated),
    "again": ("unsolved", lambda summons, team: summonses.again(summons, by=team.clerk)),
}


@pytest.fixture
def site(transactional_db):
    place = district_of_two_streets()
    return SimpleNamespace(place=place, team=case_team(place))


@COMMITTED
@pytest.mark.parametrize("name", TAKEN)
def test_twenty_take_one_step_and_one_wins(site, together, name):
    state, take = TAKEN[name]
    summons = summons_in(state, site.place, site.team)
    answered = together(lambda _: take(summons, site.team), threads=20)
    refused = [one for one in answered if isinstance(one, Exception)]
    assert len(refused) == 19
    assert all(isinstance(one, StepRefused) for one in refused), {repr(one) for one in refused}
    about = Summons.objects.get(follows=summons) if name == "again" else summons
    assert SummonsEntry.objects.filter(summons=about, step="raise" if name == "again" else name).count() == 1


@COMMITTED
def test_one_closes_while_another_reports_and_neither_waits_for_ever(site, together):
    """The committee's steps and a department's lock in one order."""
    place, team = site.place, site.team
    for _ in range(3):
        summons = summons_in("on_site", place, team)
        together(
            lambda number, summons=summons: (
                steps.resolve(summons, by=team.clerk)
                if number % 2
                else answers.report(summons, by=team.worker, report="疏通了。")
            ),
            threads=8,
        )
        assert Summons.objects.get(pk=summons.pk).state == "resolved"
        assert Invitation.objects.get(summons=summons).state in ("arrived", "reported")
