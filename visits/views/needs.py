"""Needs: following them up, meeting them, and the resident's word at the end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import can
from governance.web.forms import add_errors
from governance.web.pager import page_of
from governance.web.render import render_part
from visits.actions import needs
from visits.filters import NeedFilter
from visits.forms import AnswerForm, FollowUpForm, ResolveForm
from visits.models import Need
from visits.views.visit import look_at


@require_GET
def need_list(request: SignedIn) -> HttpResponse:
    """Those that wait are listed by the day of their follow-up, the oldest first; others by when they were raised."""
    needs = Need.objects.visible_to(request.user).standing().for_list().with_answer()
    asked = NeedFilter(request.GET, needs, request=request)
    found = asked.qs if asked.is_valid() else asked.queryset.none()
    given = asked.form.cleaned_data if asked.is_valid() else {}
    waiting = bool(given.get("waiting") or given.get("overdue"))
    order = Order("follow_up_on") if waiting else Order("raised_at", descending=True)
    page = page_of(request, found.exclude(follow_up_on=None) if waiting else found, order)
    context = {"filter": asked, "page": page, "waiting": waiting, "now": timezone.now()}
    return render_part(request, "visits/needs.html", "rows", context, status=422 if asked.errors else 200)


@require_GET
def need_detail(request: SignedIn, pk: str) -> HttpResponse:
    return _show(request, _need(request, pk))


@require_POST
def need_resolve(request: SignedIn, pk: str) -> HttpResponse:
    need, form = _need(request, pk), ResolveForm(request.POST)
    if form.is_valid():
        with add_errors(form) as attempt:
            needs.resolve(need, by=request.user, outcome=form.cleaned_data["outcome"])
        if attempt.succeeded:
            messages.success(request, "需求已办结。")
            return redirect("visits:need", pk=need.pk)
    return _show(request, need, resolve=form)


@require_POST
def need_follow_up(request: SignedIn, pk: str) -> HttpResponse:
    need, form = _need(request, pk), FollowUpForm(request.POST)
    if form.is_valid():
        with add_errors(form) as attempt:
            needs.follow_up(need, by=request.user, on=form.cleaned_data["on"])
        if attempt.succeeded:
            messages.success(request, "回访日期已改。")
            return redirect("visits:need", pk=need.pk)
    return _show(request, need, follow_up=form)


@require_POST
def need_answer(request: SignedIn, pk: str) -> HttpResponse:
    need, form = _need(request, pk), AnswerForm(request.POST)
    if form.is_valid():
        with add_errors(form) as attempt:
            needs.answer(need, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, "居民的答复已登记。")
            return redirect("visits:need", pk=need.pk)
    return _show(request, need, answer=form)


def _need(request: SignedIn, pk: str) -> Need:
    return get_object_or_404(Need.objects.visible_to(request.user).for_list(), pk=pk)


def _show(request: SignedIn, need: Need, **bound: Any) -> HttpResponse:
    look_at(request, need.visit)
    may_change = can(request.user, "visits.change_need", need)
    context = {
        "need": need, "may_act": need.is_waiting and may_change, "may_answer": bool(need.resolved_at) and may_change,
        "answers": list(need.answers.standing().select_related("by")), "resolve": ResolveForm(), "answer": AnswerForm(),
        "follow_up": FollowUpForm(initial={"on": need.follow_up_on}), "bound": list(bound.values()),
    }  # fmt: skip
    return render(request, "visits/need.html", context | bound, status=422 if bound else 200)
