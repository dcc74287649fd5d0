"""Reports: the same figures in Word, Excel, on the page, in the API and in what they were gathered from."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from openpyxl import load_workbook

from governance.access import rls
from governance.access.roles import Role
from governance.audit.models import Event
from governance.files.models import Attachment
from governance.jobs.models import JobRun, Notice
from indices import jobs
from indices.actions import reports
from indices.models import Report, Score
from indices.reports import charts, word, workbook
from indices.reports.content import Chart, Column, Content, Table
from indices.selectors.reporting import content_of
from indices.windows import Period, midnight
from tests.factories.access import member, token_of
from tests.factories.indices import NOW, OCTOBER, case, households, visit
from tests.factories.workers import CertificateFactory, WorkerFactory
from tests.marks import COMMITTED


@pytest.fixture(autouse=True)
def files_in(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def month(place, run):
    """October's report of the district, written on the third of November."""
    worker = WorkerFactory(division=place.north1)
    CertificateFactory(worker=worker, issued_on=date(2025, 1, 1))
    WorkerFactory(division=place.south1, posting__since=date(2026, 10, 12))
    return reports.store(reports.write(place.district, OCTOBER, now=NOW), by=None, now=NOW)


def opened(report: Report, suffix: str) -> io.BytesIO:
    one = Attachment.objects.of(report).get(name__endswith=suffix)
    with default_storage.open(one.key) as file:
        return io.BytesIO(file.read())


def text_tables(paper: Document) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in paper.tables]


def test_word_holds_the_figures_of_the_page(month, admin, client):
    client.force_login(admin)
    content = Content.from_json(month.figures)
    page = client.get(month.get_absolute_url())
    assert page.context["content"] == content
    tables = text_tables(Document(opened(month, ".docx")))
    assert tables == [
        [[one.label for one in table.columns], *([text for text, _ in row] for row in table.lines)]
        for section in content.sections
        for table in section.tables
    ]
    body = page.content.decode()
    assert all(cell in body for table in tables for row in table for cell in row)


def test_excel_holds_the_same_figures_as_numbers(month):
    book = load_workbook(opened(month, ".xlsx"))
    for section in Content.from_json(month.figures).sections:
        for table in section.tables:
            rows = list(book[table.title].iter_rows(min_row=2, values_only=True))
            assert [[none(cell) for cell in row] for row in rows] == [
                [none(cell) for cell in row] for row in table.rows
            ]
            assert book[table.title].freeze_panes == "B2"


def none(cell):
    return None if cell == "" else cell


def test_the_api_gives_the_same_figures(month, admin, client):
    headers = {"Authorization": f"Bearer {token_of(admin, 'read')}"}
    assert client.get(f"/api/v1/reports/{month.pk}/", headers=headers).json()["figures"] == month.figures
    found = client.get("/api/v1/index-scores/?period=2026-10&level=subdistrict", headers=headers).json()["results"]
    units = Content.from_json(month.figures).section("index").table("units")
    assert {row[4] for row in units.rows} == {one["score"] for one in found}
    own = client.get("/api/v1/index-scores/?period=2026-10&level=district", headers=headers).json()["results"][0]
    told = client.get(f"/api/v1/index-scores/{own['id']}/explain/", headers=headers).json()["tree"]
    listed = {row[1]: row for row in Content.from_json(month.figures).section("indicators").tables[0].rows}
    seen = 0
    for leaf in leaves(told):
        assert listed[leaf["code"]][4] == leaf["value"]
        assert listed[leaf["code"]][5] == leaf["score"]
        seen += 1
    assert seen == len(listed)


def leaves(node):
    return [leaf for child in node["children"] for leaf in leaves(child)] if "children" in node else [node]


def test_work_is_counted_as_the_lists_count_it(month, admin, client):
    client.force_login(admin)
    content = Content.from_json(month.figures)
    whole = {section.key: section.tables[-1].rows[0] for section in content.sections}
    after = "visited_after=2026-10-01&visited_before=2026-10-31"
    lines = client.get(f"/api/v1/visits/?{after}&format=ndjson").getvalue().decode().splitlines()
    assert whole["visits"][1] == len(lines) > 0
    assert whole["staff"][1:4] == (2, 1, 1)
    cases = client.get("/api/v1/cases/?opened_after=2026-10-01T00:00:00%2B08:00&format=ndjson").getvalue().decode()
    assert whole["cases"][1] == sum(
        '"opened_at": "2026-10' in line or '"opened_at":"2026-10' in line for line in cases.splitlines()
    )


def test_the_parts_and_what_the_unit_filed_itself_add_up(place, run):
    visit(households(place.north, 1)[0], "2026-10-15 10:00")
    visit(households(place.north1, 1)[0], "2026-10-15 10:00")
    with rls.system():
        rows = content_of(place.north, OCTOBER, NOW).section("visits").tables[0].rows
    names = [row[0] for row in rows]
    assert names == ["合计", "同济新村居委会", "鞍山一村第一居委会", "本级"]
    assert rows[0][1:] == tuple(sum(column) for column in zip(*(row[1:] for row in rows[1:]), strict=True))


def test_what_is_recorded_after_the_month_changes_nothing(place, run):
    with rls.system():
        before = content_of(place.district, OCTOBER, NOW).digest
        late = households(place.north1, 1)[0]
        visit(late, "2026-10-20 10:00", recorded_at=NOW)
        case(place.north1, "2026-10-20 10:00", recorded_at=NOW)
        assert content_of(place.district, OCTOBER, NOW).digest == before


def test_a_month_without_an_index_still_tells_of_the_work(place):
    with rls.system():
        content = content_of(place.district, Period("2026-09"), NOW)
    assert [section.key for section in content.sections] == ["cases", "visits", "service", "staff", "centers"]


def test_the_paper_is_laid_out_as_the_standard_asks(month):
    paper = Document(opened(month, ".docx"))
    page = paper.sections[0]
    sizes = (
        page.page_width,
        page.page_height,
        page.top_margin,
        page.bottom_margin,
        page.left_margin,
        page.right_margin,
    )
    assert [round(size / Mm(1)) for size in sizes] == [210, 297, 37, 35, 28, 26]
    title = paper.paragraphs[0].runs[0]
    assert title.font.size.pt == 22
    assert title._element.rPr.rFonts.get(qn("w:eastAsia")) == "方正小标宋简体"
    assert paper.styles["Normal"].font.size.pt == 16
    said = [shape._inline.docPr.get("descr") for shape in paper.inline_shapes]
    assert said == [chart.said for section in Content.from_json(month.figures).sections for chart in section.charts]


def test_a_chart_is_drawn_without_chinese_fonts_too(monkeypatch):
    monkeypatch.setattr(charts, "chinese", lambda: None)
    table = Table(
        "t", "表", (Column("名称", "text"), Column("得分", "one")), (("四平路街道", 71.5), ("大桥街道", None))
    )
    assert charts.draw(Chart("bars", "t", (1,), "得分"), table)[:8] == b"\x89PNG\r\n\x1a\n"
    assert charts._names(table) == ["1", "2"]


def test_a_formula_stays_a_text():
    table = Table("t", "表", (Column("名称", "text"),), (("=1+1",),))
    content = Content("题", "310110000000", "区", "2026-10", {}, (one_section(table),))
    cell = load_workbook(io.BytesIO(workbook.write(content)))["表"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def one_section(table):
    from indices.reports.content import Section

    return Section("s", "节", "话", (table,))


def test_on_the_first_of_the_month_every_district_and_street_gets_one(place, run):
    JobRun.objects.create(job=jobs.MONTHLY, period="2026-11")
    waiting = reports.due(OCTOBER)
    assert [unit.code for unit in waiting] == ["310110000000", "310110009000", "310110018000"]
    for unit in waiting[:2]:
        reports.store(reports.write(unit, OCTOBER, now=NOW), by=None, now=NOW)
    assert [unit.code for unit in reports.due(OCTOBER)] == ["310110018000"]


def test_asked_for_by_a_street_it_is_written_in_the_background_and_told(place, run, client):
    staff = member(Role.STAFF, of=place.north)
    client.force_login(staff)
    answer = client.post("/reports/ask/", {"division": place.north.pk, "period": OCTOBER.code})
    asked = JobRun.objects.get(job=reports.REPORT)
    assert answer["Location"] == f"/reports/runs/{asked.pk}/"
    assert "等待后台处理" in client.get(answer["Location"]).content.decode()
    written = reports.store(reports.write(place.north, OCTOBER, now=NOW), by=staff, now=NOW)
    JobRun.objects.filter(pk=asked.pk).update(state=JobRun.State.DONE, result={"report": str(written.pk)})
    assert client.get(answer["Location"])["Location"] == written.get_absolute_url()
    assert Notice.objects.get(user=staff).url == written.get_absolute_url()
    again = reports.store(reports.write(place.north, OCTOBER, now=NOW), by=staff, now=NOW)
    assert (written.number, again.number, again.digest) == (1, 2, written.digest)


@COMMITTED
def test_the_worker_writes_it_with_progress_and_the_month_once(place, run):
    staff = member(Role.STAFF, of=place.north)
    asked = reports.request(place.north, OCTOBER, by=staff)
    jobs.write_one(asked.period)
    asked.refresh_from_db()
    assert (asked.state, asked.done, asked.total) == (JobRun.State.DONE, 2, 3)
    assert Report.objects.get(pk=asked.result["report"]).created_by == staff
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs.timezone, "now", lambda: NOW)
        jobs.write_month("2026-11")
        jobs.write_month("2026-11")
    assert Report.objects.filter(created_by=None).count() == 3


def test_a_file_is_downloaded_under_its_name_and_noted(month, admin, client):
    client.force_login(admin)
    answer = client.get(f"/reports/{month.pk}/word/")
    assert "filename*=UTF-8''" in answer["Content-Disposition"]
    assert answer.getvalue()[:2] == b"PK"
    assert Event.objects.filter(verb="report.download", subject_id=str(month.pk)).exists()
    assert client.get(f"/reports/{month.pk}/pdf/").status_code == 404


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"division": "310110018000", "period": "2026-10"}, "请选您辖区内的区划"),
        ({"division": "310110009000", "period": "2030-01"}, "请从列表里选期间"),
        ({"division": "", "period": ""}, "必填"),
    ],
)
def test_a_bad_wish_is_refused_and_nothing_starts(given, said, place, client):
    client.force_login(member(Role.STAFF, of=place.north))
    answer = client.post("/reports/ask/", given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not JobRun.objects.exists()


def test_next_door_there_is_no_such_report(month, place, run, neighbour, client):
    own = reports.store(reports.write(place.north, OCTOBER, now=NOW), by=None, now=NOW)
    client.force_login(neighbour)
    for one in (month, own):
        assert client.get(one.get_absolute_url()).status_code == 404
        assert client.get(f"/reports/{one.pk}/word/").status_code == 404
        assert str(one.pk) not in client.get("/reports/").content.decode()


def test_who_only_looks_cannot_ask(place, viewer, client):
    client.force_login(viewer)
    assert "生成报告" not in client.get("/reports/").content.decode()
    assert client.post("/reports/ask/", {"division": place.district.pk, "period": "2026-10"}).status_code == 422


def test_the_list_takes_few_queries(month, admin, queries_of):
    client = Client()
    client.force_login(admin)
    first = queries_of(client, "/reports/")
    for _ in range(3):
        Report.objects.create(
            division_id=month.division_id,
            period="2026-09",
            number=Report.objects.count() + 1,
            title="又一份",
            figures={},
            digest="0",
        )
    assert queries_of(client, "/reports/") == first <= 12


def test_a_report_names_the_scores_it_was_made_from(month, run):
    facts = Content.from_json(month.figures).facts
    assert (month.run_id, facts["scores_hash"]) == (run.pk, run.scores_hash)
    assert (
        Score.objects.filter(run=run, division=month.division).get().score
        == Content.from_json(month.figures).section("index").tables[0].rows[0][1]
    )
    assert midnight(date(2026, 11, 1)) == OCTOBER.window(NOW).cutoff


def test_the_text_of_word_is_read_by_a_screen_reader_in_order(month):
    paper = word.write(Content.from_json(month.figures), signed="杨浦区", on=NOW)
    lines = [
        line.text for line in Document(io.BytesIO(paper)).paragraphs if line.text.startswith(("一、", "二、", "三、"))
    ]
    assert lines == ["一、睦邻指数", "二、各项指标", "三、工单办理"]
