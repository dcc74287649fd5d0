"""What the table itself refuses, and what a past day looks like."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.hazards.models import Crisis, DutyMode, Rectification
from governance.access.roles import Role
from tests.factories.access import member
from tests.factories.hazards import CrisisFactory, HazardFactory, RiskPointFactory, ViolationFactory, WatchFactory


@pytest.mark.parametrize("state", [{}, {"assessed": True}, {"rectified": True}, {"cleared": True}], ids=str)
def test_a_hazard_of_every_state_can_be_kept(place, state):
    assert HazardFactory(division=place.north1, point=RiskPointFactory(division=place.north1), **state).pk
    assert ViolationFactory(division=place.north1).pk


def test_a_person_keeps_one_watch_at_a_time(place):
    first = WatchFactory(division=place.north, person=member(Role.STAFF, of=place.north))
    WatchFactory(division=place.north, person=first.person, starts_at=first.ends_at)  # right after is no overlap
    with pytest.raises(IntegrityError), transaction.atomic():
        WatchFactory(division=place.north, person=first.person, starts_at=first.ends_at - timedelta(minutes=1))


def test_the_stage_of_a_crisis_sets_the_duty_mode(place):
    assert CrisisFactory(division=place.north).mode == DutyMode.NORMAL
    assert CrisisFactory(division=place.north, state=Crisis.State.OUTBREAK).mode == DutyMode.EMERGENCY


def test_a_round_that_was_returned_counts_for_days_before_and_not_after(place):
    now = timezone.now()
    HazardFactory(division=place.north1, rectified=True).rectifications.update(ended_at=now)
    before, after = now - timedelta(minutes=1), now + timedelta(minutes=1)
    assert Rectification.objects.as_known(before).in_time(before).count() == 1
    assert not Rectification.objects.as_known(after).exists()
