"""督导标准: the lines of the checklist, taking over the sample, adding and retiring one."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access.requests import SignedIn
from governance.access.scoping import can, holds
from governance.flow.machine import StepForbidden
from governance.web.forms import add_errors, posted
from indices.plans.actions import standards
from indices.plans.forms.inspecting import ItemForm
from indices.plans.models import StandardItem
from indices.plans.views.plans import districts

ADD, CHANGE = "plans.add_standarditem", "plans.change_standarditem"


@require_GET
def standard(request: SignedIn) -> HttpResponse:
    items = StandardItem.objects.visible_to(request.user).filter(active=True).select_related("division")
    may_add = holds(request.user, ADD)
    places = list(districts(request.user, ADD)[:50]) if may_add else []
    context = {"items": items.order_by("division", "number"), "may_add": may_add, "places": places}
    return render(request, "plans/standard.html", context)


@require_POST
def standard_adopt(request: SignedIn) -> HttpResponse:
    division = get_object_or_404(districts(request.user, ADD), pk=request.POST.get("division", "")[:12])
    made = standards.adopt_standard(division, by=request.user)
    messages.success(request, f"已取用 {len(made)} 条示例标准。" if made else "示例标准都已经有了。")
    return redirect("plans:standard")


@require_http_methods(["GET", "POST"])
def standard_new(request: SignedIn) -> HttpResponse:
    form = ItemForm(posted(request), districts=districts(request.user, ADD))
    if form.is_valid():
        with add_errors(form) as attempt:
            standards.add_item(by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, "标准项已新增，从下一次督导起使用。")
            return redirect("plans:standard")
    context = {"form": form, "title": "新增标准项", "back_to": "plans:standard"}
    return render(request, "governance/form.html", context, status=422 if form.is_bound else 200)


@require_POST
def standard_retire(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    item = get_object_or_404(StandardItem.objects.visible_to(request.user), pk=pk)
    if not can(request.user, CHANGE, item):
        raise StepForbidden("您没有修改督导标准的权限。")
    standards.retire(item, by=request.user)
    messages.success(request, "已停用，以后的督导不再检查这一条。")
    return redirect("plans:standard")
