"""第三方评估: commissioned, delivered as a file, accepted, and shown beside the index."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import can, holds
from governance.audit.log import record
from governance.files.download import open_attachment
from governance.files.models import Attachment
from governance.flow.machine import StepForbidden
from governance.web import sheets
from governance.web.forms import add_errors, posted
from governance.web.pager import page_of
from governance.web.render import render_part
from governance.web.stepping import Beside, StepForm, Walk
from indices.appraisals import forms
from indices.appraisals.actions import external as actions
from indices.appraisals.filters import ExternalFilter
from indices.appraisals.flows import EXTERNAL
from indices.appraisals.looks import EXTERNAL as LOOKS
from indices.appraisals.models import ExternalAssessment
from indices.appraisals.selectors.beside import compare
from indices.appraisals.selectors.sheets import NAME, SCORE, UNIT

S = ExternalAssessment.State
CHART = ("单位", "指数名次", "较前", "较后", "第三方名次")
DRAWN = 6  # units in the drawing; all of them stand in the table


def _may_publish(user: Any, row: ExternalAssessment) -> bool:
    ready = row.state == S.ACCEPTED and row.published_at is None
    return ready and can(user, "appraisals.publish_externalassessment", row)


def _may_withdraw(user: Any, row: ExternalAssessment) -> bool:
    open_ = row.state != S.ACCEPTED and row.withdrawn_at is None
    return open_ and can(user, "appraisals.withdraw_externalassessment", row)


WALK = Walk(
    EXTERNAL,
    "appraisals:external-step",
    {
        "accept": (forms.AcceptForm, actions.accept), "return": (forms.ReasonForm, actions.send_back),
        "publish": (StepForm, actions.publish), "withdraw": (forms.ReasonForm, actions.withdraw),
    },
    {"publish": Beside("在公众页公开", "megaphone", _may_publish), "withdraw": Beside("撤回", "archive", _may_withdraw)},
)  # fmt: skip


@require_GET
def external_list(request: SignedIn) -> HttpResponse:
    found = ExternalAssessment.objects.for_reader(request.user).standing().for_list()
    asked = ExternalFilter(request.GET, found, request=request)
    rows = asked.qs if asked.is_valid() else asked.queryset.none()
    context = {
        "filter": asked, "page": page_of(request, rows, Order("recorded_at", descending=True)), "looks": LOOKS,
        "may_add": holds(request.user, "appraisals.add_externalassessment"), "today": timezone.localdate(),
    }  # fmt: skip
    return render_part(request, "appraisals/externals.html", "rows", context, status=422 if asked.errors else 200)


@require_http_methods(["GET", "POST"])
def external_new(request: SignedIn) -> HttpResponse:
    if not holds(request.user, "appraisals.add_externalassessment"):
        raise StepForbidden("您没有登记第三方评估的权限。")
    form = forms.ExternalForm(request.user, posted(request))
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            row = actions.commission(by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, "已登记委托。受托机构交来得分表后，在这里上传。")
            return redirect(row)
    context = {"form": form, "title": "登记第三方评估", "back_to": "appraisals:externals"}
    return render(request, "governance/form.html", context, status=422 if form.is_bound else 200)


@require_GET
def external(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return _show(request, _read(request, pk))


@require_POST
def external_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    row = _read(request, pk)
    refused = WALK.take(request, row, step)
    return redirect(row) if refused is None else _show(request, row, refused)


@require_POST
def upload(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    row = _read(request, pk)
    if not can(request.user, "appraisals.change_externalassessment", row):
        raise StepForbidden("您没有提交评估结果的权限。")
    form = forms.DeliverForm(request.POST, request.FILES)
    if form.is_valid():
        with add_errors(form) as attempt:
            actions.deliver_file(row, by=request.user, upload=form.cleaned_data["file"])
        if attempt.succeeded:
            messages.success(request, "得分表已导入，原件已存档。")
            return redirect(row)
    return _show(request, row, upload_form=form)


@require_GET
def template(request: SignedIn, pk: uuid.UUID) -> FileResponse:
    """The table to fill in, with the units in it already."""
    row = _read(request, pk)
    lines: Iterator[tuple[Any, ...]] = ((unit.code, sheets.plain(unit.name), "") for unit in actions.units_of(row))
    book = sheets.workbook("得分", (UNIT, NAME, SCORE), (16, 28, 10), lines)
    return FileResponse(book, as_attachment=True, filename=f"{row.title}-得分表.xlsx")


@require_GET
def file_get(request: SignedIn, pk: uuid.UUID, file: uuid.UUID) -> FileResponse | HttpResponse:
    row = _read(request, pk)
    attachment = get_object_or_404(Attachment.objects.of(row), pk=file)
    record("external_assessment.file", row, by=request.user, attachment=str(attachment.pk))
    response = open_attachment(attachment)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(attachment.name)}"
    return response


def _read(request: SignedIn, pk: uuid.UUID) -> ExternalAssessment:
    return get_object_or_404(ExternalAssessment.objects.for_reader(request.user).for_list(), pk=pk)


def _show(
    request: SignedIn, row: ExternalAssessment, refused: StepForm | None = None, upload_form: forms.DeliverForm | None = None
) -> HttpResponse:  # fmt: skip
    may_deliver = (
        row.state == S.COMMISSIONED
        and not row.withdrawn_at
        and can(request.user, "appraisals.change_externalassessment", row)
    )
    both = compare(row) if row.state != S.COMMISSIONED else None
    context = {
        "row": row, "looks": LOOKS, "next": WALK.next(request.user, row, refused), "refused": refused, "both": both,
        "upload_form": (upload_form or forms.DeliverForm()) if may_deliver else None, "files": Attachment.objects.of(row),
        "chart": _drawn(both) if both else None, "chart_head": CHART, "today": timezone.localdate(),
    }  # fmt: skip
    failed = refused or (upload_form and upload_form.errors)
    return render(request, "appraisals/external.html", context, status=422 if failed else 200)


def _drawn(both: Any) -> list[list[Any]]:
    """Our rank as the point, theirs and ours as the ends of the line, for the widest differences."""
    pairs = [one for one in both.pairs if one.moved is not None][:DRAWN]
    return [
        [
            one.unit.name,
            one.our_rank,
            min(one.our_rank, one.their_rank),
            max(one.our_rank, one.their_rank),
            one.their_rank,
        ]
        for one in pairs
    ]
