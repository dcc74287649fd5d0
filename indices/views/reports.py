"""月报, 季报, 半年报 and 年报: the list, asking for one, watching it being written, reading it, taking its files."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from governance.access.keyset import Order
from governance.access.models import Division, User
from governance.access.requests import SignedIn
from governance.access.scoping import holds
from governance.audit.log import record
from governance.files.download import open_attachment
from governance.jobs import runs
from governance.jobs.models import JobRun
from governance.web.forms import Fitted, add_errors
from governance.web.pager import page_of
from governance.web.render import render_part
from indices.actions import reports
from indices.filters import ReportFilter
from indices.models import Report
from indices.reports.content import Content
from indices.selectors import papers
from indices.stretches import Kind, earlier, kind_of, running, span_named
from indices.windows import period_of

BACK = {Kind.MONTH: 24, Kind.QUARTER: 8, Kind.HALF: 4, Kind.YEAR: 3}
"""How many of each before the running one can be asked for."""
MOST = 5


class AskForm(Fitted):
    division = forms.ModelChoiceField(
        label="区划",
        queryset=Division.objects.none(),
        empty_label=None,
        error_messages={"invalid_choice": "请选您辖区内的区划。"},
    )
    period = forms.ChoiceField(label="期间", error_messages={"invalid_choice": "请从列表里选期间。"})

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = timezone.now()
        self.fields["period"].choices = list(_periods(now))
        self.fields["period"].initial = period_of(now).shifted(-1).code
        self.fields["division"].queryset = (
            Division.objects.visible_to(user, "indices.add_report").current().exclude(level__in=["city", "prefecture"])
        )


def _periods(now: datetime) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Months, years, quarters and halves, each group from new to old; what still runs says so."""
    month, asked = period_of(now), running(now)
    months = [month.shifted(-ago) for ago in range(BACK[Kind.MONTH] + 1)]
    groups = {Kind.MONTH: months} | {
        kind: earlier(asked[kind], BACK[kind]) for kind in (Kind.YEAR, Kind.QUARTER, Kind.HALF)
    }
    for kind, spans in groups.items():
        yield kind.label, [(one.code, one.label + ("" if one.is_over(now) else "（至今）")) for one in spans]


@require_GET
def report_list(request: SignedIn) -> HttpResponse:
    return _listed(request, AskForm(request.user))


def _listed(request: SignedIn, form: AskForm) -> HttpResponse:
    asked = ReportFilter(request.GET, Report.objects.visible_to(request.user).for_list(), request=request)
    page = page_of(
        request, asked.qs if asked.is_valid() else asked.queryset.none(), Order("recorded_at", descending=True)
    )
    may_ask = holds(request.user, "indices.add_report")
    context = {
        "filter": asked,
        "page": page,
        "form": form if may_ask else None,
        "working": [run for run in papers.runs_for(request.user) if not run.is_over][:MOST],
    }
    status = 422 if asked.errors or form.errors else 200
    return render_part(request, "indices/report_list.html", "rows", context, status=status)


@require_POST
def report_ask(request: SignedIn) -> HttpResponse:
    form = AskForm(request.user, request.POST)
    if form.is_valid():
        with add_errors(form) as attempt:
            run = reports.request(
                form.cleaned_data["division"], span_named(form.cleaned_data["period"]), by=request.user
            )
        if attempt.succeeded:
            return redirect("indices:report-run", run.pk)
    return _listed(request, form)


@require_GET
def report_run(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """How far it is; once it is done, the report itself."""
    run = _run(request, pk)
    if run.state == JobRun.State.DONE and not request.htmx:
        return redirect("indices:report", run.result["report"])
    response = render_part(
        request,
        "indices/report_run.html",
        "progress",
        {"run": run, "unit": _unit(request.user, run), "label": _label(run)},
    )
    if run.state == JobRun.State.DONE:
        response["HX-Redirect"] = reverse("indices:report", args=[run.result["report"]])
    return response


@require_POST
def report_cancel(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    run = _run(request, pk)
    if run.requested_by_id != request.user.pk:
        raise Http404
    runs.cancel(run, by=request.user)
    messages.success(request, "已取消生成。")
    return redirect("indices:reports")


def _run(request: SignedIn, pk: uuid.UUID) -> JobRun:
    found = papers.run_for(request.user, pk)
    if found is None:
        raise Http404
    return found


def _unit(user: User, run: JobRun) -> Division:
    return Division.objects.visible_to(user, "indices.view_report").get(pk=run.arguments["division"])


def _label(run: JobRun) -> str:
    code = run.arguments["month"]
    return f"{span_named(code).label}{kind_of(code).label}"


@require_GET
def report(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(
        Report.objects.visible_to(request.user).select_related("division", "run", "created_by"), pk=pk
    )
    content = Content.from_json(found.figures)
    context = {"report": found, "content": content, "files": papers.files_of(found), "trend": _trend(content)}
    return render(request, "indices/report.html", context)


def _trend(content: Content) -> dict[str, Any] | None:
    """The chart of the index over the months, drawn from the report's own table; None for fewer than two."""
    tables = [one for section in content.sections for one in section.tables if one.key == "trend"]
    if not tables or len(tables[0].rows) < 2:
        return None
    labels = [one.label for one in tables[0].columns]
    wide = 4 if "最低单位" in labels else 2
    band = "，阴影从最低的单位到最高的单位" if wide == 4 else ""
    rows = [tuple(text for text, _ in line[:wide]) for line in tables[0].lines]
    said = f"{rows[0][0]} 的 {rows[0][1]} 到 {rows[-1][0]} 的 {rows[-1][1]}{band}"
    return {"head": labels[:wide], "rows": rows, "said": said}


@require_GET
def report_file(request: SignedIn, pk: uuid.UUID, kind: str) -> FileResponse:
    """The file under its own name: a person keeps it, so a random name would not do."""
    found = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    one = papers.files_of(found).get(kind)
    if one is None:
        raise Http404
    record("report.download", found, by=request.user, kind=kind)
    response = open_attachment(one)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(one.name)}"
    return response
