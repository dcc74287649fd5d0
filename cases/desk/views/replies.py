"""Reply templates: their upkeep, and filling the text of a step on a case's page."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cases.desk.actions import replies
from cases.desk.forms import ReplyForm
from cases.desk.models import ReplyTemplate
from cases.desk.places import filled
from cases.desk.selectors import replies_for
from cases.forms import FORMS, TextField
from cases.models import Case
from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.access.scoping import can
from governance.access.selectors import divisions_in_reach
from governance.flow.machine import StepForbidden
from governance.web.forms import add_errors, posted

LEVELS = (Division.Level.DISTRICT, Division.Level.SUBDISTRICT)


@require_GET
def reply_list(request: SignedIn) -> HttpResponse:
    found = ReplyTemplate.objects.visible_to(request.user).select_related("division", "category")
    mine = ReplyTemplate.objects.visible_to(request.user, "desk.change_replytemplate").values_list("pk", flat=True)
    context = {"replies": found, "mine": set(mine), "may_add": bool(_divisions(request))}
    return render(request, "desk/replies.html", context)


@require_http_methods(["GET", "POST"])
def reply_new(request: SignedIn) -> HttpResponse:
    divisions = _divisions(request)
    if not divisions:
        raise StepForbidden("回复模板由街道和区级管理员维护。")
    form = ReplyForm(posted(request), divisions=divisions)
    if form.is_valid():
        with add_errors(form) as attempt:
            reply = replies.add(by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, f"模板“{reply.title}”已保存。")
            return redirect("desk:replies")
    return _form(request, form)


@require_http_methods(["GET", "POST"])
def reply_edit(request: SignedIn, pk: int) -> HttpResponse:
    reply = get_object_or_404(ReplyTemplate.objects.visible_to(request.user), pk=pk)
    if not can(request.user, "desk.change_replytemplate", reply):
        raise StepForbidden("这个模板由上级维护，您可以另建本街道的。")
    form = ReplyForm(posted(request), divisions=[], reply=reply)
    if form.is_valid():
        with add_errors(form) as attempt:
            replies.change(reply, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, f"模板“{reply.title}”已保存。")
            return redirect("desk:replies")
    return _form(request, form, reply=reply)


@require_GET
def offered(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    """For htmx, inside a step's form: a choice of templates; with `?reply=` the field, filled in for this case."""
    case = get_object_or_404(Case.objects.visible_to(request.user).for_list(), pk=pk)
    name = _field_of(step, case)
    fitting = replies_for(case, step)
    if not request.GET.get("reply"):
        return render(request, "desk/_offered.html", {"case": case, "step": step, "replies": fitting, "field": name})
    chosen = next((one for one in fitting if str(one.pk) == request.GET["reply"]), None)
    if chosen is None:
        raise Http404
    form = FORMS[step](name=step, case=case, initial={name: filled(chosen.text, case)})
    return render(request, "desk/_filled.html", {"box": form[name]})


def _field_of(step: str, case: Case) -> str:
    """The field of the step's form that takes words. Raises Http404 for a step that asks for none."""
    fields: dict[str, Any] = FORMS[step](name=step, case=case).fields if step in FORMS else {}
    name = next((name for name, one in fields.items() if isinstance(one, TextField)), None)
    if name is None:
        raise Http404
    return name


def _divisions(request: SignedIn) -> list[Division]:
    return list(divisions_in_reach(request.user, "desk.add_replytemplate").filter(level__in=LEVELS).order_by("code"))


def _form(request: SignedIn, form: ReplyForm, **more: Any) -> HttpResponse:
    return render(request, "desk/reply.html", {"form": form, **more}, status=422 if form.is_bound else 200)
