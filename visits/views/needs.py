"""Needs that the committee follows up itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from governance.access.keyset import Order
from governance.access.scoping import can
from governance.web.forms import add_errors
from governance.web.pager import page_of
from governance.web.render import render_part
from visits.actions import needs
from visits.filters import NeedFilter
from visits.forms import FollowUpForm, ResolveForm
from visits.models import Need


@require_GET
def need_list(request: HttpRequest) -> HttpResponse:
    asked = NeedFilter(request.GET, Need.objects.visible_to(request.user).standing().for_list(), request=request)
    page = page_of(
        request, asked.qs if asked.is_valid() else asked.queryset.none(), Order("raised_at", descending=True)
    )
    return render_part(
        request, "visits/needs.html", "rows", {"filter": asked, "page": page}, status=422 if asked.errors else 200
    )


@require_GET
def need_detail(request: HttpRequest, pk: str) -> HttpResponse:
    return _show(request, _need(request, pk))


@require_POST
def need_resolve(request: HttpRequest, pk: str) -> HttpResponse:
    need, form = _need(request, pk), ResolveForm(request.POST)
    if form.is_valid():
        with add_errors(form) as attempt:
            needs.resolve(need, by=request.user, outcome=form.cleaned_data["outcome"])
        if attempt.succeeded:
            messages.success(request, "需求已办结。")
            return redirect("visits:need", pk=need.pk)
    return _show(request, need, resolve=form)


@require_POST
def need_follow_up(request: HttpRequest, pk: str) -> HttpResponse:
    need, form = _need(request, pk), FollowUpForm(request.POST)
    if form.is_valid():
        with add_errors(form) as attempt:
            needs.follow_up(need, by=request.user, on=form.cleaned_data["on"])
        if attempt.succeeded:
            messages.success(request, "回访日期已改。")
            return redirect("visits:need", pk=need.pk)
    return _show(request, need, follow_up=form)


def _need(request: HttpRequest, pk: str) -> Need:
    return get_object_or_404(Need.objects.visible_to(request.user).for_list(), pk=pk)


def _show(
    request: HttpRequest, need: Need, resolve: ResolveForm | None = None, follow_up: FollowUpForm | None = None
) -> HttpResponse:
    waiting = not (need.case_id or need.resolved_at or need.withdrawn_at)
    context = {
        "need": need, "may_act": waiting and can(request.user, "visits.change_need", need),
        "resolve": resolve or ResolveForm(), "follow_up": follow_up or FollowUpForm(initial={"on": need.follow_up_on}),
    }  # fmt: skip
    return render(request, "visits/need.html", context, status=422 if resolve or follow_up else 200)
