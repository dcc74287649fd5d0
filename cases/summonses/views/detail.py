"""One summons: what it is, how it went, what is next; raising a new one; its photos."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.models import Case
from cases.summonses.actions import answers, photos, steps, summonses
from cases.summonses.forms import FORMS, NewSummonsForm, StepForm
from cases.summonses.looks import INVITATIONS, LOOKS, STEPS, look_key
from cases.summonses.models import Summons
from cases.summonses.rules import works_on
from cases.summonses.selectors import divisions_to_raise
from cases.summonses.views.story import next_steps, prepare, story_of
from governance.access.requests import SignedIn
from governance.files.download import open_attachment
from governance.files.models import Attachment
from governance.flow.machine import StepForbidden
from governance.web import metering
from governance.web.forms import add_errors

ACTIONS: dict[str, Callable[..., Any]] = {
    "check": steps.check, "return": steps.send_back, "resubmit": steps.resubmit, "invite": steps.invite, "accept": answers.accept,
    "decline": answers.decline, "arrive": answers.arrive, "report": answers.report, "resolve": steps.resolve, "fail": steps.fail,
    "rate": steps.rate, "again": summonses.again, "escalate": summonses.escalate, "withdraw": summonses.withdraw,
    "attach": photos.attach_photo,
}  # fmt: skip


@require_GET
def summons_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return _show(request, _summons(request, pk))


@require_POST
def summons_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    summons = _summons(request, pk)
    if step not in ACTIONS:
        raise Http404
    if step == "attach" and not works_on(summons, request.user):
        raise StepForbidden("您没有上传的权限。")
    prepare(summons)
    form = FORMS[step](request.POST, request.FILES, name=step, summons=summons, user=request.user)
    if form.is_valid():
        with add_errors(form) as attempt:
            done = _act(step, summons, form.cleaned_data, request.user)
        if attempt.succeeded:
            messages.success(request, f"{summons.number}：{STEPS[step][0]}，已办好。")
            return redirect(done if step == "again" else summons)
    return _show(request, _summons(request, pk), asked=form)


def _act(step: str, summons: Summons, asked: dict[str, Any], by: Any) -> Any:
    """A photo that comes with a step is kept with it or not at all."""
    photo = asked.pop("photo", None) if step != "attach" else None
    done = ACTIONS[step](summons, by=by, **asked)
    if photo:
        photos.attach_photo(summons, by=by, photo=photo)
    return done


@require_http_methods(["GET", "POST"])
def summons_new(request: SignedIn) -> HttpResponse:
    """For the own committee or a street's; `?case=` brings what the case says along."""
    divisions = divisions_to_raise(request.user)
    if not divisions:
        raise PermissionDenied("您不能在这里提出约请。")
    case = _case(request)
    form = NewSummonsForm(request.POST or None, divisions=divisions, initial=_brought(case))
    if form.is_valid():
        with add_errors(form) as attempt:
            summons = summonses.raise_summons(by=request.user, case=case, **form.cleaned_data)
            metering.count(form, kind="summons", division=summons.division_id)
        if attempt.succeeded:
            messages.success(request, f"约请 {summons.number} 已提出，待街道核实。")
            return redirect(summons)
    return render(request, "summonses/new.html", {"form": form, "case": case}, status=422 if form.is_bound else 200)


@require_GET
def summons_file(request: SignedIn, pk: uuid.UUID, file: uuid.UUID) -> FileResponse:
    return open_attachment(get_object_or_404(Attachment.objects.of(_summons(request, pk)), pk=file))


def _case(request: SignedIn) -> Case | None:
    asked = request.GET.get("case")
    if not asked:
        return None
    try:
        pk = uuid.UUID(asked)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(_cases(request), pk=pk)


def _cases(request: SignedIn) -> QuerySet[Case]:
    return Case.objects.visible_to(request.user).standing()


def _brought(case: Case | None) -> dict[str, Any]:
    if case is None:
        return {}
    return {"division": case.division_id, "title": case.title, "place": case.address, "description": case.description}


def _summons(request: SignedIn, pk: uuid.UUID) -> Summons:
    return get_object_or_404(Summons.objects.visible_to(request.user).for_page(), pk=pk)


def _show(request: SignedIn, summons: Summons, asked: StepForm | None = None) -> HttpResponse:
    context = {
        "summons": summons, "story": story_of(request.user, summons), "look": look_key(summons), "looks": LOOKS,
        "invitation_looks": INVITATIONS, "next": next_steps(request.user, summons, asked), "asked": asked,
    }  # fmt: skip
    return render(request, "summonses/summons.html", context, status=422 if asked else 200)
