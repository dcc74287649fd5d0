"""Who handled a summons for a department does not say what came of it, whoever came after."""

from __future__ import annotations

import pytest

from cases.summonses.actions import answers, steps
from governance.access.roles import Role
from governance.flow.machine import StepForbidden
from tests.factories.access import member
from tests.factories.summonses import new_summons


def test_a_colleague_who_arrives_does_not_free_the_hands_of_who_accepted(place, team):
    summons = steps.check(new_summons(place, by=team.clerk), by=team.staff)
    answers.arrive(answers.accept(summons, by=team.admin), by=member(Role.DISTRICT_ADMIN, of=place.district))
    summons.refresh_from_db()
    with pytest.raises(StepForbidden, match="经办人"):
        steps.resolve(summons, by=team.admin)
    assert steps.resolve(summons, by=team.clerk).state == "resolved"
