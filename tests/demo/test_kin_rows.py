"""The kin of cases in a demo district: of every kind in every committee, as good as the committee is."""

from __future__ import annotations

import pytest
from django.db.models import Count

from cases.consultations.models import Consultation, Duty
from cases.hazards.models import Hazard, RiskPoint, Violation, Watch
from cases.mediations.models import Disputant, Mediation
from cases.models import Case
from cases.summonses.models import Invitation, Summons, SummonsEntry
from governance.access.models import Division


@pytest.mark.parametrize("model", [Summons, Consultation, Mediation, Hazard, RiskPoint, Violation])
def test_every_committee_has_some(demo, model):
    committees = set(
        Division.objects.within(demo.district.code).filter(level="committee").values_list("code", flat=True)
    )
    assert committees <= set(model.objects.values_list("division_id", flat=True))


def test_every_state_of_a_summons_is_there_and_told(demo):
    assert {"closed", "on_site"} <= set(Summons.objects.values_list("state", flat=True))
    assert not Summons.objects.annotate(words=Count("entries")).filter(words=0).exists()
    assert not SummonsEntry.objects.filter(step="rate").exclude(summons__state="closed").exists()


def test_about_nine_of_ten_are_solved_settled_kept_and_in_time(demo):
    def share(rows, **good):
        return rows.filter(**good).count() / rows.count()

    assert 0.8 < share(Summons.objects.filter(state="closed"), result="resolved") < 0.98
    assert 0.8 < share(Mediation.objects.exclude(closed_at=None), outcome="settled") < 0.98
    came = Invitation.objects.exclude(arrived_at=None)
    in_time = sum(one.arrived_at <= one.arrive_due_at for one in came)
    assert 0.85 < in_time / came.count() < 0.99


def test_parties_are_sealed_and_masked(demo):
    one = Disputant.objects.first()
    assert one.name_masked not in ("", one.name)
    assert one.name_masked[0] == one.name[0]


def test_minutes_lay_duties_upon_departments(demo):
    assert Duty.objects.exists()
    assert not Consultation.objects.filter(state="minuted", duties=None).exists()
    assert not Consultation.objects.filter(state="closed").exclude(duties__state="passed").exists()


def test_somebody_is_on_duty_now_in_every_street(demo):
    streets = Division.objects.within(demo.district.code).filter(level="subdistrict").count()
    assert Watch.objects.filter(state="on_duty").count() == streets


def test_cases_come_in_by_all_doors_and_the_hotline_brings_its_number(demo):
    doors = set(Case.objects.values_list("entrance", flat=True))
    assert {"visit", "hotline", "street", "clerk", "snapshot", "sensor"} <= doors
    assert not Case.objects.filter(entrance="hotline", outside_number="").exists()
