"""The sheet of a month, the street's list, the sample: what a person sees and may send, on page and API."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from governance.files.models import Attachment
from indices.submissions.actions import sampling, submissions
from indices.submissions.indicators import reported
from indices.submissions.models import Submission
from tests.factories.submissions import submission

S = Submission.State
SHEET = reverse("submissions:due")
LIST = reverse("submissions:list")


def test_a_sheet_saves_all_that_was_filled_in_with_its_evidence(place, team, page, last):
    submission(place.north1, "ZZ-B3", last.shifted(-1).code, 7, 9)
    client = page(team.clerk)
    assertContains(client.get(SHEET), f"{last.shifted(-1).label}：<b>7 / 9</b>")
    rows = {"ZZ-B3-numerator": "3", "ZZ-B3-denominator": "4", "ZZ-G2-numerator": "12", "ZZ-G2-note": "含楼组议事"}
    pdf = _pdf()
    assert client.post(SHEET, rows | {"ZZ-B3-file": pdf}).status_code == 302
    told = {one.indicator: one for one in Submission.objects.filter(period=last.code)}
    assert {code: (one.numerator, one.denominator, one.note) for code, one in told.items()} == {
        "ZZ-B3": (3, 4, ""), "ZZ-G2": (12, None, "含楼组议事")
    }  # fmt: skip
    assert Attachment.objects.of(told["ZZ-B3"]).count() == 1
    assertContains(client.get(SHEET), f"待报 {len(reported()) - 2} 项")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param({"ZZ-B3-numerator": "5", "ZZ-B3-denominator": "4"}, "不能多于", id="more than the whole"),
        pytest.param({"ZZ-B3-numerator": "x", "ZZ-B3-denominator": "4"}, "请填数字", id="no number"),
        pytest.param({"ZZ-B3-denominator": "4"}, "请填写；没有发生就填 0", id="half a figure"),
        pytest.param({"ZZ-B3-numerator": "1"}, "当月应议决的议题", id="the other half"),
        pytest.param({}, "还没有填数字", id="nothing at all"),
    ],
)
def test_a_sheet_with_one_wrong_row_saves_none_and_names_it(team, page, rows, said):
    good = {"ZZ-B5-numerator": "3", "ZZ-B5-denominator": "4"} if rows else {}
    response = page(team.clerk).post(SHEET, good | rows)
    assertContains(response, said, status_code=422)
    assert not Submission.objects.exists()


def test_what_has_not_changed_is_not_asked_again(place, team, page, last):
    submission(place.north1, "FZ-B3", last.shifted(-9).code, 3, 3)
    submission(place.north1, "GZ-G3", last.shifted(-6).code, 3)
    html = page(team.clerk).get(SHEET).content.decode()
    carried = html.split("没有变化就不用报（1 项", 1)[1]
    assert 'id="FZ-B3"' in carried
    assert 'id="GZ-G3"' not in carried  # half a year is over: it is due again


def test_a_returned_figure_is_on_the_sheet_again_with_the_reason(told, team, page):
    row = submissions.send_back(told(), by=team.staff, reason="请附当月清单")
    client = page(team.clerk)
    assertContains(client.get(SHEET), "请附当月清单")
    assert client.post(SHEET, {"ZZ-B3-numerator": "2", "ZZ-B3-denominator": "5"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.numerator) == (S.SUBMITTED, 2)


def test_the_street_passes_the_ticked_ones_but_not_its_own(told, team, place, page):
    rows = [told(), told("ZZ-B5", 1, 2), told("GZ-G2", 1, 1, division=place.north, by=team.staff)]
    client = page(team.staff)
    response = client.post(reverse("submissions:review"), {"ids": [str(one.pk) for one in rows]}, follow=True)
    assertContains(response, "已审核通过 2 份")
    assertContains(response, "请由别人审核")
    assert set(Submission.objects.filter(state=S.REVIEWED)) == set(rows[:2])
    assertContains(client.post(reverse("submissions:review"), {"ids": "x"}, follow=True), "没有选中上报")


def test_a_neighbour_finds_nothing_of_it(told, team, page, place):
    row = told()
    for user in (team.neighbour, team.next_staff):
        client = page(user)
        assert client.get(row.get_absolute_url()).status_code == 404
        assertNotContains(client.get(LIST, {"view": "all"}), str(row.pk))
        assertNotContains(client.get(LIST, {"view": "all", "within": place.north1.code}), str(row.pk))
        assert client.get(SHEET, {"division": place.north1.code}).status_code == 404
    client = page(team.next_staff)
    client.post(reverse("submissions:review"), {"ids": [str(row.pk)]})
    row.refresh_from_db()
    assert row.state == S.SUBMITTED


def test_steps_are_taken_from_the_page_and_refused_with_words(told, team, page, place, last):
    row = told()
    address = row.get_absolute_url()
    assert page(team.staff).post(f"{address}return/", {"reason": ""}).status_code == 422
    assert page(team.staff).post(f"{address}review/").status_code == 302
    assert page(team.boss).post(f"{address}review/").status_code == 409
    assert page(team.district).post(f"{address}uphold/").status_code == 409
    response = page(team.district).post(reverse("submissions:samples"), {"period": last.code, "size": "1"}, follow=True)
    assertContains(response, "从 1 份里抽中 1 份")
    assert page(team.district).post(f"{address}overturn/", {"reason": "没有清单"}).status_code == 302
    assertContains(page(team.viewer).get(reverse("submissions:samples")), "100.0%")
    assertContains(page(team.viewer).get(address), "抽查不通过：没有清单")


def test_lists_take_few_queries_however_many_rows(told, team, page, place, last, queries_of):
    for code in ("ZZ-B3", "ZZ-B5", "ZZ-B4"):
        submissions.review(told(code), by=team.staff)
    sampling.draw(division=place.district, period=last.code, by=team.district)
    for months in range(1, 7):
        submission(place.north1, "ZZ-B3", last.shifted(-months).code, 1, 2)
    told("ZZ-G1")
    pages = [
        (team.clerk, SHEET), (team.staff, f"{LIST}?view=all"), (team.district, reverse("submissions:samples")),
        (team.district, Submission.objects.filter(draw__isnull=False).first().get_absolute_url()),
    ]  # fmt: skip
    counts = [queries_of(page(user), address) for user, address in pages]
    assert max(counts) <= 12, counts


def test_the_api_takes_a_figure_once_and_walks_its_steps(team, api, place, last):
    body = {
        "division": place.north1.code,
        "indicator": "ZZ-B3",
        "period": last.code,
        "numerator": "3",
        "denominator": "4",
    }
    address = f"/api/v1/submissions/{uuid.uuid4()}/"
    clerk, staff = api(team.clerk), api(team.staff)
    send = {"content_type": "application/json"}
    assert clerk.put(address, body, **send).status_code == 201
    assert clerk.put(address, body, **send).status_code == 200
    assert clerk.put(address, body | {"numerator": "2"}, **send).status_code == 409
    again = clerk.post("/api/v1/submissions/", body, **send)
    assert (again.status_code, "已经报过" in again.json()["detail"] + str(again.json()["errors"])) == (400, True)
    assert clerk.post(f"{address}review/", {}, **send).status_code == 403
    assert staff.get(address).json()["allowed_steps"] == ["review", "return", "withdraw"]
    assert staff.post(f"{address}review/", {}, **send).json()["state"] == "reviewed"
    assert staff.post(f"{address}review/", {}, **send).status_code == 409
    assert api(team.neighbour).get(address).status_code == 404
    assert (
        api(team.viewer)
        .get("/api/v1/submissions/", {"indicator": "ZZ-B3", "within": "310110009"})
        .json()["results"][0]["state"]
        == "reviewed"
    )
    assert api(team.viewer).get("/api/v1/submissions/", {"period": "2026-13"}).status_code == 400


def test_reviewing_is_bounded_by_statements(told, team, page, place, django_assert_max_num_queries):
    rows = [told(code) for code in ("ZZ-B3", "ZZ-B4", "ZZ-B5", "ZZ-G1", "FZ-B5")]
    with django_assert_max_num_queries(8):
        done, refused = submissions.review_all(
            Submission.objects.filter(pk__in=[one.pk for one in rows]), by=team.staff
        )
    assert (len(done), refused) == (5, [])


def _pdf():
    return SimpleUploadedFile("清单.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
