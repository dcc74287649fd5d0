"""河长制: the sections with what is due, setting one up, one with its patrols."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cases.creations.actions import rivers
from cases.creations.filters import SectionFilter
from cases.creations.forms import EndForm, PatrolForm, SectionForm
from cases.creations.looks import RIVERS, river_look
from cases.creations.models import RiverPatrol, RiverSection
from cases.creations.selectors import coverage
from cases.hazards.actions.places import PLACES
from cases.models import Case
from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.access.scoping import can, can_in, holds
from governance.access.selectors import divisions_in_reach, units_below
from governance.flow.machine import StepForbidden
from governance.web.carrying import carried_out
from governance.web.forms import posted
from governance.web.render import render_part

MOST = 200  # sections on one page, those most overdue first
LATEST = 50  # patrols shown with a section


@require_GET
def river_list(request: SignedIn) -> HttpResponse:
    found = RiverSection.objects.visible_to(request.user).standing()
    asked, today = SectionFilter(request.GET, found.for_list(), request=request), timezone.localdate()
    rows = (asked.qs if asked.is_valid() else asked.queryset.none()).with_rounds().order_by("due_on", "code", "pk")
    context = {
        "filter": asked, "rows": [(one, river_look(one, today)) for one in rows[:MOST]], "most": MOST, "looks": RIVERS,
        "coverage": coverage(found, today), "units": units_below(request.user), "may_add": holds(request.user, "creations.add_riversection"),
    }  # fmt: skip
    return render_part(request, "creations/rivers.html", "rows", context, status=422 if asked.errors else 200)


@require_http_methods(["GET", "POST"])
def river_new(request: SignedIn) -> HttpResponse:
    """In the own street or committee, or in the one that `?division=` names."""
    if not holds(request.user, "creations.add_riversection"):
        raise StepForbidden("您没有登记河段的权限。")
    reach = divisions_in_reach(request.user, "creations.add_riversection").filter(level__in=PLACES).order_by("code")
    units = list(reach)
    division = _chosen(units, request.GET.get("division", ""))
    form = SectionForm(posted(request), division=division.code)
    return carried_out(
        request, form, lambda: rivers.add_section(by=request.user, division=division, **form.cleaned_data),
        title="登记河段", done="河段已登记。", template="creations/river_new.html", division=division, units=units,
    )  # fmt: skip


@require_GET
def river(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return show(request, read(request, pk))


@require_http_methods(["GET", "POST"])
def river_edit(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    row = read(request, pk)
    if not can(request.user, "creations.change_riversection", row):
        raise StepForbidden("您没有修改河段的权限。")
    form = SectionForm(posted(request), division=row.division_id, section=row)
    return carried_out(
        request, form, lambda: rivers.change_section(row, by=request.user, **form.cleaned_data),
        title=f"修改 {row}", back=row.get_absolute_url(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def river_end(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    row = read(request, pk)
    if not can(request.user, "creations.withdraw_riversection", row):
        raise StepForbidden("您没有撤销河段的权限。")
    form = EndForm(posted(request), name="end", row=row)
    return carried_out(
        request, form, lambda: rivers.end_section(row, by=request.user, **form.cleaned_data),
        title=f"撤销 {row}", done=f"{row} 已撤销。", to="creations:rivers", back=row.get_absolute_url(),
    )  # fmt: skip


def read(request: SignedIn, pk: uuid.UUID) -> RiverSection:
    found = RiverSection.objects.visible_to(request.user).with_rounds().for_list()
    return get_object_or_404(found, pk=pk)


def patrol_form(request: SignedIn, row: RiverSection) -> PatrolForm | None:
    """None where this person records no patrol."""
    if row.withdrawn_at or not can_in(request.user, "creations.add_riverpatrol", row.division_id):
        return None
    return PatrolForm(posted(request), section=row, files=can_in(request.user, "cases.add_case", row.division_id))


def show(request: SignedIn, row: RiverSection, form: PatrolForm | None = None) -> HttpResponse:
    user = request.user
    found = RiverPatrol.objects.visible_to(user).standing().filter(section=row).select_related("created_by", "case")
    patrols = list(found.order_by("-patrolled_at", "-pk")[:LATEST])
    cases = set(Case.objects.visible_to(user).filter(river_patrol__in=patrols).values_list("pk", flat=True))
    context = {
        "river": row, "look": river_look(row, timezone.localdate()), "looks": RIVERS, "form": form or patrol_form(request, row), "latest": LATEST,
        "patrols": [(one, one.case_id in cases, rivers.may_withdraw(user, one)) for one in patrols],
        "may_change": not row.withdrawn_at and can(user, "creations.change_riversection", row),
    }  # fmt: skip
    return render(request, "creations/river.html", context, status=422 if form else 200)


def _chosen(units: list[Division], code: str) -> Division:
    """The one of `units` that the address names, else the first. Raises StepForbidden."""
    found = next((one for one in units if not code or one.code == code), None)
    if found is None:
        raise StepForbidden("您没有在这里登记河段的权限。")
    return found
