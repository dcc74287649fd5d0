from __future__ import annotations

import pytest
from django.db import models
from django.utils import timezone

from cases.actions.cases import earlier_case
from cases.actions.clocks import step_due
from cases.flows import CASE
from cases.models import Answer, Case, CaseEntry, Category, Dispatch, Round
from governance.demo.world import SCALES, Scale
from governance.vault.checksums import validate_id_number, validate_mobile
from governance.web.models import FormUse
from neighborhoods.models import Building, Estate, Household, KeyPerson, Resident
from tests.demo.conftest import NOW
from visits.models import Need, Visit

pytestmark = pytest.mark.django_db


def test_totals_are_exact(demo):
    scale, part = SCALES["small"], len(demo.committees) / Scale.STANDARD
    for model, total in (
        (Household, scale.households), (Resident, scale.residents), (Visit, scale.visits), (Need, scale.needs)
    ):  # fmt: skip
        assert model.objects.count() == round(total * part)


@pytest.mark.parametrize("model", [Estate, Building, Household, Resident, KeyPerson, Visit, Need, Case, Round, Answer])
def test_every_committee_has_every_kind_of_record(demo, model):
    found = set(model.objects.values_list("division", flat=True))
    assert found == {one.code for one in demo.committees}


def test_every_category_source_and_method_occurs(demo):
    assert set(Case.objects.values_list("category__code", flat=True)) == set(
        Category.objects.values_list("code", flat=True)
    )
    assert set(Case.objects.values_list("source", flat=True)) == set(Case.Source.values)
    assert set(Visit.objects.values_list("method", flat=True)) == set(Visit.Method.values)
    assert Visit.objects.filter(met=False).exists()


@pytest.mark.parametrize("model", [Estate, Building, Household, Resident, KeyPerson, Visit, Need, Case, Round, Answer])
def test_rows_are_valid_by_their_models(demo, model):
    for row in model.objects.order_by("?")[:15]:
        row.full_clean(validate_unique=False)


def test_numbers_of_people_are_synthetic_open_and_masked(demo):
    people = Resident.objects.exclude(id_number_index=None).exclude(phone_index=None)[:40]
    assert people
    for one in people:
        validate_id_number(one.id_number)
        validate_mobile(one.phone)
        assert one.phone.startswith("1990000")
        assert one.id_number[6:14] == f"{one.birth_date:%Y%m%d}"
        assert one.phone_masked == f"199****{one.phone[-4:]}"
        assert one.id_number_masked.count("*") == 11
        assert Resident.objects.filter(phone_index=one.phone, pk=one.pk).exists()


def test_the_address_book_finds_a_flat(demo):
    one = Household.objects.select_related("address", "building__estate").first()
    assert one.address.text == f"{one.building.estate.name} {one.building.name} {one.room}"
    assert one.address.division_id == one.division_id
    assert one.address.initials


def test_nothing_happened_after_now(demo):
    for model, field in ((Visit, "visited_at"), (Visit, "recorded_at"), (Case, "opened_at"), (Case, "recorded_at"),
                         (CaseEntry, "at"), (Answer, "answered_at"), (Need, "resolved_at"), (KeyPerson, "recorded_at")):  # fmt: skip
        assert not model.objects.filter(**{f"{field}__gt": NOW}).exists(), (model, field)


def test_visits_and_their_kin_stay_inside_the_committee(demo):
    same = models.F("division")
    assert not Visit.objects.exclude(household__division=same).exists()
    assert not Need.objects.exclude(visit__division=same).exists()
    assert not Case.objects.exclude(household=None).exclude(household__division=same).exists()
    assert not Round.objects.exclude(case__division=same).exists()
    assert not Need.objects.exclude(case=None).exclude(case__household=models.F("visit__household")).exists()


def test_each_committee_saw_visits_today_and_has_something_to_follow_up(demo):
    today = timezone.localdate(NOW)
    for one in demo.committees:
        assert Visit.objects.filter(division=one, visited_at__date=today).exists()
        assert Need.objects.followed_by_committee().filter(division=one, follow_up_on__gte=today).exists()


def test_a_story_takes_only_steps_of_the_flow_and_ends_in_the_state(demo):
    for case in Case.objects.prefetch_related("entries"):
        state = "received"
        for entry in sorted(case.entries.all(), key=lambda one: one.at):
            if entry.step in CASE.steps:
                assert state in CASE.steps[entry.step].sources, (case.number, entry.step)
                state = CASE.steps[entry.step].target
        assert state == case.state


def test_closed_cases_have_closed_rounds_and_open_ones_an_open_round(demo):
    closed, running = (
        Case.objects.filter(state="closed"),
        Case.objects.filter(filed_at__isnull=False).exclude(state="closed"),
    )
    assert closed.exists()
    assert not closed.filter(rounds__closed_at=None).exists()
    assert running.exists()
    assert running.filter(rounds__closed_at=None).distinct().count() == running.count()
    assert Round.objects.filter(number=2).exists()
    assert not Case.objects.filter(checker=models.F("handler")).exists()


def test_cases_are_refused_reworked_withdrawn_and_overdue_now_and_then(demo):
    assert Case.objects.filter(refusals__gt=0).exists()
    assert Case.objects.filter(reworks__gt=0).exists()
    assert Dispatch.objects.filter(refused_at__isnull=False).exclude(refused_reason="").exists()
    assert Case.objects.exclude(withdrawn_at=None).exists()
    assert Round.objects.filter(closed_at__gt=models.F("due_at")).exists()


def test_what_is_repeated_is_what_the_portal_would_say(demo):
    for case in Case.objects.filter(withdrawn_at=None):
        assert case.repeat_of == earlier_case(case)
    assert Case.objects.exclude(repeat_of=None).exists()


def test_open_cases_carry_the_clock_of_their_step(demo):
    for case in Case.objects.open().prefetch_related("entries"):
        last = max((one.at for one in case.entries.all() if one.step in CASE.steps), default=case.opened_at)
        assert case.step_due_at == step_due(case.state, last, case.due_at)


def test_every_committee_filled_in_forms_and_each_save_is_of_one_class(demo):
    found = FormUse.objects.filter(kind="visit")
    assert set(found.values_list("division", flat=True)) == {one.code for one in demo.committees}
    classes = models.F("up_to_20") + models.F("up_to_60") + models.F("up_to_180") + models.F("longer")
    assert not FormUse.objects.exclude(saves=classes).exists()
