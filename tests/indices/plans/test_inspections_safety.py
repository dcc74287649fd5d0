"""A street that the district inspects takes no step of its own inspection: neither visit nor recheck nor withdrawal."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from governance.flow.machine import StepForbidden
from indices.plans.actions import inspections
from indices.plans.flows import INSPECTION
from tests.factories.plans import InspectionFactory

TODAY = timezone.localdate()


def test_the_inspected_street_does_not_inspect_itself(place, team):
    row = InspectionFactory(division=place.north, inspector=team.admin)
    assert INSPECTION.open_to(team.manager, row) == []
    assert [one.name for one in INSPECTION.open_to(team.admin, row)] == ["visit"]
    passed = dict.fromkeys((1, 2, 3), ("passed", ""))
    with pytest.raises(StepForbidden, match="上级"):
        inspections.visit(row, by=team.manager, visited_on=TODAY, verdicts=passed)
    with pytest.raises(PermissionDenied):
        inspections.withdraw(row, by=team.manager, reason="不用查了。")


def test_nor_does_it_pass_what_its_own_people_put_right(place, team):
    row = InspectionFactory(division=place.north, inspector=team.admin, rectify=True)
    inspections.answer(row.findings.get(number=1), by=team.staff, answer="已更新。")
    with pytest.raises(StepForbidden, match="上级"):
        inspections.recheck(row, by=team.manager)
    assert inspections.recheck(row, by=team.admin).state == "rechecked"
