"""Categories learnt from the district's own closed cases, suggested and never applied."""

from __future__ import annotations

import time

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cases.actions.cases import open_case
from cases.advice.actions import suggestions, training
from cases.advice.jobs import train
from cases.advice.models import CategoryModel, Suggestion
from cases.advice.selectors import suggesting
from cases.intake.actions import batches
from cases.models import Case, Category
from governance.access.roles import Role
from governance.jobs.models import JobRun
from tests.factories.access import member
from tests.factories.intake import closed_cases, file_of, snapshot_of, ticket_row
from tests.marks import COMMITTED


@pytest.fixture(autouse=True)
def _forgotten():
    suggesting.forget()
    yield
    suggesting.forget()


@pytest.fixture
def taught(place):
    closed_cases(place.north1)
    return training.train(place.district, by=None)


def test_with_too_few_cases_nothing_is_trained_and_the_reason_is_said(place):
    closed_cases(place.north1, each=10)
    with pytest.raises(training.TooFew, match="样本不足：已结案可用 40 件"):
        training.train(place.district, by=None)
    assert suggesting.suggest(place.north1.code, "卫生间漏水") is None


def test_the_accuracy_is_measured_on_the_newest_fifth_kept_out(taught):
    assert (taught.cases, taught.held_out) == (320, 64)
    assert taught.accuracy > 0.9 > taught.baseline
    assert sum(one["held_out"] for one in taught.by_category) == 64


def test_the_suggestion_is_right_for_words_never_seen(place, taught):
    found = suggesting.suggest(place.north1.code, "厨房天花板一直漏水")
    assert found.category.code == "housing"
    assert 0.3 <= found.probability <= 1


def test_what_is_stored_is_numbers_and_answers_as_it_did(place, taught):
    row = CategoryModel.objects.get()
    weights = suggesting.unpacked(row.weights, len(row.classes))
    assert weights.shape == (suggesting.DRAWERS + 1, 4)
    with pytest.raises(ValueError, match="reshape"):
        suggesting.unpacked(suggesting.packed(weights[:-1]), 4)


def test_training_twice_gives_the_same_weights(place, taught):
    again = training.train(place.district, by=None)
    assert bytes(again.weights) == bytes(taught.weights)


def test_a_suggestion_takes_less_than_50_ms(place, taught):
    suggesting.suggest(place.north1.code, "先载入一次")
    began = time.perf_counter()
    for _ in range(20):
        suggesting.suggest(place.north1.code, "楼上半夜一直吵，孩子睡不着，说了几次也不听。" * 10)
    assert (time.perf_counter() - began) / 20 < 0.05


def test_the_neighbouring_district_learns_nothing_of_it(taught):
    assert suggesting.suggest("310115001001", "卫生间漏水") is None


def test_the_weekly_run_trains_what_is_due_and_names_what_is_too_few(place, taught):
    assert place.district not in training.due(timezone.now())
    CategoryModel.objects.update(trained_at=timezone.now() - training.RENEW_AFTER)
    assert place.district in training.due(timezone.now())


@COMMITTED
def test_the_job_says_what_it_did(place):
    closed_cases(place.north1, each=10)
    train("2026-11-22")
    assert "样本不足" in JobRun.objects.get(job="advice.train").result["few"][place.district.code]


def test_the_command_prints_the_accuracy(place, capsys):
    closed_cases(place.north1)
    call_command("train_categories", district="310110")
    assert "准确率" in capsys.readouterr().out


def test_the_fragment_suggests_and_nothing_is_chosen_by_itself(place, taught):
    client, clerk = Client(), member(Role.CLERK, of=place.north1)
    client.force_login(clerk)
    page = client.post("/advice/hints/", {"division": place.north1.code, "title": "卫生间漏水到楼下"}).content.decode()
    assert 'data-suggest="housing"' in page
    assert "把握" in page
    chosen = client.post("/advice/hints/", {"title": "卫生间漏水到楼下", "category": "housing"}).content.decode()
    assert "data-suggest" not in chosen


def test_what_was_shown_and_what_was_chosen_are_kept(place, taught):
    clerk = member(Role.CLERK, of=place.north1)
    found = suggesting.suggest(place.north1.code, "卫生间漏水到楼下")
    for _ in range(2):
        suggestions.show(found, title="卫生间漏水到楼下", division=place.north1, by=clerk)
    other = Category.objects.get(code="dispute")
    case = open_case(
        division=place.north1,
        category=other,
        title="卫生间漏水到楼下",
        by=clerk,
        opened_at=timezone.now(),
        source="active",
    )
    assert suggestions.settle(timezone.now()) == 1
    kept = Suggestion.objects.get()
    assert (kept.case, kept.suggested.code, kept.chosen) == (case, "housing", other)
    assert suggestions.settle(timezone.now()) == 0


def test_the_import_suggests_and_waits_for_a_person(place, taught):
    staff = member(Role.STAFF, of=place.north)
    batch = batches.read(file_of(ticket_row(category="", text="卫生间漏水到楼下")), division=place.north, by=staff)
    row = batch.lines.get()
    assert (row.category, row.suggested.code) == (None, "housing")
    client = Client()
    client.force_login(staff)
    client.post(f"/hotline/{batch.pk}/decide/", {f"suggested-{row.pk}": "housing", "accept": "1"})
    batches.take(batch.lines.get(), by=staff)
    kept = Suggestion.objects.get(where="hotline")
    assert kept.suggested == kept.chosen == Case.objects.get(entrance="hotline").category


def test_a_strangers_report_keeps_what_the_model_would_have_said(place, taught):
    case, _ = snapshot_of(place.north1, text="卫生间漏水到楼下", category="housing")
    assert case.suggestion.suggested.code == "housing"
    assert case.suggestion.chosen == case.category


def test_the_page_shows_the_accuracy_and_the_agreement(place, taught, queries_of):
    snapshot_of(place.north1, text="卫生间漏水到楼下", category="housing")
    client = Client()
    client.force_login(member(Role.STAFF, of=place.north))
    text = client.get("/advice/models/").content.decode()
    assert "检验准确率" in text
    assert "随手拍" in text
    assert "100.0%" in text
    assert queries_of(client, "/advice/models/") <= 12


def test_who_may_not_look_at_the_model_is_refused(place):
    for role in (Role.CLERK, Role.AUDITOR):
        client = Client()
        client.force_login(member(role, of=place.district if role == Role.AUDITOR else place.north1))
        assert client.get("/advice/models/").status_code in (302, 403)
