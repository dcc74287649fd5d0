"""A new case, with what its category asks."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cases.actions import cases
from cases.forms import NewCaseForm
from cases.lookups import category_at
from cases.models import Case
from cases.selectors import divisions_to_open, entrance_of
from governance.access.requests import SignedIn
from governance.web import metering
from governance.web.forms import add_errors, posted
from neighborhoods.models import Household


@require_GET
def case_questions(request: SignedIn) -> HttpResponse:
    """The fields that the chosen category adds; the page asks for them when it is chosen."""
    divisions = divisions_to_open(request.user)
    if not divisions:
        raise PermissionDenied("您不能在这里登记工单。")
    given = {name: request.GET.get(name, "") for name in ("division", "category")}
    form = NewCaseForm(divisions=divisions, initial=given)
    return render(request, "cases/_questions.html", {"form": form})


@require_http_methods(["GET", "POST"])
def case_new(request: SignedIn) -> HttpResponse:
    """For the own committee or a street's; `?household=` brings the place along."""
    divisions = divisions_to_open(request.user)
    if not divisions:
        raise PermissionDenied("您不能在这里登记工单。")
    household = _household(request)
    given = {"division": household.division_id, "address": household.address.text} if household else {}
    form = NewCaseForm(posted(request), divisions=divisions, initial=given | {"source": Case.Source.PASSIVE})
    if form.is_valid():
        with add_errors(form) as attempt:
            case = _open(request, form.opening(), household)
            metering.count(form, kind="case", division=case.division_id)
        if attempt.succeeded:
            messages.success(request, f"工单 {case.number} 已登记，待立案。")
            return redirect(case)
    return render(
        request, "cases/new.html", {"form": form, "household": household}, status=422 if form.is_bound else 200
    )


def _open(request: SignedIn, asked: dict[str, Any], household: Household | None) -> Case:
    asked["category"] = category_at(asked["division"].code, asked["category"])
    return cases.open_case(by=request.user, household=household, entrance=entrance_of(request.user), **asked)


def _household(request: SignedIn) -> Household | None:
    asked = request.GET.get("household")
    if not asked:
        return None
    try:
        pk = uuid.UUID(asked)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(Household.objects.visible_to(request.user).for_list(), pk=pk)
