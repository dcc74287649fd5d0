"""人事变动: the list, applying, and one change with its steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import can, can_in, holds
from governance.access.selectors import divisions_in_reach, units_below
from governance.flow.machine import Step, StepForbidden
from governance.web.forms import add_errors, posted
from governance.web.pager import page_of
from governance.web.render import render_part
from workers.actions import changes
from workers.establishment import too_many
from workers.filters import ChangeFilter
from workers.flows import CHANGE, label_of
from workers.forms import ChangeForm, JoinForm, RejectForm
from workers.looks import KIND_ICONS, looks_of
from workers.lookups import PLACES, current_posting, destinations, district_of, post_at, posts_at
from workers.models import Change, Worker

K = Change.Kind
TITLES = {K.JOIN: "重新入职", K.TRANSFER: "转岗", K.LEAVE: "离职"}
STEPS: dict[str, Callable[..., Change]] = {"submit": changes.submit, "approve": changes.approve, "decide": changes.decide,
         "reject": changes.reject, "recall": changes.recall}  # fmt: skip


@require_GET
def change_list(request: SignedIn) -> HttpResponse:
    asked = ChangeFilter(request.GET, Change.objects.visible_to(request.user).for_list(), request=request)
    found = asked.qs if asked.is_valid() else Change.objects.none()
    page = page_of(request, found, Order("effective_on", descending=True))
    context = {
        "filter": asked, "page": page, "rows": [(one, looks_of(one), KIND_ICONS[one.kind]) for one in page.rows],
        "units": units_below(request.user), "may_add": holds(request.user, "workers.add_change"),
    }  # fmt: skip
    return render_part(request, "workers/changes.html", "rows", context, status=422 if asked.errors else 200)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_new(request: SignedIn) -> HttpResponse:
    """入职 of somebody new."""
    places = divisions_in_reach(request.user, "workers.add_change").filter(level__in=PLACES)
    if not holds(request.user, "workers.add_change"):
        raise StepForbidden("您没有申请人事变动的权限。")
    known = list(places)
    form = JoinForm(posted(request), places=known, posts=posts_at(known[0].code) if known else [])

    def act() -> Change:
        given = dict(form.cleaned_data)
        to = given.pop("to")
        return changes.join(to, by=request.user, post=post_at(to.pk, given.pop("post")), **given)

    return _applied(request, form, act, {"title": "入职申请", "back_to": "workers:changes"})


@require_http_methods(["GET", "POST"])
def change_apply(request: SignedIn, pk: str, kind: str) -> HttpResponse:
    """转岗, 离职 or, of who had left, 入职 again."""
    worker = get_object_or_404(Worker.objects.visible_to(request.user).standing().for_list(), pk=pk)
    if kind not in TITLES:
        raise Http404
    if not can_in(request.user, "workers.add_change", worker.division_id):
        raise StepForbidden("您没有申请人事变动的权限。")
    posting, leaving = current_posting(worker), kind == K.LEAVE
    places = [] if leaving else destinations(district_of(worker.division_id))
    given = {"to": posting.division_id, "post": posting.post.code} if posting else {}
    form = ChangeForm(
        posted(request), places=places, posts=posts_at(worker.division_id), leaving=leaving, initial=given
    )
    context = {
        "title": f"{worker.masked_name} {TITLES[K(kind)]}", "back": worker.get_absolute_url(), "posting": posting,
        "place": worker.number, "kind": kind,
    }  # fmt: skip
    return _applied(request, form, lambda: _apply(request, worker, kind, form.cleaned_data), context)


@require_GET
def change(request: SignedIn, pk: str) -> HttpResponse:
    return _show(request, _change(request, pk))


@require_POST
def change_step(request: SignedIn, pk: str, step: str) -> HttpResponse:
    row = _change(request, pk)
    if step not in STEPS:
        raise Http404
    form = RejectForm(request.POST) if step == "reject" else forms.Form(request.POST)
    if form.is_valid():
        with add_errors(form) as attempt:
            STEPS[step](row, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, f"{label_of(CHANGE.steps[step], row)}，已办好。")
            return redirect(row)
    return _show(request, row, refused=form)


@dataclass(frozen=True, slots=True)
class Next:
    """A step that may be taken, in the words of its procedure; `form` where it asks for something."""

    step: Step
    label: str
    form: forms.Form | None


def _change(request: SignedIn, pk: str) -> Change:
    found = Change.objects.visible_to(request.user).for_list().select_related("created_by", "street_by", "district_by")
    return get_object_or_404(found, pk=pk)


def _show(request: SignedIn, row: Change, *, refused: forms.Form | None = None) -> HttpResponse:
    steps = [
        Next(one, label_of(one, row), _asks(one, refused))
        for one in CHANGE.open_to(request.user, row)
        if one.name in STEPS
    ]
    context: dict[str, Any] = {
        "change": row, "worker": row.worker, "looks": looks_of(row), "next": steps, "refused": refused,
        "kind_icon": KIND_ICONS[row.kind], "now": current_posting(row.worker), "today": timezone.localdate(),
        "full": too_many(row) if row.state in Change.PENDING else "",
        "sees_worker": can(request.user, "workers.view_worker", row.worker) and row.worker.withdrawn_at is None,
    }  # fmt: skip
    return render(request, "workers/change.html", context, status=422 if refused else 200)


def _asks(step: Step, refused: forms.Form | None) -> forms.Form | None:
    if not step.asks:
        return None
    return refused if isinstance(refused, RejectForm) else RejectForm()


def _apply(request: SignedIn, worker: Worker, kind: str, given: dict[str, Any]) -> Change:
    given = dict(given)
    if kind == K.LEAVE:
        return changes.leave(worker, by=request.user, **given)
    to = given.pop("to")
    act = changes.transfer if kind == K.TRANSFER else changes.rejoin
    return act(worker, by=request.user, to=to, post=post_at(to.pk, given.pop("post")), **given)


def _applied(request: SignedIn, form: forms.Form, act: Any, context: dict[str, Any]) -> HttpResponse:
    """Show the form, or apply and, unless only a draft is wanted, hand in at once."""
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            row = act()
            if "draft" not in request.POST:
                row = changes.submit(row, by=request.user)
        if attempt.succeeded:
            messages.success(
                request,
                f"{row.get_kind_display()}申请{'已提交，等街道办理' if row.state != Change.State.DRAFT else '已存为草稿'}。",
            )
            return redirect(row)
    return render(request, "workers/apply.html", context | {"form": form}, status=422 if form.errors else 200)
