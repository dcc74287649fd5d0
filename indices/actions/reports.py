"""Writing reports of months and years: gathered as the portal itself, filed with their two files, told to who asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from governance.access import codes, rls
from governance.access.models import Division, User
from governance.access.scoping import can_in
from governance.audit.log import record
from governance.files.actions import attach
from governance.files.kinds import KINDS
from governance.jobs import inbox, runs
from governance.jobs.models import JobRun
from indices.models import IndexRun, Report
from indices.reports.content import Content
from indices.selectors.papers import REPORT
from indices.selectors.reckoned import reckoning
from indices.selectors.reporting import content_of
from indices.stretches import Stretch, months_of
from indices.windows import Period

Told = Callable[[int, int, str], None]
Level = Division.Level


def request(unit: Division, period: Period | Stretch, *, by: User) -> JobRun:
    """Ask for a report of `unit`. It is written in the background; asked for twice at once, it is written once."""
    if not can_in(by, "indices.add_report", unit.code):
        raise PermissionDenied("您不能生成这个区划的报告。")
    period.window(timezone.now())  # refuses a period that has not begun
    if unit.level not in (Level.DISTRICT, Level.SUBDISTRICT, Level.COMMITTEE):
        raise ValidationError({"division": "请选区、街镇或居村。"})
    return runs.request(REPORT, f"{unit.code}:{period.code}", by=by, division=unit.code, month=period.code)


@dataclass(frozen=True, slots=True)
class Written:
    """A report before it is filed: what it holds and its two files."""

    unit: Division
    content: Content
    paper: bytes
    book: bytes


def write(
    unit: Division, period: Period | Stretch, *, now: datetime, told: Told = lambda done, total, text: None
) -> Written:
    """Gather the figures as the portal itself, and put them on paper. Nothing is stored."""
    from indices.reports import word, workbook  # here, so that only who writes reports loads what draws charts

    told(0, 3, f"{unit.name}：汇总数据")
    with rls.system():
        content = content_of(unit, period, now)
        run = content.facts.get("run")
        counted = reckoning(IndexRun.objects.select_related("scheme_version").get(pk=run), unit.code) if run else None
    told(1, 3, f"{unit.name}：生成 Word 文件")
    paper = word.write(content, signed=unit.name, on=timezone.localtime(now))
    told(2, 3, f"{unit.name}：生成 Excel 文件")
    return Written(unit, content, paper, workbook.write(content, counted))


@transaction.atomic
def store(written: Written, *, by: User | None, now: datetime) -> Report:
    """File a report with its two files, and tell who asked."""
    report = _file(written.unit, written.content, by=by, now=now)
    for data, suffix in ((written.paper, "docx"), (written.book, "xlsx")):
        upload = SimpleUploadedFile(f"{written.content.title}.{suffix}", data, KINDS[suffix].content_type)
        attach(report, upload, by=by, division=report.division_id)
    if by:
        inbox.notify([by], f"{report.title}已生成，可以下载。", url=report.get_absolute_url(), kind="report")
    return report


def _file(unit: Division, content: Content, *, by: User | None, now: datetime) -> Report:
    Division.objects.select_for_update().get(pk=unit.pk)  # two of one month take their numbers in turn
    earlier = Report.objects.filter(division=unit, period=content.period).order_by("-number").first()
    report = Report(
        division=unit, period=content.period, number=earlier.number + 1 if earlier else 1, title=content.title,
        run_id=content.facts.get("run"), figures=content.as_json(), digest=content.digest, created_by=by, recorded_at=now,
    )  # fmt: skip
    report.full_clean()
    report.save(force_insert=True)
    record("report.make", report, by=by, period=report.period, number=report.number, digest=report.digest)
    return report


def due(period: Period | Stretch) -> list[Division]:
    """Each district that computed a month of `period`, and its streets; for whom the clock wrote one already is left out."""
    found = [unit for district in _districts(period) for unit in _units(district)]
    written = set(Report.objects.filter(period=period.code, created_by=None).values_list("division", flat=True))
    return [unit for unit in found if unit.pk not in written]


def _districts(period: Period | Stretch) -> list[Division]:
    computed = IndexRun.objects.filter(period__in=[month.code for month in months_of(period)]).values("division")
    return list(Division.objects.current().filter(pk__in=computed).order_by("code"))


def _units(district: Division) -> Iterator[Division]:
    yield district
    streets = Division.objects.within(codes.significant(district.code)).current().filter(level=Level.SUBDISTRICT)
    yield from streets.order_by("code")
