"""The categories of a district: how many working days, which department, whether still in use."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from cases.actions import categories
from cases.forms import CategoryForm
from cases.models import Category
from governance.access.scoping import can
from governance.flow.machine import StepForbidden
from governance.web.forms import add_errors


@require_GET
def category_list(request: HttpRequest) -> HttpResponse:
    found = Category.objects.visible_to(request.user).select_related("department", "division")
    mine = set(Category.objects.visible_to(request.user, "cases.change_category").values_list("pk", flat=True))
    return render(request, "cases/categories.html", {"categories": found, "mine": mine})


@require_http_methods(["GET", "POST"])
def category_edit(request: HttpRequest, pk: int) -> HttpResponse:
    category = get_object_or_404(Category.objects.visible_to(request.user), pk=pk)
    if not can(request.user, "cases.change_category", category):
        raise StepForbidden("类别由区级管理员维护。")
    form = CategoryForm(request.POST or None, category=category)
    if form.is_valid():
        with add_errors(form) as attempt:
            categories.change(category, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, f"“{category.name}”已保存。")
            return redirect("cases:categories")
    return render(
        request, "cases/category.html", {"form": form, "category": category}, status=422 if form.is_bound else 200
    )
