"""One submission: its figures beside the month before, its steps, its evidence."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from governance.access.requests import SignedIn
from governance.files.download import open_attachment
from governance.files.models import Attachment
from governance.web.forms import add_errors
from governance.web.stepping import Beside, StepForm, Walk
from indices.submissions import forms
from indices.submissions.actions import sampling, submissions
from indices.submissions.flows import SUBMISSION
from indices.submissions.indicators import reported
from indices.submissions.looks import SUBMISSIONS
from indices.submissions.models import Submission
from indices.submissions.selectors.surveys import estimate

WALK = Walk(
    SUBMISSION,
    "submissions:step",
    {
        "review": (StepForm, submissions.review), "uphold": (StepForm, sampling.uphold),
        "resubmit": (forms.ResubmitForm, submissions.resubmit), "return": (forms.ReasonForm, submissions.send_back),
        "overturn": (forms.ReasonForm, sampling.overturn), "withdraw": (forms.ReasonForm, submissions.withdraw),
    },
    {"withdraw": Beside("撤回", "archive", submissions.may_withdraw)},
)  # fmt: skip


@require_GET
def submission(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return _show(request, _read(request, pk))


@require_POST
def submission_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    row = _read(request, pk)
    refused = WALK.take(request, row, step)
    return redirect(row) if refused is None else _show(request, row, refused)


@require_POST
def evidence_new(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    row, form = _read(request, pk), forms.EvidenceForm(request.POST, request.FILES)
    submissions.require_attaching(row, request.user)
    if form.is_valid():
        with add_errors(form) as attempt:
            submissions.attach_evidence(row, by=request.user, file=form.cleaned_data["file"])
        if attempt.succeeded:
            messages.success(request, "证明材料已上传。")
            return redirect(row)
    return _show(request, row, evidence=form)


@require_GET
def evidence(request: SignedIn, pk: uuid.UUID, file: uuid.UUID) -> FileResponse | HttpResponse:
    return open_attachment(get_object_or_404(Attachment.objects.of(_read(request, pk)), pk=file))


def _read(request: SignedIn, pk: uuid.UUID) -> Submission:
    found = Submission.objects.visible_to(request.user).for_list().select_related("created_by")
    return get_object_or_404(found, pk=pk)


def _show(
    request: SignedIn, row: Submission, refused: StepForm | None = None, evidence: forms.EvidenceForm | None = None
) -> HttpResponse:
    one = reported().get(row.indicator)
    near = Submission.objects.visible_to(request.user).valid().filter(indicator=row.indicator, division=row.division_id)
    context = {
        "submission": row, "one": one, "looks": SUBMISSIONS, "next": WALK.next(request.user, row, refused), "refused": refused,
        "files": Attachment.objects.of(row).select_related("uploaded_by"), "evidence_form": evidence or forms.EvidenceForm(),
        "may_attach": submissions.may_attach(request.user, row),
        "before": near.filter(period__lt=row.period).order_by("-period")[:6],
        "estimate": estimate([row]) if one is not None and one.survey else None,
    }  # fmt: skip
    return render(request, "submissions/submission.html", context, status=422 if refused or evidence else 200)
