"""The versions of schemes: which there are, what one counts, its steps, its files."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import can_in, holds
from governance.audit.log import record
from governance.web.pager import page_of
from governance.web.render import render_part
from governance.web.stepping import Beside, StepForm, Walk
from indices import looks
from indices.actions import drafting, nightly, schemes
from indices.filters import SchemeFilter
from indices.flows import SCHEME_VERSION
from indices.forms.schemes import WithdrawForm
from indices.models import SchemeVersion
from indices.selectors import exchange
from indices.selectors.schemes import listed, tree

WALK = Walk(
    SCHEME_VERSION,
    "indices:scheme-step",
    {"lock": (StepForm, schemes.lock), "retire": (StepForm, schemes.retire), "withdraw": (WithdrawForm, drafting.withdraw)},
    {"withdraw": Beside("作废草稿", "archive", drafting.may_withdraw)},
)  # fmt: skip
TYPES = {"json": "application/json", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@require_GET
def scheme_list(request: SignedIn) -> HttpResponse:
    found = SchemeVersion.objects.for_reader(request.user).standing()
    found = found.select_related("scheme", "division", "based_on__scheme")
    asked = SchemeFilter(request.GET, found.select_related("created_by"), request=request)
    rows = asked.qs if asked.is_valid() else asked.queryset.none()
    page = page_of(request, rows, Order("recorded_at", descending=True))
    context = {
        "filter": asked, "page": page, "rows": listed(request.user, page.rows), "looks": looks.VERSIONS, "in_force": in_force(),
        "may_draft": holds(request.user, "indices.add_schemeversion"),
    }  # fmt: skip
    return render_part(request, "indices/schemes.html", "rows", context, status=422 if asked.errors else 200)


@require_GET
def scheme(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    version = read(request, pk)
    context = {
        "version": version, "lines": tree(version.definition, version.provisional), "looks": looks.VERSIONS, "next": WALK.next(request.user, version),
        "about": listed(request.user, [version])[0], "may_draft": can_in(request.user, "indices.add_schemeversion", version.division_id),
        "in_force": version.pk in in_force(),
    }  # fmt: skip
    return render(request, "indices/scheme.html", context)


@require_POST
def scheme_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    version = read(request, pk)
    refused = WALK.take(request, version, step)
    if refused is not None:
        messages.error(request, "".join(str(text) for texts in refused.errors.values() for text in texts))
    return redirect("indices:scheme", version.pk)


@require_POST
def scheme_copy(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    draft = drafting.copy(read(request, pk), by=request.user)
    messages.success(request, f"{draft} 已建好，是草稿，可以修改。")
    return redirect("indices:scheme-edit", draft.pk)


@require_GET
def scheme_file(request: SignedIn, pk: uuid.UUID, kind: str) -> FileResponse | HttpResponse:
    if kind not in TYPES:
        raise Http404
    version = read(request, pk)
    record("scheme_version.export", version, by=request.user, format=kind)
    name = f"{version.scheme.code}-v{version.number}.{kind}"
    if kind == "json":
        answer = HttpResponse(exchange.json_text(version.definition), content_type=TYPES[kind])
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    return FileResponse(exchange.workbook(version), as_attachment=True, filename=name, content_type=TYPES[kind])


def read(request: SignedIn, pk: uuid.UUID) -> SchemeVersion:
    found = SchemeVersion.objects.for_reader(request.user)
    return get_object_or_404(found.select_related("scheme", "division", "based_on__scheme", "created_by"), pk=pk)


def in_force() -> set[Any]:
    return {one.pk for one in nightly.versions()}
