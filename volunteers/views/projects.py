"""服务项目: the list, one with its shifts, its life."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import can
from governance.access.selectors import units_below
from governance.web.carrying import carried_out
from governance.web.forms import posted
from governance.web.pager import page_of
from governance.web.render import render_part
from volunteers.actions import projects
from volunteers.filters import ProjectFilter
from volunteers.flows import PROJECT
from volunteers.forms import ProjectForm
from volunteers.looks import PROJECTS
from volunteers.models import Project, Shift, Unit
from volunteers.views.carrying import demand, stepped

ACTIONS = {"open": projects.open_project, "close": projects.close_project}
TAKEN = Count("records", filter=~Q(records__state="cancelled") & Q(records__withdrawn_at=None))
PAST = 20  # shifts shown that are over


@require_GET
def project_list(request: SignedIn) -> HttpResponse:
    rows = Project.objects.visible_to(request.user).standing().select_related("unit", "division")
    asked = ProjectFilter(request.GET, rows, request=request)
    page = page_of(request, asked.qs, Order("pk", descending=True))
    coming = Shift.objects.visible_to(request.user).to_come(timezone.now()).filter(project__in=page.rows)
    context = {
        "filter": asked, "page": page, "looks": PROJECTS, "tab": "projects", "places": units_below(request.user),
        "coming": dict(coming.order_by().values_list("project").annotate(Count("pk"))),
        "may_add": _units(request).exists(),
    }  # fmt: skip
    return render_part(request, "volunteers/projects.html", "rows", context, status=422 if asked.errors else 200)


@require_http_methods(["GET", "POST"])
def project_new(request: SignedIn) -> HttpResponse:
    offered = _units(request)
    if not offered.exists():
        raise PermissionDenied("您的范围内没有启用的志愿者组织，不能新建项目。")
    form = ProjectForm(offered, posted(request), initial={"unit": request.GET.get("unit")})

    def act() -> Project:
        return projects.add_project(by=request.user, **form.cleaned_data)

    done = "已登记。排好班次后开始招募。"
    return carried_out(request, form, act, title="新建服务项目", back="/volunteers/projects/", done=done)


@require_GET
def project_detail(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    project, now = _project(request, pk), timezone.now()
    shifts = Shift.objects.visible_to(request.user).standing().filter(project=project).annotate(taken=TAKEN)
    context = {
        "project": project, "looks": PROJECTS, "steps": PROJECT.open_to(request.user, project),
        "coming": shifts.to_come(now).order_by("starts_at"),
        "past": shifts.exclude(ends_at__gt=now, cancelled_at=None).order_by("-starts_at")[:PAST],
        "may_change": can(request.user, "volunteers.change_project", project) and project.state != Project.State.CLOSED,
    }  # fmt: skip
    return render(request, "volunteers/project.html", context)


@require_http_methods(["GET", "POST"])
def project_edit(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    project = _project(request, pk)
    demand(request, "volunteers.change_project", project)
    now = {name: getattr(project, name) for name in ("title", "theme", "campaign", "description")}
    form = ProjectForm(None, posted(request), initial=now)

    def act() -> Project:
        return projects.change_project(project, by=request.user, **form.cleaned_data)

    return carried_out(
        request, form, act, title="修改服务项目", back=project.get_absolute_url(), place=project.unit.name
    )


@require_POST
def project_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    project = _project(request, pk)
    return stepped(request, PROJECT, ACTIONS, project, step, name=project.title)


def _project(request: SignedIn, pk: uuid.UUID) -> Project:
    return get_object_or_404(Project.objects.visible_to(request.user).select_related("unit", "division"), pk=pk)


def _units(request: SignedIn):
    """Those whose projects the user may add."""
    reach = Unit.objects.visible_to(request.user, "volunteers.add_project").standing()
    return reach.filter(state=Unit.State.ACTIVE)
