"""A line of an inspection: answering what failed, its photos; and the district's summary by street."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access.requests import SignedIn
from governance.audit.log import record
from governance.files.download import open_attachment
from governance.files.models import Attachment
from governance.flow.machine import StepForbidden
from governance.web import sheets
from governance.web.forms import add_errors, posted
from indices.plans.actions import inspections
from indices.plans.actions.photos import attach_photo, may_attach
from indices.plans.forms.inspecting import AnswerForm
from indices.plans.models import Finding, Inspection
from indices.plans.selectors.inspecting import StreetLine, summary, total
from indices.plans.views.inspections import read

HEAD = ("街镇", "安排", "已走访", "已报告", "合格项", "不合格项", "合格率", "已整改", "整改率", "逾期")


@require_http_methods(["GET", "POST"])
def finding_answer(request: SignedIn, pk: uuid.UUID, number: int) -> HttpResponse:
    finding = _read(request, pk, number)
    inspections.require_answering(finding, request.user)
    form = AnswerForm(posted(request), request.FILES if request.method == "POST" else None)
    if form.is_valid():
        with add_errors(form) as attempt:
            answered = inspections.answer(finding, by=request.user, answer=form.cleaned_data["answer"])
            if photo := form.cleaned_data.get("photo"):
                attach_photo(answered, by=request.user, photo=photo)
        if attempt.succeeded:
            messages.success(request, "整改情况已填写，等复查。")
            return redirect(finding.inspection)
    context = {"form": form, "finding": finding, "inspection": finding.inspection}
    return render(request, "plans/answer.html", context, status=422 if form.is_bound else 200)


@require_POST
def finding_photo_new(request: SignedIn, pk: uuid.UUID, number: int) -> HttpResponse:
    finding = _read(request, pk, number)
    if not may_attach(request.user, finding.inspection):
        raise StepForbidden("您没有上传照片的权限，或现在不能传照片。")
    if photo := request.FILES.get("photo"):
        attach_photo(finding, by=request.user, photo=photo)
        messages.success(request, "照片已上传。")
    else:
        messages.error(request, "请先选择照片。")
    return redirect(finding.inspection)


@require_GET
def finding_photo(request: SignedIn, pk: uuid.UUID, number: int, file: uuid.UUID) -> FileResponse | HttpResponse:
    return open_attachment(get_object_or_404(Attachment.objects.of(_read(request, pk, number)), pk=file))


@require_GET
def inspection_summary(request: SignedIn) -> HttpResponse:
    year, lines = _summed(request)
    context = {"year": year, "lines": lines, "total": total(lines, None), "years": range(year - 2, year + 2)}
    return render(request, "plans/summary.html", context)


@require_GET
def summary_export(request: SignedIn) -> FileResponse | HttpResponse:
    year, lines = _summed(request)
    record("inspections.summary", None, by=request.user, format="xlsx", year=year)
    rows = [
        (one.division.name if one.division else "", one.planned, one.visited, one.reported, one.passed, one.failed, _share(one.rate), one.rectified, _share(one.mended), one.overdue)
        for one in lines
    ]  # fmt: skip
    book = sheets.workbook("督查评估", HEAD, (20, *[10] * 9), rows)
    return FileResponse(book, as_attachment=True, filename=f"全区督查评估-{year}.xlsx")


def _read(request: SignedIn, pk: uuid.UUID, number: int) -> Finding:
    row = read(request, pk)
    finding = get_object_or_404(row.findings, number=number)
    finding.inspection = row
    return finding


def _summed(request: SignedIn) -> tuple[int, list[StreetLine]]:
    """Of `?year=`, by default this one; nonsense is this one too."""
    asked, today = request.GET.get("year", ""), timezone.localdate()
    year = (
        int(asked)
        if asked.isascii() and asked.isdigit() and 2000 <= int(asked[:4]) <= 2099 and len(asked) == 4
        else today.year
    )
    return year, summary(Inspection.objects.visible_to(request.user), year, today)


def _share(rate: float | None) -> str:
    return "—" if rate is None else f"{rate:.1%}"
