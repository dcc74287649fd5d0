"""Working on a draft: the table of its nodes, and a file that becomes one."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.access.scoping import can, holds
from governance.access.selectors import divisions_in_reach
from governance.flow.machine import StepForbidden, StepRefused
from governance.web.forms import add_errors, posted
from indices.actions import drafting
from indices.engine.scheme import AGGREGATIONS
from indices.flows import discarded
from indices.forms.schemes import ImportForm
from indices.forms.table import Table
from indices.models import Scheme, SchemeVersion
from indices.selectors.schemes import tree
from indices.selectors.sentences import mean_of
from indices.views.schemes import read

LEVELS = drafting.LEVELS
STALE = "这份草稿刚被别人改过。您填的还在下面，请另开一页看清别人改了什么，再保存一次。"


@require_http_methods(["GET", "POST"])
def scheme_edit(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    version = read(request, pk)
    if not can(request.user, "indices.change_schemeversion", version):
        raise StepForbidden("您没有修改这个评估方案的权限。")
    if not drafting.is_open(version):
        raise StepRefused(discarded(version) or f"{version} 已锁定，不能再改。请复制为新的草稿。")
    order = {line.code: (line.depth, line.css) for line in tree(version.definition)}
    if request.method == "GET":
        return _show(request, Table.of(version, order), [], 200)
    table = Table.typed(version, order, request.POST)
    if request.POST.get("seen") != str(version.version):
        return _show(request, table, [STALE], 409)
    if sentences := _save(request, table):
        return _show(request, table, sentences, 422)
    messages.success(request, "草稿已保存。")
    return redirect("indices:scheme", version.pk)


def _save(request: SignedIn, table: Table) -> list[str]:
    """What is wrong; empty once it is saved."""
    definition = table.definition()
    if any(row.wrong for row in table.rows):
        return [""]
    try:
        drafting.revise(
            table.version, definition=definition, provisional=table.provisional(), note=table.note, by=request.user
        )
    except ValidationError as error:
        return error.messages
    return []


def _show(request: SignedIn, table: Table, sentences: list[str], status: int) -> HttpResponse:
    context = {
        "version": table.version, "table": table, "wrong": table.told([text for text in sentences if text]), "sums": table.sums(),
        "parents": table.parents(), "unused": table.unused(), "means": [(one, mean_of(one)) for one in AGGREGATIONS],
    }  # fmt: skip
    return render(request, "indices/scheme_edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def scheme_import(request: SignedIn) -> HttpResponse:
    if not holds(request.user, "indices.add_schemeversion"):
        raise StepForbidden("您没有起草评估方案的权限。")
    form = _import_form(request)
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            version = drafting.bring(by=request.user, **form.asked())
        if attempt.succeeded:
            messages.success(request, f"{version} 已导入，是草稿。")
            return redirect("indices:scheme", version.pk)
    return render(request, "indices/scheme_import.html", {"form": form}, status=422 if form.is_bound else 200)


def _import_form(request: SignedIn) -> ImportForm:
    files: dict[str, Any] = {"files": request.FILES} if request.method == "POST" else {}
    own = Scheme.objects.visible_to(request.user, "indices.add_scheme")
    places = divisions_in_reach(request.user, "indices.add_schemeversion").filter(level__in=LEVELS).order_by("code")
    return ImportForm(
        posted(request), **files, schemes=own, divisions=places, initial=_only(places),
        versions=SchemeVersion.objects.visible_to(request.user).standing().filter(scheme__in=own).select_related("scheme").order_by("-recorded_at"),
    )  # fmt: skip


def _only(places: Any) -> dict[str, Division]:
    found = list(places[:2])
    return {"division": found[0]} if len(found) == 1 else {}
