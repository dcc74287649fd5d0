"""Reports of a year, a half and a quarter: the months side by side, the year's end beside its beginning."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from governance.access import rls
from governance.access.roles import Role
from governance.jobs.models import JobRun
from governance.jobs.schedule import jobs as scheduled
from indices import jobs
from indices.actions import reports
from indices.models import Report, Score
from indices.reports.content import Content
from indices.selectors.reporting import content_of
from indices.stretches import Kind, Stretch, earlier, kind_of, running, span_named
from indices.windows import Period
from tests.factories.access import member, token_of
from tests.factories.indices import OCTOBER, at, computed
from tests.factories.year import a_year_in
from tests.marks import COMMITTED

YEAR = Stretch("2026")
OVER = at("2027-01-02 05:00")


@pytest.fixture(autouse=True)
def files_in(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def months(place, version):
    """September, October and December of 2026, computed in January."""
    a_year_in(place)
    return [computed(version, place.district, Period(code), now=OVER) for code in ("2026-09", "2026-10", "2026-12")]


def told(unit, period=YEAR, now=OVER) -> Content:
    with rls.system():
        return content_of(unit, period, now)


def test_a_stretch_knows_its_months_and_its_name():
    assert [one.code for one in Stretch("2026-Q3").months] == ["2026-07", "2026-08", "2026-09"]
    assert [Stretch(code).label for code in ("2026", "2026-H1", "2026-H2", "2026-Q4")] == [
        "2026 年", "2026 年上半年", "2026 年下半年", "2026 年第四季度"
    ]  # fmt: skip
    assert {kind: one.code for kind, one in running(at("2026-11-22 12:00")).items()} == {
        Kind.QUARTER: "2026-Q4", Kind.HALF: "2026-H2", Kind.YEAR: "2026"
    }  # fmt: skip
    assert [one.code for one in earlier(Stretch("2026-H1"), 2)] == ["2026-H1", "2025-H2", "2025-H1"]
    assert [one.code for one in earlier(Stretch("2026-Q1"), 1)] == ["2026-Q1", "2025-Q4"]
    assert (span_named("2026-10"), kind_of("2026-10")) == (OCTOBER, Kind.MONTH)
    assert YEAR.window(OVER) == Period("2026-12").window(OVER)
    assert YEAR.window(at("2026-11-22 12:00")) == Period("2026-11").window(at("2026-11-22 12:00"))


@pytest.mark.parametrize("code", ["2026-H3", "2026-Q0", "1999", "2026-13", "20260", "２０２６"])
def test_what_is_no_period_is_refused_in_words(code):
    with pytest.raises(ValidationError, match="请写成"):
        span_named(code)


def test_a_year_that_has_not_begun_has_no_report():
    with pytest.raises(ValidationError, match="还没有开始"):
        Stretch("2028").window(OVER)


def test_the_year_shows_each_computed_month_as_it_was_stored(place, months):
    content = told(place.north)
    trend = content.section("index").table("trend")
    stored = Score.objects.filter(division=place.north).order_by("run__period").select_related("run")
    assert [row[:5] for row in trend.rows] == [
        (one.run.period, one.score, one.rank, one.rank_low, one.rank_high) for one in stored
    ]
    assert [row[5:] for row in trend.rows] == [
        tuple(one.nodes[code] for code in ("ZZ", "GZ", "FZ", "DZ")) for one in stored
    ]
    assert [chart.kind for chart in content.section("index").charts] == ["trend", "places", "bars", "bars", "ranks"]


def test_the_end_of_the_year_stands_beside_its_beginning(place, months):
    content = told(place.district)
    first, *_, last = Score.objects.filter(division=place.district).order_by("run__period")
    row = content.section("index").table("dimensions").rows[1]
    assert row == ("自治", last.nodes["ZZ"], first.nodes["ZZ"], pytest.approx(last.nodes["ZZ"] - first.nodes["ZZ"]))
    assert "2026 年（以 2026-12 计）" in content.section("index").said
    row = next(row for row in content.section("indicators").tables[0].rows if row[1] == "ZZ-B1")
    assert row[5:7] == (last.nodes["ZZ-B1"], first.nodes["ZZ-B1"])
    trend = content.section("index").table("trend")
    below = Score.objects.filter(run=months[-1], level="subdistrict").values_list("score", flat=True)
    assert trend.rows[-1][2:4] == (min(below), max(below))


def test_the_months_of_the_work_add_up_to_the_year(place, months):
    content = told(place.district)
    for key, column, whole in (("cases", 1, 1), ("cases", 2, 2), ("cases", 3, 3), ("visits", 1, 1), ("visits", 3, 4)):
        section = content.section(key)
        rows = section.table(f"{key}-months").rows
        assert [row[0] for row in rows] == [f"2026-{month:02d}" for month in range(1, 13)]
        total = section.table(key).rows[0][whole]
        assert sum(row[column] for row in rows) == total > 0
        assert section.level == 2


def test_a_quarter_under_way_ends_with_the_newest_month(place, months):
    content = told(place.district, Stretch("2026-Q4"), at("2026-12-20 12:00"))
    assert content.title.endswith("社区治理情况季报（2026 年第四季度）")
    assert [row[0] for row in content.section("index").table("trend").rows] == ["2026-10", "2026-12"]
    before = Score.objects.get(division=place.district, run=months[0])  # September, the month before the quarter
    assert content.section("index").table("dimensions").rows[1][2] == before.nodes["ZZ"]


def test_a_year_without_an_index_tells_of_the_work_alone(place):
    assert [one.key for one in told(place.north, Stretch("2025")).sections][:2] == ["work", "cases"]


def test_the_paper_and_the_workbook_of_a_year_hold_what_it_says(place, months):
    written = reports.write(place.north, YEAR, now=OVER)
    lines = [line.text for line in Document(io.BytesIO(written.paper)).paragraphs if line.text]
    assert lines[:2] == [f"{place.north.name}社区治理情况年报", "（2026 年）"]
    heads = [line for line in lines if line.startswith(("一、", "二、", "三、", "（一）", "（二）"))]
    assert heads == ["一、睦邻指数", "二、各项指标", "三、工作情况", "（一）工单办理", "（二）居民走访"]
    assert lines[-2:] == [place.north.name, "2027年1月2日"]
    book = load_workbook(io.BytesIO(written.book), data_only=True)
    for table in (one for section in written.content.sections for one in section.tables):
        assert [tuple(row) for row in book[table.title].iter_rows(min_row=2, values_only=True)] == list(table.rows)
    own = Score.objects.get(run=months[-1], division=place.north)
    assert [cell.value for cell in book["核对"][2]][:5] == [
        place.north.code,
        place.north.name,
        "街镇",
        own.score,
        own.score,
    ]


def test_the_clock_asks_for_the_year_before_from_the_second_of_january():
    yearly = scheduled()[jobs.YEARLY]
    assert [yearly.period_at(at(when)) for when in ("2027-01-02 04:31", "2027-01-02 04:29", "2027-09-30 00:00")] == [
        "2026", "2025", "2026"
    ]  # fmt: skip


@COMMITTED
def test_the_worker_writes_the_year_once(place, run):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs.timezone, "now", lambda: OVER)
        jobs.write_year("2026")
        jobs.write_year("2026")
    assert JobRun.objects.get(job=jobs.YEARLY).result == {"reports": 3}
    assert set(Report.objects.values_list("period", "number")) == {("2026", 1)}


def test_a_year_is_asked_for_listed_and_read_as_a_month_is(place, months, client):
    staff = member(Role.STAFF, of=place.north)
    client.force_login(staff)
    asked = str(timezone.localdate().year)
    answer = client.post("/reports/ask/", {"division": place.north.pk, "period": asked})
    run = JobRun.objects.get(job=reports.REPORT)
    assert f"{asked} 年年报" in client.get(answer["Location"]).content.decode()
    assert run.arguments["month"] == asked
    year, month = (
        reports.store(reports.write(place.north, one, now=OVER), by=None, now=OVER) for one in (YEAR, OCTOBER)
    )
    page = client.get("/reports/?kind=year").content.decode()
    assert str(year.pk) in page
    assert str(month.pk) not in page
    headers = {"Authorization": f"Bearer {token_of(staff, 'read')}"}
    found = client.get("/api/v1/reports/?kind=year", headers=headers).json()["results"]
    assert [(one["id"], one["kind"], one["period"]) for one in found] == [(str(year.pk), "year", "2026")]
    assert client.get("/reports/?kind=week").status_code == 422
    assert "2026 年" in client.get(year.get_absolute_url()).content.decode()
