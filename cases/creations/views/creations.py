"""创建: the list, applying, one with its story and its next steps."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.creations import forms
from cases.creations.actions import creations
from cases.creations.filters import CreationFilter
from cases.creations.flows import CREATION, obstacle
from cases.creations.looks import CREATIONS, STEP_WORDS, look_of
from cases.creations.models import Creation
from governance.access.keyset import Order
from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.access.scoping import holds
from governance.access.selectors import divisions_in_reach, units_below
from governance.flow.machine import StepForbidden
from governance.web.carrying import carried_out
from governance.web.forms import posted
from governance.web.pager import page_of
from governance.web.render import render_part
from governance.web.stepping import Beside, StepForm, Walk

S = Creation.State
WALK = Walk(
    CREATION,
    "creations:step",
    {
        "check": (forms.CheckForm, creations.check), "name": (forms.NameForm, creations.name),
        "recheck": (forms.RecheckForm, creations.recheck), "refuse": (forms.ReasonForm, creations.refuse),
        "revoke": (forms.ReasonForm, creations.revoke), "withdraw": (forms.ReasonForm, creations.withdraw),
    },
    {"withdraw": Beside("撤回", "archive", creations.may_withdraw)},
)  # fmt: skip


@require_GET
def creation_list(request: SignedIn) -> HttpResponse:
    found = Creation.objects.visible_to(request.user).standing().for_list()
    asked = CreationFilter(request.GET, found, request=request)
    rows, today = asked.qs if asked.is_valid() else asked.queryset.none(), timezone.localdate()
    page = page_of(request, rows, Order("recorded_at", descending=True))
    context = {
        "filter": asked, "page": page, "rows": [(one, look_of(one, today)) for one in page.rows], "looks": CREATIONS,
        "due": found.due(today).count(), "units": units_below(request.user), "may_add": holds(request.user, "creations.add_creation"),
    }  # fmt: skip
    return render_part(request, "creations/list.html", "rows", context, status=422 if asked.errors else 200)


@require_http_methods(["GET", "POST"])
def creation_new(request: SignedIn) -> HttpResponse:
    if not holds(request.user, "creations.add_creation"):
        raise StepForbidden("您没有申报创建的权限。")
    reach = divisions_in_reach(request.user, "creations.add_creation").filter(level=Division.Level.COMMITTEE)
    form = forms.ApplyForm(posted(request), divisions=reach.order_by("code"))
    return carried_out(
        request, form, lambda: creations.apply(by=request.user, **form.cleaned_data),
        title="申报创建", done="已申报，待街道核查。", back_to="creations:list",
    )  # fmt: skip


@require_GET
def creation(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return _show(request, _read(request, pk))


@require_POST
def creation_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    row = _read(request, pk)
    refused = WALK.take(request, row, step)
    return redirect(row) if refused is None else _show(request, row, refused)


def _read(request: SignedIn, pk: uuid.UUID) -> Creation:
    return get_object_or_404(Creation.objects.visible_to(request.user).for_list(), pk=pk)


def _show(request: SignedIn, row: Creation, refused: StepForm | None = None) -> HttpResponse:
    told = [(one, *STEP_WORDS[one.step]) for one in row.entries.select_related("by")]
    under_way = not row.withdrawn_at and row.state in (S.APPLIED, S.CHECKED, S.NAMED)
    context = {
        "creation": row, "look": look_of(row, timezone.localdate()), "looks": CREATIONS, "told": told, "refused": refused,
        "next": WALK.next(request.user, row, refused), "obstacle": obstacle(row) if under_way else None,
    }  # fmt: skip
    return render(request, "creations/creation.html", context, status=422 if refused else 200)
