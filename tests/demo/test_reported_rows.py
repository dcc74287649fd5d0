"""What the demo's committees reported by hand, what the street and the district made of it, and the legal desk."""

from __future__ import annotations

import pytest
from django.db.models import F, Q

from cases.mediations.models import Consult
from indices.submissions.actions.sampling import chosen_of
from indices.submissions.indicators import reported
from indices.submissions.models import Draw, Submission
from tests.demo.conftest import NOW

pytestmark = pytest.mark.django_db


def test_every_committee_reported_every_indicator_for_two_years_and_asked_the_legal_desk(demo):
    told = set(Submission.objects.values_list("division", "indicator"))
    assert {(one.code, code) for one in demo.committees for code in reported()} <= told
    assert {"2024-10", "2026-09"} <= set(Submission.objects.values_list("period", flat=True))
    assert {one.code for one in demo.committees} <= set(Consult.objects.values_list("division", flat=True))


@pytest.mark.parametrize("model", [Submission, Draw, Consult])
def test_rows_are_valid_by_their_models_and_lie_in_the_past(demo, model):
    for row in model.objects.order_by("?")[:25]:
        row.full_clean(validate_unique=False)
    assert not model.objects.filter(recorded_at__gt=NOW).exists()
    assert not Submission.objects.filter(Q(reviewed_at__gt=NOW) | Q(sampled_at__gt=NOW)).exists()
    assert not Submission.objects.filter(Q(reviewed_at__lt=F("recorded_at")) | Q(reviewer=F("reporter"))).exists()


def test_shares_stay_within_their_whole(demo):
    whole = Submission.objects.exclude(denominator=None).exclude(indicator="DZ-G4")
    assert not whole.filter(numerator__gt=F("denominator")).exists()
    assert not Submission.objects.filter(indicator="DZ-G4", numerator__gt=100 * F("denominator")).exists()
    counted = {code for code, one in reported().items() if one.asks_denominator}
    assert set(whole.values_list("indicator", flat=True)) | {"DZ-G4"} == counted


def test_something_waits_for_each_step_and_some_is_still_owed(demo):
    assert set(Submission.objects.values_list("state", flat=True)) >= {"submitted", "reviewed", "upheld"}
    last = Submission.objects.filter(period="2026-09").exclude(indicator__in=["FZ-B3", "GZ-G3"])
    assert last.count() < (len(reported()) - 2) * len(demo.committees) + 2 * len(demo.streets)


def test_each_draw_of_the_half_year_can_be_drawn_again(demo):
    draws = list(Draw.objects.order_by("period"))
    assert [one.period for one in draws] == ["2026-04", "2026-05", "2026-06", "2026-07", "2026-08"]
    for one in draws:
        reviewed = Submission.objects.counting(one.recorded_at).filter(period=one.period)
        again = chosen_of(reviewed.order_by("indicator", "division_id"), size=one.size, seed=one.seed)
        assert set(again) == set(one.submissions.all())
