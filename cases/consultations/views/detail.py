"""One consultation: what it is about, how it went, what is next; its minutes on paper; raising a new one."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.consultations.actions import consultations, duties, meetings, photos
from cases.consultations.forms import DUTY_FORMS, FORMS, NewConsultationForm, StepForm
from cases.consultations.looks import DUTIES, LOOKS, STEPS, look_key
from cases.consultations.models import Consultation, Duty
from cases.consultations.rules import works_on
from cases.consultations.views.story import next_steps, prepare, story_of
from cases.models import Case
from governance.access.requests import SignedIn
from governance.access.scoping import holds
from governance.files.download import open_attachment
from governance.files.models import Attachment
from governance.flow.machine import StepForbidden
from governance.web import metering
from governance.web.forms import add_errors, posted

ACTIONS: dict[str, Callable[..., Any]] = {
    "consult": consultations.consult, "answer": consultations.answer, "hold": meetings.hold, "minute": meetings.minute,
    "assign": meetings.assign, "close": meetings.close, "withdraw": consultations.withdraw, "attach": photos.attach_photo,
}  # fmt: skip
DUTY_ACTIONS: dict[str, Callable[..., Any]] = {
    "fulfil": duties.fulfil,
    "pass": duties.pass_duty,
    "return": duties.send_back,
}


@require_GET
def consultation_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return _show(request, _consultation(request, pk))


@require_GET
def minutes(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """The minutes as they are printed and signed."""
    consultation = _consultation(request, pk)
    if consultation.minuted_at is None:
        raise Http404
    prepare(consultation)
    laid = consultation.duties.standing().select_related("department").order_by("ordinal")
    return render(request, "consultations/minutes.html", {"consultation": consultation, "duties": laid})


@require_POST
def consultation_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    consultation = _consultation(request, pk)
    if step not in ACTIONS:
        raise Http404
    if step == "attach" and not works_on(consultation, request.user):
        raise StepForbidden("您没有上传的权限。")
    prepare(consultation)
    form = FORMS[step](request.POST, request.FILES, name=step, row=consultation, user=request.user)
    if form.is_valid():
        with add_errors(form) as attempt:
            _act(step, consultation, form.cleaned_data, request.user)
        if attempt.succeeded:
            messages.success(request, f"{consultation.number}：{STEPS[step][0]}，已办好。")
            return redirect(consultation)
    return _show(request, _consultation(request, pk), asked=form)


def _act(step: str, consultation: Consultation, asked: dict[str, Any], by: Any) -> None:
    """A photo that comes with a step is kept with it or not at all."""
    photo = asked.pop("photo", None) if step != "attach" else None
    ACTIONS[step](consultation, by=by, **asked)
    if photo:
        photos.attach_photo(consultation, by=by, photo=photo)


@require_POST
def duty_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    duty = get_object_or_404(Duty.objects.visible_to(request.user).for_list(), pk=pk)
    if step not in DUTY_ACTIONS:
        raise Http404
    form = DUTY_FORMS[step](request.POST, name=step, row=duty, user=request.user)
    if form.is_valid():
        with add_errors(form) as attempt:
            DUTY_ACTIONS[step](duty, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, f"第 {duty.ordinal} 项任务：{STEPS[step][0]}，已办好。")
            return redirect(duty)
    return _show(request, _consultation(request, duty.consultation_id), asked=form)


@require_http_methods(["GET", "POST"])
def consultation_new(request: SignedIn) -> HttpResponse:
    """On the cases of the address (`?case=`, several times if need be), or those whose numbers are typed."""
    if not holds(request.user, "consultations.add_consultation"):
        raise PermissionDenied("您不能提出会商。")
    form = NewConsultationForm(posted(request), user=request.user, initial=_brought(request))
    if form.is_valid():
        asked = form.cleaned_data
        with add_errors(form) as attempt:
            made = consultations.raise_consultation(by=request.user, cases=asked.pop("numbers"), **asked)
            metering.count(form, kind="consultation", division=made.division_id)
        if attempt.succeeded:
            messages.success(request, f"会商 {made.number} 已提出，待征询部门意见。")
            return redirect(made)
    return render(request, "consultations/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
def consultation_file(request: SignedIn, pk: uuid.UUID, file: uuid.UUID) -> FileResponse:
    return open_attachment(get_object_or_404(Attachment.objects.of(_consultation(request, pk)), pk=file))


def _brought(request: SignedIn) -> dict[str, Any]:
    """A case that is not there, or not for this person, is a wrong address."""
    try:
        asked = {uuid.UUID(text) for text in request.GET.getlist("case")}
    except ValueError:
        raise Http404 from None
    found = list(Case.objects.visible_to(request.user).standing().filter(pk__in=asked).order_by("number"))
    if len(found) != len(asked):
        raise Http404
    return {"numbers": "\n".join(case.number for case in found), "title": found[0].title if found else ""}


def _consultation(request: SignedIn, pk: uuid.UUID) -> Consultation:
    return get_object_or_404(Consultation.objects.visible_to(request.user).for_list(), pk=pk)


def _show(request: SignedIn, consultation: Consultation, asked: StepForm | None = None) -> HttpResponse:
    context = {
        "consultation": consultation, "story": story_of(request.user, consultation, asked), "look": look_key(consultation),
        "looks": LOOKS, "duty_looks": DUTIES, "next": next_steps(request.user, consultation, asked), "asked": asked,
        "now": timezone.now(),
    }  # fmt: skip
    return render(request, "consultations/consultation.html", context, status=422 if asked else 200)
