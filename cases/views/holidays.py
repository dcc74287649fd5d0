"""特殊日: days on which a district works, or does not, unlike the national calendar."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cases.forms import SpecialDayForm
from cases.selectors import divisions_to_set
from governance.access.requests import SignedIn
from governance.flow import special_days
from governance.flow.machine import StepForbidden
from governance.flow.models import SpecialDay
from governance.web.forms import add_errors, posted


@require_http_methods(["GET", "POST"])
def holiday_list(request: SignedIn) -> HttpResponse:
    """Everybody sees the days that count where they work; the district sets them."""
    divisions = divisions_to_set(request.user)
    if request.method == "POST" and not divisions:
        raise StepForbidden("特殊日由区级管理员维护。")
    form = SpecialDayForm(posted(request), divisions=divisions) if divisions else None
    if form and form.is_valid():
        with add_errors(form) as attempt:
            row = special_days.add(by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, f"{row.day:%Y-%m-%d} {row.name}，已登记，从现在起计算的期限按它算。")
            return redirect("cases:holidays")
    days = SpecialDay.objects.visible_to(request.user).standing().select_related("division")[:400]
    mine = {one.code for one in divisions}
    context = {"form": form, "days": days, "mine": mine}
    return render(request, "cases/holidays.html", context, status=422 if form and form.is_bound else 200)


@require_POST
def holiday_withdraw(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    row = get_object_or_404(SpecialDay.objects.visible_to(request.user), pk=pk)
    special_days.withdraw(row, by=request.user)
    messages.success(request, f"{row.day:%Y-%m-%d} {row.name}，已撤销。已定的期限不变。")
    return redirect("cases:holidays")
