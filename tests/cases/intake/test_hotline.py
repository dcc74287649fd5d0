"""12345: a file is read and shown, then imported, once."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cases.actions.categories import ensure_samples
from cases.intake.actions import batches
from cases.intake.jobs import clear, import_batch
from cases.intake.models import HotlineBatch, HotlineRow
from cases.models import Case
from governance.access.roles import Role
from governance.jobs.models import JobRun, Notice
from tests.factories.access import member
from tests.factories.intake import file_of, ticket_row
from tests.factories.neighborhoods import EstateFactory
from tests.marks import COMMITTED


@pytest.fixture
def staff(place):
    ensure_samples(place.district)
    return member(Role.STAFF, of=place.north)


def read(place, staff, *rows, **more) -> HotlineBatch:
    return batches.read(file_of(*rows, **more), division=place.north, by=staff)


def run_import(batch: HotlineBatch, by) -> JobRun:
    run = batches.begin(batch, by=by)
    import_batch(run.period)
    run.refresh_from_db()
    return run


def test_nothing_is_opened_before_it_is_imported(place, staff):
    batch = read(place, staff, ticket_row())
    assert (batch.rows, batch.wrong, batch.known, Case.objects.count()) == (1, 0, 0, 0)


@COMMITTED
def test_the_import_opens_cases_with_their_number_and_deadline(place, staff):
    due = (timezone.localtime() + timedelta(days=6)).replace(microsecond=0)
    batch = read(place, staff, ticket_row(due_at=due.replace(tzinfo=None), name="王某", phone="13800000000"))
    run = run_import(batch, staff)
    case = Case.objects.get()
    assert run.result == {"rows": 1, "opened": 1, "known": 0, "wrong": 0}
    assert (case.entrance, case.source, case.outside_number) == ("hotline", "passive", "SH001")
    assert (case.due_at, case.title, case.state) == (due, "反映楼道堆物，影响通行", "received")
    assert (case.reporter.name, case.reporter.phone_masked) == ("王某", "138****0000")
    row = batch.lines.get()
    assert (row.case, row.name, row.phone) == (case, None, None)
    assert Notice.objects.filter(user=staff, text__contains="开了 1 件工单").exists()


@COMMITTED
def test_a_second_import_changes_nothing_and_says_so(place, staff):
    run_import(read(place, staff, ticket_row()), staff)
    again = read(place, staff, ticket_row())
    assert (again.known, again.lines.get().case) == (1, Case.objects.get())
    with pytest.raises(ValidationError, match="没有可以导入的行"):
        batches.begin(again, by=staff)
    assert Case.objects.count() == 1


@COMMITTED
def test_a_ticket_opened_meanwhile_is_not_opened_again(place, staff):
    first, second = read(place, staff, ticket_row()), read(place, staff, ticket_row())
    run_import(first, staff)
    run = run_import(second, staff)
    assert run.result == {"rows": 1, "opened": 0, "known": 1, "wrong": 0}
    assert Case.objects.count() == 1


@COMMITTED
def test_only_chosen_rows_are_imported(place, staff):
    batch = read(place, staff, ticket_row("A1"), ticket_row("A2"))
    run = batches.begin(batch, by=staff, only=[str(batch.lines.get(number="A2").pk)])
    import_batch(run.period)
    assert list(Case.objects.values_list("outside_number", flat=True)) == ["A2"]


@COMMITTED
def test_a_row_refused_at_import_keeps_the_reason_and_the_others_go_on(place, staff):
    batch = read(place, staff, ticket_row("A1"), ticket_row("A2"))
    south = place.south1  # where the importer has no right
    batch.lines.filter(number="A1").update(place=south)
    run_import(batch, staff)
    assert "不能在这里" in batch.lines.get(number="A1").problems[0]
    assert Case.objects.get().outside_number == "A2"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"number": ""}, "请填写工单编号"),
        ({"accepted_at": "昨天"}, "受理时间请写成"),
        ({"accepted_at": ""}, "请填写受理时间"),
        ({"accepted_at": "2099-01-01 09:00"}, "受理时间不能晚于现在"),
        ({"due_at": "2020-01-01"}, "办结期限应晚于受理时间"),
        ({"text": ""}, "请填写诉求内容"),
        ({"text": "很长" * 1001}, "诉求内容最多 2000 个字"),
        ({"text": "=1+1"}, "是公式"),
        ({"address": "坏\x01了".replace("\x01", "_x0000_")}, "控制字符"),
        ({"category": "没有这类"}, "没有“没有这类”这个类别"),
        ({"place": "外区街道"}, "辖区内没有“外区街道”"),
        ({"phone": "不详"}, "来电号码不像电话号码"),
    ],
)
def test_what_is_wrong_with_a_line_is_said_in_chinese(cells, said, place, staff):
    row = read(place, staff, ticket_row(**cells)).lines.get()
    assert any(said in problem for problem in row.problems), row.problems
    assert not HotlineRow.objects.ready().exists()


def test_the_same_number_twice_in_a_file_is_one_mistake(place, staff):
    batch = read(place, staff, ticket_row("A1"), ticket_row("A1"))
    assert [row.problems for row in batch.lines.all()] == [[], ["编号与第 2 行相同"]]


def test_numbers_of_persons_leave_the_words(place, staff):
    row = read(place, staff, ticket_row(text="请联系 138 0000 0000 王女士")).lines.get()
    assert row.text == "请联系 （号码已隐去） 王女士"


@pytest.mark.parametrize(
    ("cells", "unit", "how"),
    [
        ({"address": "杨浦区鞍山四村23号楼道"}, "north2", "estate"),
        ({"address": "同济新村居委会门口"}, "north1", "committee"),
        ({"address": "某某路口"}, "north", "street"),
        ({"place": "鞍山一村第一居委会"}, "north2", "column"),
        ({"place": "310110009001"}, "north1", "column"),
    ],
)
def test_the_committee_is_found_by_estate_name_or_column(cells, unit, how, place, staff):
    EstateFactory(division=place.north2, name="鞍山四村")
    row = read(place, staff, ticket_row(**cells)).lines.get()
    assert (row.place, row.placed) == (getattr(place, unit), how)


def test_a_district_file_needs_at_least_the_street(place):
    ensure_samples(place.district)
    admin = member(Role.DISTRICT_ADMIN, of=place.district)
    batch = batches.read(
        file_of(ticket_row("A1", address="某处"), ticket_row("A2", address="四平路街道某处")),
        division=place.district,
        by=admin,
    )
    first, second = batch.lines.all()
    assert first.problems == ["认不出是哪个街镇，请在“区划”一列写明"]
    assert second.place == place.north


def bomb() -> SimpleUploadedFile:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 40_000_000)
    return SimpleUploadedFile("炸弹.xlsx", written.getvalue())


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (lambda: SimpleUploadedFile("表.xlsx", b"not a sheet"), "真实类型"),
        (lambda: SimpleUploadedFile("照片.xlsx", b"\xff\xd8\xff\xe0" + b"0" * 300), "请上传 xlsx"),
        (bomb, "解压后过大"),
        (lambda: file_of(["a"], head=["随便"]), "找不到表头"),
        (lambda: file_of(), "没有一行工单"),
        (lambda: SimpleUploadedFile("a\0b.xlsx", file_of(ticket_row()).read()), "控制字符"),
    ],
)
def test_a_bad_file_is_refused_whole(upload, said, place, staff):
    with pytest.raises(ValidationError, match=said):
        batches.read(upload(), division=place.north, by=staff)
    assert not HotlineBatch.objects.exists()


def test_a_clerk_and_a_neighbour_may_not_import(place, staff):
    for who in (member(Role.CLERK, of=place.north1), member(Role.STAFF, of=place.south)):
        with pytest.raises(PermissionDenied):
            batches.read(file_of(ticket_row()), division=place.north, by=who)


def test_a_category_is_chosen_by_a_person_only(place, staff):
    batch = read(place, staff, ticket_row(category=""))
    row = batch.lines.get()
    assert row.category is None
    assert not batch.lines.ready().exists()
    assert batches.decide(batch, {str(row.pk): "hazard"}, by=staff) == 1
    assert batch.lines.ready().get().category.code == "hazard"


def test_the_pages_show_upload_preview_and_progress(place, staff, queries_of):
    client = Client()
    client.force_login(staff)
    answer = client.post(
        "/hotline/", {"division": place.north.code, "file": file_of(ticket_row("A1"), ticket_row("A2", text=""))}
    )
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert "请填写诉求内容" in page.content.decode()
    assert "可导入的 1 行" in page.content.decode()
    assert queries_of(client, answer["Location"]) <= 12
    assert queries_of(client, "/hotline/") <= 12
    started = client.post(f"{answer['Location']}import/")
    assert started.status_code == 302
    assert "等待后台处理" in client.get(answer["Location"]).content.decode()
    assert client.get("/hotline/template/").status_code == 200


def test_a_page_without_a_file_says_so_and_writes_nothing(place, staff):
    client = Client()
    client.force_login(staff)
    answer = client.post("/hotline/", {"division": place.north.code})
    assert answer.status_code == 422
    assert "请选择文件" in answer.content.decode()
    answer = client.post("/hotline/", {"division": place.north.code, "file": SimpleUploadedFile("a.xlsx", b"x")})
    assert answer.status_code == 422
    assert not HotlineBatch.objects.exists()


def test_a_category_next_door_cannot_be_written_through_the_page(place, staff):
    batch = read(place, staff, ticket_row(category=""))
    client = Client()
    client.force_login(member(Role.STAFF, of=place.south))
    assert (
        client.post(f"/hotline/{batch.pk}/decide/", {f"category-{batch.lines.get().pk}": "hazard"}).status_code == 404
    )
    assert client.post(f"/hotline/{batch.pk}/import/").status_code == 404


@COMMITTED
def test_callers_nobody_imported_are_cleared_after_thirty_days(place, staff):
    batch = read(place, staff, ticket_row(name="王某", phone="13800000000"))
    HotlineBatch.objects.update(recorded_at=timezone.now() - timedelta(days=31))
    clear("2026-11-22")
    row = batch.lines.get()
    assert (row.name, row.phone, row.text != "") == (None, None, True)
