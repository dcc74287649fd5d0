"""培训: courses, with their steps."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import can, holds
from governance.access.selectors import divisions_in_reach
from governance.flow.machine import StepForbidden
from governance.web.carrying import carried_out
from governance.web.forms import add_errors, posted
from governance.web.pager import page_of
from governance.web.render import render_part
from workers.actions import trainings
from workers.filters import TrainingFilter
from workers.flows import TRAINING
from workers.forms import SessionForm, TrainingForm
from workers.looks import TRAINING_LOOKS
from workers.models import Session, Training

STEPS = {"open": trainings.open_training, "finish": trainings.finish, "cancel": trainings.cancel}
FIELDS = ("title", "kind", "teacher", "topic")


@require_GET
def training_list(request: SignedIn) -> HttpResponse:
    rows = Training.objects.visible_to(request.user).standing().select_related("division")
    asked = TrainingFilter(request.GET, rows, request=request)
    found = asked.qs if asked.is_valid() else rows.none()
    context = {
        "filter": asked, "page": page_of(request, found.annotate(times=Count("sessions")), Order("pk", descending=True)),
        "looks": TRAINING_LOOKS, "may_add": holds(request.user, "workers.add_training"),
    }  # fmt: skip
    return render_part(request, "workers/trainings.html", "rows", context, status=422 if asked.errors else 200)


@require_http_methods(["GET", "POST"])
def training_new(request: SignedIn) -> HttpResponse:
    if not holds(request.user, "workers.add_training"):
        raise StepForbidden("您没有登记培训的权限。")
    form = TrainingForm(posted(request), divisions=divisions_in_reach(request.user, "workers.add_training"))

    def act() -> Training:
        given = dict(form.cleaned_data)
        return trainings.add_training(given.pop("division"), by=request.user, **given)

    return carried_out(request, form, act, title="登记培训", back_to="workers:trainings")


@require_GET
def training(request: SignedIn, pk: str) -> HttpResponse:
    return _show(request, _training(request, pk))


@require_http_methods(["GET", "POST"])
def training_edit(request: SignedIn, pk: str) -> HttpResponse:
    row = _to_change(request, pk)
    given = {name: getattr(row, name) for name in FIELDS}
    form = TrainingForm(posted(request), divisions=None, initial=given)

    def act() -> Training:
        return trainings.change_training(row, by=request.user, **form.cleaned_data)

    return carried_out(request, form, act, title="修改培训", back=row.get_absolute_url())


@require_POST
def training_step(request: SignedIn, pk: str, step: str) -> HttpResponse:
    row = _training(request, pk)
    if step not in STEPS:
        raise Http404
    form = forms.Form(request.POST)
    if form.is_valid():
        with add_errors(form) as attempt:
            STEPS[step](row, by=request.user)
        if attempt.succeeded:
            messages.success(request, f"{TRAINING.steps[step].label}，已办好。")
            return redirect(row)
    return _show(request, row, refused=form)


@require_http_methods(["GET", "POST"])
def session_new(request: SignedIn, pk: str) -> HttpResponse:
    row = _to_change(request, pk)
    form = SessionForm(posted(request))

    def act() -> Training:
        trainings.add_session(row, by=request.user, **form.cleaned_data)
        return row

    return carried_out(request, form, act, title="加场次", place=row.title, back=row.get_absolute_url())


@require_http_methods(["GET", "POST"])
def session_edit(request: SignedIn, pk: str) -> HttpResponse:
    row = get_object_or_404(Session.objects.visible_to(request.user).select_related("training"), pk=pk)
    if not can(request.user, "workers.change_session", row):
        raise StepForbidden("您没有修改这一场的权限。")
    form = SessionForm.of(row, posted(request))

    def act() -> Training:
        trainings.change_session(row, by=request.user, **form.cleaned_data)
        return row.training

    place, back = row.training.title, row.training.get_absolute_url()
    return carried_out(request, form, act, title="修改场次", place=place, back=back)


def _training(request: SignedIn, pk: str) -> Training:
    return get_object_or_404(Training.objects.visible_to(request.user).select_related("division"), pk=pk)


def _to_change(request: SignedIn, pk: str) -> Training:
    row = _training(request, pk)
    if not can(request.user, "workers.change_training", row):
        raise StepForbidden("您没有修改这项培训的权限。")
    return row


def _show(request: SignedIn, row: Training, *, refused: forms.Form | None = None) -> HttpResponse:
    """Of a session, how many places are taken is told to everybody; who took them only within reach."""
    standing = Q(attendances__withdrawn_at=None)
    sessions = Session.objects.visible_to(request.user).filter(training=row).annotate(
        taken=Count("attendances", filter=standing),
        came=Count("attendances", filter=standing & Q(attendances__attended=True)),
    )  # fmt: skip
    context = {
        "training": row, "sessions": sessions, "looks": TRAINING_LOOKS, "steps": TRAINING.open_to(request.user, row),
        "may_change": can(request.user, "workers.change_training", row), "refused": refused, "now": timezone.now(),
        "sees_people": holds(request.user, "workers.view_attendance"),
    }  # fmt: skip
    return render(request, "workers/training.html", context, status=422 if refused else 200)
