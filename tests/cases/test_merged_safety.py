"""A merged case is closed with its parent, yet not by who worked on it."""

from __future__ import annotations

import pytest

from cases.actions import merged, steps
from governance.flow.machine import StepForbidden
from tests.factories.cases import case_in


def test_nobody_closes_the_own_work_by_merging_it_into_another_case(place, team):
    own = steps.accept(case_in("dispatched", place, team), by=team.manager)
    own = steps.finish(own, by=team.manager, result="办好了。")
    parent = case_in("checked", place, team, title="另一件")
    merged.merge(own, by=team.manager, parent=parent)
    with pytest.raises(StepForbidden, match=own.number):
        steps.close(parent, by=team.manager)
    parent.refresh_from_db()
    assert parent.state == "checked"
    steps.close(parent, by=team.staff)
    own.refresh_from_db()
    assert own.state == "closed"
