"""The departments of a district: configuration."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from governance.access.actions import departments
from governance.access.models import Department
from governance.access.requests import SignedIn
from governance.access.scoping import can_in, holds
from governance.flow.machine import StepForbidden
from governance.web.account_forms import DepartmentForm
from governance.web.forms import add_errors


@require_GET
def department_list(request: SignedIn) -> HttpResponse:
    return _show(request)


@require_POST
def department_add(request: SignedIn) -> HttpResponse:
    if not holds(request.user, "access.add_department"):
        raise StepForbidden("只有区级管理员能新增部门。")
    form = DepartmentForm(request.user, request.POST)
    if form.is_valid():
        with add_errors(form) as attempt:
            department = departments.create(by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, f"已新增{department.name}。")
            return redirect("departments")
    return _show(request, form)


@require_POST
def department_switch(request: SignedIn, pk: int) -> HttpResponse:
    department = get_object_or_404(Department.objects.visible_to(request.user), pk=pk)
    departments.set_active(department, active=request.POST.get("active") == "true", by=request.user)
    messages.success(request, f"{department.name}已{'启用' if request.POST.get('active') == 'true' else '停用'}。")
    return redirect("departments")


def _show(request: SignedIn, form: DepartmentForm | None = None) -> HttpResponse:
    rows = list(Department.objects.visible_to(request.user).select_related("division"))
    may_add = holds(request.user, "access.add_department")
    context = {
        "rows": [(one, can_in(request.user, "access.change_department", one.division_id)) for one in rows],
        "form": (form or DepartmentForm(request.user)) if may_add else None,
    }
    return render(request, "governance/departments.html", context, status=422 if form else 200)
