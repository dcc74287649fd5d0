"""The pages: lists with few queries, registering, steps, masks, the agreement on paper."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from cases.mediations.models import Consult, DisputeReveal, Mediation
from cases.models import Category
from tests.factories.cases import CategoryFactory, case_in, new_case
from tests.factories.mediations import ConsultFactory, MediationFactory

NEW = {"kind": "neighbours", "title": "楼上噪音", "registered_at": "2026-01-05T09:00"}


def test_lists_take_few_queries_however_many_rows(place, team, page, queries_of):
    MediationFactory(division=place.north1, mediator=team.clerk)
    ConsultFactory(division=place.north1)
    client = page(team.staff)
    few = {address: queries_of(client, address) for address in ("/mediations/", "/consults/")}
    for _ in range(6):
        MediationFactory(division=place.north2, agreed=True, mediator=team.clerk)
        ConsultFactory(division=place.north2)
    assert {address: queries_of(client, address) for address in few} == few
    assert max(few.values()) <= 16, few


def test_a_clerk_registers_two_people_and_sees_masks_only(place, team, page):
    people = {"applicant": "赵申请", "applicant_phone": "13800000001", "respondent": "钱应答"}
    answer = page(team.clerk).post(
        "/mediations/new/", NEW | people | {"division": place.north1.code, "origin": "applied"}
    )
    row = Mediation.objects.get()
    assert answer["Location"] == row.get_absolute_url()
    shown = page(team.clerk).get(row.get_absolute_url()).content.decode()
    assert "赵**" in shown
    assert "赵申请" not in shown
    assert "13800000001" not in shown


def test_a_phone_without_a_name_is_asked_for(place, team, page):
    answer = page(team.clerk).post(
        "/mediations/new/", NEW | {"division": place.north1.code, "origin": "applied", "applicant_phone": "13800000001"}
    )
    assert (answer.status_code, "也请填姓名" in answer.content.decode()) == (422, True)
    assert not Mediation.objects.exists()


def test_steps_are_taken_from_the_page_and_refused_with_words(mediation, team, page):
    row = mediation("mediating")
    bad = page(team.clerk).post(f"/mediations/{row.pk}/agree/", {"agreement": "", "fulfil_due_at": ""})
    assert (bad.status_code, "请填写" in bad.content.decode()) == (422, True)
    assert (
        page(team.clerk)
        .post(f"/mediations/{row.pk}/agree/", {"agreement": "道歉。", "fulfil_due_at": "2030-01-05"})
        .status_code
        == 302
    )
    assert page(team.clerk).post(f"/mediations/{row.pk}/fail/", {"onward": "court"}).status_code == 409
    assert page(team.viewer).post(f"/mediations/{row.pk}/fulfil/", {}).status_code == 403
    assert page(team.stranger).post(f"/mediations/{row.pk}/fulfil/", {}).status_code == 404


def test_the_agreement_is_masked_until_a_reason_is_given(mediation, team, page):
    row = mediation("agreed")
    address = f"/mediations/{row.pk}/agreement/"
    masked = page(team.clerk).get(address).content.decode()
    assert "人民调解协议书" in masked
    assert "赵申请" not in masked
    assert page(team.clerk).post(address, {"category": "other", "reason": ""}).status_code == 422
    full = page(team.clerk).post(address, {"category": "visit"})
    assert "赵申请" in full.content.decode()
    assert full["Cache-Control"] == "no-store"
    assert DisputeReveal.objects.count() == 2
    assert page(team.clerk).get(f"/mediations/{mediation('failed').pk}/agreement/").status_code == 409


def test_a_reveal_shows_one_person_and_nothing_without_a_reason(mediation, team, page):
    one = mediation("registered").disputants.first()
    address = f"/mediations/disputants/{one.pk}/reveal/"
    assert "赵申请" not in page(team.clerk).post(address, {}).content.decode()
    assert "赵申请" in page(team.clerk).post(address, {"category": "visit"}).content.decode()
    assert page(team.viewer).post(address, {"category": "visit"}).status_code == 403


def test_the_export_holds_masks_and_the_own_rows_only(mediation, place, team, page):
    mediation("agreed", title="=cmd()")
    MediationFactory(division=place.south1)
    body = page(team.staff).get("/mediations/export/?view=all").getvalue()
    rows = list(load_workbook(io.BytesIO(body)).active.values)
    assert [(row[3], row[4]) for row in rows[1:]] == [("'=cmd()", "赵**、钱**")]


def test_a_dispute_goes_to_mediation_and_is_finished_with_it(place, team, page):
    theme = CategoryFactory(division=place.city, code="dispute", theme=Category.Theme.DISPUTE)
    case = new_case(place.north1, by=team.clerk, category=theme)
    beside = f"{case.get_absolute_url()}kin/"
    assert f"/mediations/new/?case={case.pk}" in page(team.clerk).get(beside).content.decode()
    page(team.clerk).post(f"/mediations/new/?case={case.pk}", NEW)
    row = Mediation.objects.get(case=case)
    assert row.number in page(team.clerk).get(beside).content.decode()
    assert "以调解协议办结" not in page(team.worker).get(beside).content.decode()


def test_who_handles_the_case_may_finish_with_the_agreement(place, team, page):
    case = case_in("handling", place, team)
    case.category.theme = Category.Theme.DISPUTE
    case.category.save()
    row = MediationFactory(division=place.north1, case=case, agreed=True)
    shown = page(team.manager).get(f"{case.get_absolute_url()}kin/").content.decode()
    assert "以调解协议办结" in shown
    assert row.number in shown


def test_a_consult_is_asked_answered_and_becomes_a_mediation(place, team, page):
    given = {
        "division": place.north1.code,
        "topic": "housing",
        "channel": "desk",
        "question": "怎么赔？",
        "name": "孙某某",
    }
    page(team.clerk).post("/consults/new/", given)
    row = Consult.objects.get()
    assert "孙某某" not in page(team.clerk).get(row.get_absolute_url()).content.decode()
    page(team.clerk).post(f"/consults/{row.pk}/answer/", {"answer": "可以先调解。"})
    people = {"division": place.north1.code, "origin": "applied"}
    assert page(team.clerk).post(f"/mediations/new/?consult={row.pk}", NEW | people).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.mediation) == ("referred", Mediation.objects.get())


def test_nonsense_in_the_address_is_said_at_the_filter(team, page):
    answer = page(team.clerk).get("/mediations/?since=nonsense")
    assert answer.status_code == 422
    assert page(team.clerk).get("/mediations/new/?case=x").status_code == 404
