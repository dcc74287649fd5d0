"""What the demo has of volunteers: their network, their service, and the ledger of their hours."""

from __future__ import annotations

import pytest
from django.db import models
from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from governance.demo.serving import split
from governance.demo.volunteering import FEWEST
from governance.demo.world import SCALES, Scale
from tests.demo.conftest import NOW
from volunteers.models import Belonging, HourEntry, Project, Recognition, ServiceRecord, Shift, Unit, Volunteer

pytestmark = pytest.mark.django_db

OF_EACH = [Volunteer, Belonging, Recognition, Project, Shift, ServiceRecord, HourEntry]


@pytest.mark.parametrize("model", OF_EACH)
def test_every_committee_has_some(demo, model):
    assert {one.code for one in demo.committees} <= set(model.objects.values_list("division", flat=True))


@pytest.mark.parametrize("model", [*OF_EACH, Unit])
def test_rows_are_valid_by_their_models(demo, model):
    for row in model.objects.order_by("?")[:15]:
        row.full_clean(validate_unique=False)


def test_totals_are_those_of_the_scale(demo):
    scale, part = SCALES["small"], len(demo.committees) / Scale.STANDARD
    planned = round(scale.volunteers * part)
    assert planned <= Volunteer.objects.count() <= max(planned, FEWEST * len(demo.committees)) * 1.2
    assert scale.records * part * 0.85 < ServiceRecord.objects.count() <= scale.records * part + 1


def test_the_network_has_its_four_levels_one_on_the_other(demo):
    above = dict(Unit.objects.values_list("level", "parent__level").distinct())
    assert above == {"association": None, "branch": "association", "station": "branch", "team": "branch"}
    counts = dict(Unit.objects.values_list("level").annotate(n=Count("pk")).values_list("level", "n"))
    assert counts == {"association": 1, "branch": 2, "station": 4, "team": 6}


def test_most_volunteers_are_residents_and_the_others_have_a_sealed_telephone(demo):
    outside = Volunteer.objects.filter(resident=None)
    assert 0 < outside.count() < Volunteer.objects.count() / 8
    for one in outside[:5]:
        assert one.phone.startswith("1990000")
        assert one.phone_masked == f"199****{one.phone[-4:]}"
    assert not Volunteer.objects.exclude(resident=None).exclude(resident__division=F("division")).exists()
    assert not Volunteer.objects.filter(initials="").exists()


def test_numbers_are_none_that_the_sequence_gives(demo):
    assert not Volunteer.objects.exclude(number__regex=r"^ZY[A-Z][0-9]+$").exists()


def test_a_volunteer_serves_for_an_own_unit_after_joining_it(demo):
    late = Q(
        unit__belongings__volunteer=F("volunteer"),
        unit__belongings__since__lte=models.functions.TruncDate("shift__starts_at"),
    )
    assert ServiceRecord.objects.filter(late).distinct().count() == ServiceRecord.objects.count()


def test_every_state_of_a_record_occurs_and_some_check_outs_were_forgotten(demo):
    assert set(ServiceRecord.objects.values_list("state", flat=True)) >= set(ServiceRecord.State.values) - {"disputed"}
    assert ServiceRecord.objects.filter(forgotten=True).exists()
    assert ServiceRecord.objects.filter(travel_minutes__gt=0).exists()


def test_confirmed_hours_were_confirmed_by_another_than_the_timekeeper(demo):
    confirmed = ServiceRecord.objects.filter(state="confirmed")
    assert not confirmed.filter(confirmed_by=None).exists()
    assert not confirmed.filter(confirmed_by=F("timed_by")).exists()
    assert not confirmed.filter(confirmed_at__lt=F("checked_out_at")).exists()


def test_the_ledger_sums_to_the_minutes_of_each_record(demo):
    sums = ServiceRecord.objects.annotate(entered=Sum("entries__minutes"))
    for one in sums.exclude(state__in=["cancelled", "absent", "signed"]):
        assert (one.entered or 0) == one.minutes == (one.timed_minutes if one.state == "confirmed" else 0)
    assert HourEntry.objects.filter(kind="reversed").exists()


def test_the_ledger_holds_the_days_of_each_record(demo):
    over_midnight = [
        one for one in ServiceRecord.objects.filter(state="confirmed") if len(one.by_day) == 2 and not one.correction
    ]
    assert over_midnight
    for one in over_midnight:
        assert dict(one.entries.values_list("day", "minutes")) == one.by_day


def test_minutes_are_parted_at_midnight_and_the_way_there_is_left_out():
    assert list(split(22 * 3600, 25 * 3600, 30)) == [(0, 90), (1, 60)]


def test_each_committee_has_shifts_today_and_hours_that_wait_for_confirmation(demo):
    today = timezone.localdate(NOW)
    for one in demo.committees:
        assert Shift.objects.filter(division=one, starts_at__date=today).exists()
        assert ServiceRecord.objects.filter(division=one, state="served").exists()
    assert ServiceRecord.objects.filter(state="signed", shift__starts_at__gt=NOW).exists()
    assert not HourEntry.objects.filter(recorded_at__gt=NOW).exists()


def test_nobody_who_has_left_or_not_begun_serves(demo):
    assert not ServiceRecord.objects.filter(volunteer__state__in=["registered", "verified"]).exists()
    gone = ServiceRecord.objects.filter(shift__starts_at__date__gte=F("volunteer__until"))
    assert not gone.exists()
    assert set(Recognition.objects.values_list("title", flat=True)) == set(Recognition.Title.values)
