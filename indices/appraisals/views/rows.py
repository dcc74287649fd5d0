"""One unit in an appraisal: how its score came about, what it says, what the appraiser found, its appeal, its papers."""

from __future__ import annotations

import uuid
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access.requests import SignedIn
from governance.access.scoping import can_in
from governance.audit.log import record
from governance.files.download import open_attachment
from governance.files.models import Attachment
from governance.flow.machine import StepForbidden
from governance.web.forms import add_errors, posted
from governance.web.stepping import StepForm, Walk
from indices.appraisals import forms
from indices.appraisals.actions import rows
from indices.appraisals.flows import APPRAISAL_ROW, is_appraiser
from indices.appraisals.looks import GRADES, ROWS
from indices.appraisals.models import Appraisal, AppraisalRow
from indices.appraisals.rules import Grade
from indices.appraisals.selectors.tables import Standing, adjustment_within, drift, own_table, standings
from indices.looks import DIMENSIONS

S = Appraisal.State
WALK = Walk(
    APPRAISAL_ROW,
    "appraisals:row-step",
    {
        "assess": (forms.AssessForm, rows.assess), "verify": (forms.VerifyForm, rows.verify), "appeal": (forms.AppealForm, rows.appeal),
        "uphold": (forms.UpholdForm, rows.uphold), "reject": (forms.RejectForm, rows.reject),
    },
)  # fmt: skip


@require_GET
def row(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return _show(request, _read(request, pk))


@require_POST
def row_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    one = _read(request, pk)
    refused = WALK.take(request, one, step)
    return redirect(one) if refused is None else _show(request, one, refused)


@require_GET
def sheet(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The unit's own 考核表 on paper."""
    one = _read(request, pk)
    return render(request, "appraisals/row_sheet.html", _told(request, one, standings(one.appraisal)))


@require_http_methods(["GET", "POST"])
def adjust(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    one = _as_appraiser(request, _read(request, pk))
    form = forms.AdjustForm(posted(request), gates=one.appraisal.gates)
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            rows.adjust(one, by=request.user, **form.asked())
        if attempt.succeeded:
            messages.success(request, "已登记。")
            return redirect(one)
    context = {
        "form": form, "title": "登记加减分或门槛事件", "place": f"{one.division.name} · {one.appraisal.title}", "back": one.get_absolute_url()
    }  # fmt: skip
    return render(request, "governance/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def adjustment_withdraw(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    if (one := adjustment_within(request.user, pk)) is None:
        raise Http404
    _as_appraiser(request, one.row)
    form = forms.ReasonForm(posted(request), name="withdraw", row=one)
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            rows.take_back(one, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, "已撤销，登记留档。")
            return redirect(one.row)
    place = f"{one.row.division.name} · {one.get_kind_display()}：{one.reason}"
    context = {"form": form, "title": "撤销加减分", "place": place, "back": one.row.get_absolute_url()}
    return render(request, "governance/form.html", context, status=422 if form.is_bound else 200)


@require_POST
def file_add(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    one = _read(request, pk)
    form = forms.FileForm(request.POST, request.FILES)
    if form.is_valid():
        with add_errors(form) as attempt:
            rows.add_file(one, form.cleaned_data["file"], by=request.user)
        if attempt.succeeded:
            messages.success(request, "佐证已上传。")
            return redirect(one)
    return _show(request, one, file_form=form)


@require_GET
def file_get(request: SignedIn, pk: uuid.UUID, file: uuid.UUID) -> FileResponse | HttpResponse:
    one = _read(request, pk)
    attachment = get_object_or_404(Attachment.objects.of(one), pk=file)
    record("appraisal_row.file", one, by=request.user, attachment=str(attachment.pk))
    response = open_attachment(attachment)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(attachment.name)}"
    return response


def _as_appraiser(request: SignedIn, one: AppraisalRow) -> AppraisalRow:
    if not is_appraiser(one, request.user):
        raise StepForbidden("加减分由考核单位登记。")
    return one


def _read(request: SignedIn, pk: uuid.UUID) -> AppraisalRow:
    found = AppraisalRow.objects.visible_to(request.user).for_list().annotate(own_table=own_table(request.user))
    return get_object_or_404(found.select_related("assessed_by", "verified_by", "appealed_by", "answered_by"), pk=pk)


def _show(
    request: SignedIn, one: AppraisalRow, refused: StepForm | None = None, file_form: forms.FileForm | None = None
) -> HttpResponse:  # fmt: skip
    table = standings(one.appraisal)
    wrong = drift(one.appraisal, table)
    user, stage = request.user, one.appraisal.state
    steps = WALK.next(user, one, refused)
    context = _told(request, one, table) | {
        "next": steps, "refused": refused, "looks": ROWS, "files": Attachment.objects.of(one),
        "file_form": file_form or (forms.FileForm() if any(step.name == "assess" for step in steps) else None),
        "drift": wrong and {"runs": wrong.runs, "pair": next((p for p in wrong.changes if p[0].row.pk == one.pk), None)},
        "may_adjust": stage in (S.SELF, S.VERIFYING) and not one.withdrawn_at and is_appraiser(one, user),
        "own": one.own_table,  # type: ignore[attr-defined]  # annotated where it is read
    }  # fmt: skip
    status = 422 if refused or (file_form and file_form.errors) else 200
    return render(request, "appraisals/row.html", context, status=status)


def _told(request: SignedIn, one: AppraisalRow, table: list[Standing]) -> dict:
    """How the score came about. A unit hears its rank only with the result."""
    found: Standing = next(each for each in table if each.row.pk == one.pk)
    done = one.appraisal.state == S.PUBLISHED
    above = can_in(request.user, "appraisals.view_appraisalrow", one.appraisal.division_id)
    cap = found.made.cap
    return {
        "row": one, "appraisal": one.appraisal, "one": found, "grades": GRADES, "ranked": above or done, "peers": len(table),
        "dimensions": [(look, found.basis.nodes.get(look.code)) for look in DIMENSIONS.values()], "done": done,
        "cap": Grade(cap).label if cap else "",
    }  # fmt: skip
