"""The pages: lists with few queries, reporting with a photo, steps from the page, what a refusal looks like."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook
from PIL import Image

from cases.hazards.models import Crisis, Hazard, Violation, Watch
from cases.models import Category
from governance.files.models import Attachment
from tests.factories.cases import CategoryFactory, new_case
from tests.factories.hazards import (
    CrisisFactory,
    HazardFactory,
    RiskKindFactory,
    RiskPointFactory,
    ViolationFactory,
    WatchFactory,
)

LISTS = ("/hazards/", "/hazards/points/", "/hazards/map/", "/duty/", "/duty/crises/", "/duty/watches/", "/violations/")


def picture() -> SimpleUploadedFile:
    body = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(body, "JPEG")
    return SimpleUploadedFile("楼道.jpg", body.getvalue(), "image/jpeg")


def some_of_each(place, team, count: int) -> None:
    for at in range(count):
        point = RiskPointFactory(division=place.north1, longitude=121.5 + at / 100, latitude=31.2)
        HazardFactory(
            division=place.north1,
            assessed=True,
            department=place.department,
            point=point,
            longitude=121.5,
            latitude=31.25,
        )
        CrisisFactory(division=place.north, state="growing")
        WatchFactory(division=place.north, person=team.staff, starts_at=timezone.now() + timedelta(days=at))
        ViolationFactory(division=place.north1, department=place.department)


def test_lists_take_few_queries_however_many_rows(place, team, page, queries_of):
    some_of_each(place, team, 2)
    client = page(team.manager)
    few = {address: queries_of(client, address) for address in LISTS}
    some_of_each(place, team, 0)
    for _ in range(5):
        HazardFactory(
            division=place.north1, assessed=True, department=place.department, longitude=121.5, latitude=31.25
        )
        RiskPointFactory(division=place.north2, longitude=121.51, latitude=31.2)
        CrisisFactory(division=place.north)
        ViolationFactory(division=place.north2, department=place.department)
    assert {address: queries_of(client, address) for address in LISTS} == few
    assert max(few.values()) <= 16, few


def test_a_clerk_reports_from_the_staircase_with_a_photo(place, team, page):
    given = {
        "division": place.north1.code, "kind": RiskKindFactory().pk, "title": "楼道堆物", "address": "幸福路 1 号 2 楼",
        "found_at": "2026-01-05T09:00", "photo": picture(),
    }  # fmt: skip
    answer = page(team.clerk).post("/hazards/new/", given)
    row = Hazard.objects.get()
    assert answer["Location"] == row.get_absolute_url()
    file = Attachment.objects.of(row).get()
    shown = page(team.staff).get(row.get_absolute_url()).content.decode()
    assert f"/hazards/{row.pk}/photos/{file.pk}/" in shown
    assert page(team.staff).get(f"/hazards/{row.pk}/photos/{file.pk}/")["Content-Type"] == "image/jpeg"
    assert page(team.stranger).get(f"/hazards/{row.pk}/photos/{file.pk}/").status_code == 404


def test_what_is_no_picture_is_refused_and_nothing_is_kept(place, team, page):
    bad = SimpleUploadedFile("x.jpg", b"MZ no picture", "image/jpeg")
    given = {
        "division": place.north1.code,
        "kind": RiskKindFactory().pk,
        "title": "堆物",
        "address": "1 号",
        "found_at": "2026-01-05T09:00",
    }
    assert page(team.clerk).post("/hazards/new/", given | {"photo": bad}).status_code == 422
    assert not Hazard.objects.exists()
    row = HazardFactory(division=place.north1)
    assert page(team.clerk).post(f"/hazards/{row.pk}/photos/", {"photo": bad}).status_code == 422
    assert page(team.viewer).post(f"/hazards/{row.pk}/photos/", {"photo": picture()}).status_code == 403
    assert not Attachment.objects.exists()


def test_a_page_offers_the_steps_and_takes_them(hazard, team, page):
    row = hazard("reported")
    assert "评估" in page(team.staff).get(row.get_absolute_url()).content.decode()
    answer = page(team.staff).post(f"/hazards/{row.pk}/assess/", {"level": "major", "rectify_due_at": "2030-01-05"})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.state, timezone.localtime(row.rectify_due_at).hour) == ("assessed", 23)
    assert (
        page(team.staff)
        .post(f"/hazards/{row.pk}/assess/", {"level": "major", "rectify_due_at": "2030-01-05"})
        .status_code
        == 409
    )
    refused = page(team.clerk).post(f"/hazards/{row.pk}/refuse/", {"reason": ""})
    assert (refused.status_code, "请填写" in refused.content.decode()) == (422, True)


def test_the_export_is_a_workbook_of_the_same_filter(hazard, team, page, place):
    HazardFactory(division=place.north1, title="=1+1")
    HazardFactory(division=place.south1)
    body = page(team.staff).get("/hazards/export/?view=all").getvalue()
    rows = list(load_workbook(io.BytesIO(body)).active.values)
    assert [row[3] for row in rows[1:]] == ["'=1+1"]
    assert page(team.staff).get("/hazards/export/?since=nonsense").status_code == 422


def test_the_map_draws_what_has_a_place_and_says_it_in_a_table(place, team, page):
    point = RiskPointFactory(division=place.north1, longitude=121.50, latitude=31.20, level="major")
    HazardFactory(division=place.north1, longitude=121.52, latitude=31.22, title="外墙空鼓")
    HazardFactory(division=place.south1, longitude=121.52, latitude=31.22, title="别处")
    shown = page(team.clerk).get("/hazards/map/").content.decode()
    assert shown.count("<circle") == 1 == shown.count('<path transform="translate(')
    assert "外墙空鼓" in shown
    assert point.name in shown
    assert "别处" not in shown
    assert "示意" in shown
    assert page(team.clerk).get("/hazards/map/?level=general").content.decode().count("<circle") == 0
    assert page(team.clerk).get("/hazards/map/?level=nonsense").status_code == 422


def test_a_case_of_hazards_offers_a_hazard_and_shows_it(place, team, page):
    theme = CategoryFactory(division=place.city, code="hazard", theme=Category.Theme.HAZARD)
    case = new_case(place.north1, by=team.clerk, category=theme)
    beside = f"{case.get_absolute_url()}kin/"
    assert f"/hazards/new/?case={case.pk}" in page(team.clerk).get(beside).content.decode()
    given = {"kind": RiskKindFactory().pk, "title": "飞线", "address": "1 号", "found_at": "2026-01-05T09:00"}
    assert page(team.clerk).post(f"/hazards/new/?case={case.pk}", given).status_code == 302
    row = Hazard.objects.get(case=case)
    assert row.get_absolute_url() in page(team.clerk).get(beside).content.decode()
    plain = new_case(place.north1, by=team.clerk)
    assert "登记隐患" not in page(team.clerk).get(f"{plain.get_absolute_url()}kin/").content.decode()


def test_the_street_is_told_while_it_is_not_normal(place, team, page):
    assert "应急" not in page(team.clerk).get("/hazards/").content.decode()
    CrisisFactory(division=place.district, state=Crisis.State.OUTBREAK, title="台风")
    assert "应急" in page(team.clerk).get("/hazards/").content.decode()
    shown = page(team.clerk).get("/duty/").content.decode()
    assert "台风" in shown
    assert "应急" in shown


def test_a_roster_is_planned_taken_over_and_handed_over_on_pages(place, team, page):
    given = {
        "person": team.staff.pk,
        "kind": "rotating",
        "place": "城运中心",
        "starts_at": "2026-01-05T09:00",
        "ends_at": "2026-01-05T17:00",
    }
    page(team.manager).post("/duty/watches/new/", given)
    row = Watch.objects.get()
    page(team.staff).post(f"/duty/watches/{row.pk}/begin/")
    assert page(team.staff).post(f"/duty/watches/{row.pk}/hand_over/", {"handover": " "}).status_code == 422
    page(team.staff).post(f"/duty/watches/{row.pk}/hand_over/", {"handover": "无事。"})
    assert Watch.objects.get().state == "handed_over"
    overlap = page(team.manager).post("/duty/watches/new/", given)
    assert (overlap.status_code, "已经排了值班" in overlap.content.decode()) == (422, True)


def test_a_violation_keeps_its_documents_on_its_page(place, team, page):
    row = ViolationFactory(division=place.north1, state="identified")
    given = {"document": "责令〔2026〕3 号", "text": "限期拆除", "order_due_at": "2030-01-05"}
    assert page(team.staff).post(f"/violations/{row.pk}/order/", given).status_code == 302
    assert "责令〔2026〕3 号" in page(team.clerk).get(row.get_absolute_url()).content.decode()
    assert Violation.objects.get().state == "ordered"


def test_plans_of_the_stages_stand_on_the_crisis_page(place, team, page):
    row = CrisisFactory(division=place.north)
    row.kind.plan_growing = "沙袋到位。"
    row.kind.save()
    assert "沙袋到位" in page(team.clerk).get(row.get_absolute_url()).content.decode()


@pytest.mark.parametrize("address", ["/hazards/new/?case=x", "/hazards/new/?point=x"])
def test_an_address_that_names_nothing_is_no_page(address, team, page):
    assert page(team.clerk).get(address).status_code == 404
