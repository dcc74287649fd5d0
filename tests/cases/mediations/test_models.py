"""What the table itself refuses, and what a past day looks like."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.mediations.models import Mediation
from tests.factories.mediations import ConsultFactory, MediationFactory


@pytest.mark.parametrize("state", [{}, {"agreed": True}, {"failed": True}, {"fulfilled": True}], ids=str)
def test_a_mediation_of_every_state_can_be_kept(place, state):
    assert MediationFactory(division=place.north1, **state).disputants.count() == 2


def test_lists_show_masks_and_the_row_holds_no_plain_text(place):
    person = MediationFactory(division=place.north1).disputants.first()
    assert (person.name_masked, person.phone_masked) == ("赵**", "138****0001")
    assert ConsultFactory(division=place.north1).name_masked == "孙**"


@pytest.mark.parametrize(
    "lacking", [{"agreed": True, "agreement": ""}, {"agreed": True, "fulfil_due_at": None}, {"failed": True, "onward": ""}], ids=str
)  # fmt: skip
def test_the_table_refuses_an_ending_that_lacks_something(place, lacking):
    with pytest.raises(IntegrityError), transaction.atomic():
        MediationFactory(division=place.north1, **lacking)


def test_what_is_told_later_changes_no_past_figure(place):
    told = timezone.now()
    MediationFactory(division=place.north1, fulfilled=True, closed_told_at=told, fulfilled_told_at=told)
    before, after = told - timedelta(hours=1), told + timedelta(hours=1)
    assert not Mediation.objects.as_known(before).exists()
    assert Mediation.objects.as_known(after).fulfilled_in_time(after).count() == 1
    assert not Mediation.objects.as_known(after).fulfilled_in_time(before).exists()
