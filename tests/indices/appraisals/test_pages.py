"""Pages and API: what each person reads, how many queries a list takes, what bad input answers."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from governance.audit.models import Event
from indices.appraisals.actions import centers, external, rows
from indices.appraisals.models import Appraisal, AppraisalRow, CenterAssessment, ExternalAssessment
from tests.factories.appraisals import YEAR, appraisal, center, month, row_of
from tests.indices.appraisals.test_centers import ITEMS
from tests.indices.appraisals.test_external import GIVEN, GOOD, table

S = Appraisal.State


@pytest.fixture
def published(place, year):
    gates = [{"title": "法治过低", "kind": "score", "code": "FZ", "floor": 75.0, "cap": "pass"}]
    return appraisal(place.district, S.PUBLISHED, gates=gates)


def test_the_appraisers_page_shows_ranks_gates_and_a_corrected_basis(page, place, team, published):
    month(place.district, f"{YEAR}-02", {place.north: 60, place.south: 70}, correction=1)
    shown = page(team.admin).get(f"/appraisals/{published.pk}/").content.decode()
    for text in ("85.00", "优秀", "法治过低", "依据已更正", "第 1 次更正", "没有算进去的"):
        assert text in shown


def test_a_row_shows_how_its_score_came_and_leads_to_the_index_and_to_the_level_below(page, place, team, published):
    below = appraisal(place.north, S.SELF)
    row = row_of(published, place.north)
    shown = page(team.manager).get(f"/appraisals/rows/{row.pk}/").content.decode()
    for text in (
        f"/index/{place.north.code}/{YEAR}-01/",
        f"/appraisals/{below.pk}/",
        "80.00",
        "90.00",
        "85.00",
        "第 1 名",
        "法治过低",
    ):
        assert text in shown
    assert "85.00" in page(team.manager).get(f"/appraisals/rows/{row.pk}/sheet/").content.decode()


def test_a_unit_is_told_no_rank_before_publication(page, place, team, year):
    row = row_of(appraisal(place.district, S.APPEALS), place.north)
    assert "第 1 名" not in page(team.manager).get(f"/appraisals/rows/{row.pk}/").content.decode()
    table_ = page(team.manager).get(f"/appraisals/{row.appraisal_id}/").content.decode()
    assert "大桥街道" not in table_
    assert "第 1 名" in page(team.admin).get(f"/appraisals/rows/{row.pk}/").content.decode()


def test_the_export_holds_every_month_and_the_result(page, place, team, published):
    book = load_workbook(io.BytesIO(page(team.admin).get(f"/appraisals/{published.pk}/export/").getvalue()))
    head, first, *_ = book.active.iter_rows(values_only=True)
    told = dict(zip(head, first, strict=True))
    assert (told["单位"], told["最后得分"], told["等次"], told[f"{YEAR}-02"]) == ("四平路街道", 85, "优秀", 90)
    assert Event.objects.filter(verb="appraisal.export").exists()


def test_everything_is_made_on_pages(page, place, team, year):
    client = page(team.admin)
    lines = {
        "line_excellent": 85,
        "line_good": 75,
        "line_pass": 60,
        "share_excellent": 20,
        "share_good": 50,
        "bonus_limit": 5,
        "deduction_limit": 10,
    }
    given = {
        "division": place.district.code,
        "year": YEAR,
        "part": "q1",
        "grading": "lines",
        "weights": f"{YEAR}-01 2",
    } | lines
    assert client.post("/appraisals/new/", given | {"weights": "什么"}).status_code == 422
    assert client.post("/appraisals/new/", given).status_code == 302
    row = Appraisal.objects.get()
    assert row.weights == {f"{YEAR}-01": 2.0, f"{YEAR}-02": 1.0, f"{YEAR}-03": 1.0}
    at = f"/appraisals/{row.pk}"
    assert client.post(f"{at}/gates/", {"title": "事故", "kind": "event", "cap": "fail"}).status_code == 302
    assert (
        client.post(
            f"{at}/gates/", {"title": "走访", "kind": "value", "cap": "fail", "floor": 1, "code": "XX"}
        ).status_code
        == 422
    )
    assert client.post(f"{at}/targets/", {f"t{place.north.code}": 200}).status_code == 422
    assert client.post(f"{at}/targets/", {f"t{place.north.code}": 88, f"t{place.south.code}": 70}).status_code == 302
    assert client.post(f"{at}/edit/", given | {"note": "说明"}).status_code == 302
    assert client.post(f"{at}/issue/", {"self_due_on": "2020-01-01"}).status_code == 422
    assert client.post(f"{at}/issue/", {"self_due_on": "2090-01-01"}).status_code == 302
    assert client.get(f"{at}/targets/").status_code == 409
    own = AppraisalRow.objects.get(division=place.north)
    unit = page(team.manager)
    assert unit.post(f"/appraisals/rows/{own.pk}/assess/", {"agrees": "no"}).status_code == 422
    paper = SimpleUploadedFile("佐证.png", _png(), "image/png")
    assert unit.post(f"/appraisals/rows/{own.pk}/files/", {"file": paper}).status_code == 302
    assert "佐证.png" in unit.get(f"/appraisals/rows/{own.pk}/").content.decode()


def _png() -> bytes:
    from PIL import Image

    target = io.BytesIO()
    Image.new("RGB", (8, 8)).save(target, "PNG")
    return target.getvalue()


def test_a_faulty_upload_names_its_lines_on_the_page(page, place, team):
    row = external.commission(division=place.district, by=None, **GIVEN)
    client = page(team.admin)
    answer = client.post(f"/external-assessments/{row.pk}/upload/", {"file": table("单位代码,得分\n310110009,x\n")})
    assert answer.status_code == 422
    assert "第 2 行" in answer.content.decode()
    assert client.post(f"/external-assessments/{row.pk}/upload/", {"file": table(GOOD)}).status_code == 302
    assert "与睦邻指数对照" in client.get(f"/external-assessments/{row.pk}/").content.decode()
    blank = load_workbook(io.BytesIO(client.get(f"/external-assessments/{row.pk}/template/").getvalue())).active
    assert [line[0] for line in blank.iter_rows(min_row=2, values_only=True)] == [place.north.code, place.south.code]


@pytest.mark.parametrize("count", [1, 6])
def test_lists_take_as_many_queries_however_long_they_are(page, place, team, queries_of, year, count):
    for part in ("year", "h1", "q1", "q2", "q3", "q4")[:count]:
        appraisal(place.district, part=part)
        external.commission(division=place.district, by=None, **GIVEN)
        center(place.north1, f"中心{part}")
    centers.start(division=place.district, year=YEAR, items=ITEMS, by=None)
    client = page(team.admin)
    limits = {"/appraisals/": 10, "/external-assessments/": 9, "/center-assessments/": 11, "/appraisals/levels/": 12}
    found = {address: queries_of(client, address) for address in limits}
    assert all(found[address] <= most for address, most in limits.items()), found


@pytest.mark.parametrize("units", [0, 5])
def test_the_table_and_a_row_take_as_many_queries_however_many_units(page, place, team, queries_of, year, units):
    from tests.factories.access import DivisionFactory

    for number in range(units):
        DivisionFactory(
            code=f"3101100{20 + number}000", name=f"街道{number}", level="subdistrict", parent=place.district
        )
    table_ = appraisal(place.district, S.VERIFYING)
    rows.adjust(row_of(table_, place.north), by=None, kind="bonus", points=1.0, reason="通报")
    client = page(team.admin)
    assert queries_of(client, f"/appraisals/{table_.pk}/") <= 12
    assert queries_of(client, f"/appraisals/rows/{row_of(table_, place.north).pk}/") <= 12


def test_a_neighbour_finds_nothing(page, place, team, year):
    own = appraisal(place.north, S.SELF)
    row = row_of(own, place.north1)
    told = external.commission(division=place.north, by=None, **GIVEN | {"level": "committee"})
    center(place.north1)
    centers.start(division=place.north, year=YEAR, items=ITEMS, by=None)
    client = page(team.neighbour)
    for address in (
        f"/appraisals/{own.pk}/", f"/appraisals/{own.pk}/export/", f"/appraisals/rows/{row.pk}/", f"/external-assessments/{told.pk}/",
        f"/center-assessments/{CenterAssessment.objects.get().pk}/",
    ):  # fmt: skip
        assert client.get(address).status_code == 404
    assert client.post(f"/appraisals/rows/{row.pk}/assess/", {"agrees": "yes"}).status_code == 404
    assert str(row.pk) not in client.get("/appraisals/").content.decode()


def test_a_program_walks_the_same_way(api, place, team, year):
    client, send = api(team.admin), {"content_type": "application/json"}
    made = client.post("/api/v1/appraisals/", {"division": place.district.code, "year": YEAR, "part": "q1"}, **send)
    assert made.status_code == 201, made.content.decode()
    at = f"/api/v1/appraisals/{made.json()['id']}"
    assert client.post(f"{at}/targets/", {"targets": {place.north.code: 81.5}}, **send).status_code == 200
    assert (
        client.post(f"{at}/add-gate/", {"title": "事故", "kind": "event", "cap": "fail"}, **send).json()["gates"][0][
            "key"
        ]
        == "g1"
    )
    assert client.post(f"{at}/settle/", {"appeals_until": "2090-01-01T00:00:00+08:00"}, **send).status_code == 409
    assert client.post(f"{at}/issue/", {"self_due_on": "2090-01-01"}, **send).json()["allowed_steps"] == ["collect"]
    row = AppraisalRow.objects.get(division=place.north)
    unit = api(team.manager)
    assert unit.post(f"/api/v1/appraisal-rows/{row.pk}/assess/", {"agrees": False}, **send).status_code == 400
    assert unit.post(f"/api/v1/appraisal-rows/{row.pk}/assess/", {"agrees": True}, **send).json()["state"] == "assessed"
    assert (
        unit.post(f"/api/v1/appraisal-rows/{row.pk}/adjust/", {"kind": "bonus", "reason": "x"}, **send).status_code
        == 403
    )
    given = GIVEN | {"division": place.district.code}
    told = client.post("/api/v1/external-assessments/", given, **send).json()
    scores = {"scores": [{"division": place.north.code, "score": 50}, {"division": place.south.code, "score": 60}]}
    body = client.post(f"/api/v1/external-assessments/{told['id']}/deliver/", scores, **send).json()
    assert [(one["division"], one["rank"], one["index_rank"]) for one in body["scores"]] == [
        (place.north.code, 2, 1),
        (place.south.code, 1, 2),
    ]
    assert ExternalAssessment.objects.get().state == "delivered"
