"""稳健性检验 of a district's run: the page, asking for a trial, watching it, calling it off."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.access.scoping import can_in
from governance.jobs import runs
from governance.jobs.models import JobRun
from governance.web.forms import add_errors
from governance.web.render import render_part
from indices import looks
from indices.actions import trials
from indices.models import IndexRun
from indices.selectors import trials as asking
from indices.windows import Period

SIZE = 50
HEAD = ("选择", "总效应 %", "单独效应 %", "±")
LEVELS = (Division.Level.SUBDISTRICT, Division.Level.COMMITTEE)
FACTORS = {
    "treatment": "极端值", "normalisation": "归一化", "aggregation": "合成", "left_out": "去一项", "weights": "权重",
}  # fmt: skip
METHODS = {"min-max": "极差归一化", "percentile-rank": "百分位排名", "z-score": "标准分"}


class AskForm(forms.Form):
    level = forms.ChoiceField(
        label="级别", choices=[(one.value, one.label) for one in LEVELS], widget=forms.HiddenInput
    )
    seed = forms.IntegerField(label="随机种子", help_text="种子相同，结果就相同。")
    draws = forms.IntegerField(label="抽样次数", initial=1000)


@require_GET
def robustness(request: SignedIn, code: str, period: str) -> HttpResponse:
    found = _found(request, code, period, request.GET.get("level", LEVELS[0]))
    return _page(request, found, _form(found))


@require_POST
def robustness_ask(request: SignedIn, code: str, period: str) -> HttpResponse:
    form = AskForm(request.POST)
    found = _found(request, code, period, form.data.get("level", LEVELS[0]))
    if form.is_valid():
        with add_errors(form) as attempt:
            asked = form.cleaned_data
            run = trials.request(found.run, asked["level"], seed=asked["seed"], draws=asked["draws"], by=request.user)
        if attempt.succeeded:
            return redirect("indices:trial-run", run.pk)
    return _page(request, found, form)


@require_GET
def trial_run(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """How far it is; once it is done, the page with its result."""
    run = _run(request, pk)
    index = IndexRun.objects.for_reader(request.user).select_related("division").get(pk=run.arguments["run"])
    back = f"{reverse('indices:robustness', args=[index.division_id, index.period])}?level={run.arguments['level']}"
    if run.state == JobRun.State.DONE and not request.htmx:
        return redirect(back)
    context = {"run": run, "index": index, "back": back, "label": Period(index.period).label}
    response = render_part(request, "indices/robustness_run.html", "progress", context)
    if run.state == JobRun.State.DONE:
        response["HX-Redirect"] = back
    return response


@require_POST
def trial_cancel(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    run = _run(request, pk)
    if run.requested_by_id != request.user.pk:
        raise Http404
    runs.cancel(run, by=request.user)
    messages.success(request, "已取消检验。")
    return redirect("indices:trial-run", run.pk)


def _found(request: SignedIn, code: str, period: str, level: str) -> asking.Robustness:
    found = asking.robustness(request.user, code, period, level) if level in LEVELS else None
    if found is None:
        raise Http404
    return found


def _run(request: SignedIn, pk: uuid.UUID) -> JobRun:
    found = asking.run_for(request.user, pk)
    if found is None:
        raise Http404
    return found


def _form(found: asking.Robustness) -> AskForm:
    return AskForm(initial={"level": found.level, "seed": int(found.run.scheme_version.hash[:8], 16), "draws": 1000})


def _page(request: SignedIn, found: asking.Robustness, form: AskForm) -> HttpResponse:
    may = can_in(request.user, "indices.add_trial", found.run.division_id)
    context = {
        "run": found.run, "run_look": looks.run_look(found.run), "label": Period(found.run.period).label, "found": found,
        "level": found.level, "levels": [(one.value, one.label) for one in LEVELS],
        "form": form if may else None, "working": asking.working(request.user, found.run),
        "weights": found.weights, **_trial(found), **_ranks(request, found), **_correlations(request, found),
    }  # fmt: skip
    return render(request, "indices/robustness.html", context, status=422 if form.errors else 200)


def _trial(found: asking.Robustness) -> dict[str, Any]:
    """The trial in words, and the table of its chart: the weightiest choice last, where the chart stresses it."""
    if found.trial is None:
        return {"effects": []}
    factors = sorted(found.trial.result["factors"], key=lambda one: one["total"])
    # A first-order effect near 0 may be estimated a little below it.
    rows = [
        [FACTORS[one["factor"]], *(f"{100 * max(one[key], 0):.1f}" for key in ("total", "first", "sure"))]
        for one in factors
    ]
    kept = [
        (METHODS.get(method, method), [asking.name_of(code) for code in codes])
        for method, codes in found.trial.result["kept"].items()
    ]
    idle = [FACTORS[one["factor"]] for one in factors if one["total"] == 0]
    return {
        "effects": rows,
        "idle": idle,
        "head": HEAD,
        "first_of_all": rows[-1],
        "shift": found.trial.result["shift"],
        "kept": kept,
    }


def _ranks(request: SignedIn, found: asking.Robustness) -> dict[str, Any]:
    standings = found.standings
    text = request.GET.get("page", "1")
    page = max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 5 else 1
    start = SIZE * (page - 1)
    return {
        "standings": standings[start : start + SIZE], "total": len(standings),
        "previous": page - 1 if page > 1 else None, "next": page + 1 if start + SIZE < len(standings) else None,
    }  # fmt: skip


def _correlations(request: SignedIn, found: asking.Robustness) -> dict[str, Any]:
    engine = found.engine
    tops = [node.code for node in engine.children[engine.root.code] if engine.children[node.code]]
    parents = [(code, looks.DIMENSIONS.get(code, looks.NO_DIMENSION).label or code) for code in tops]
    asked = request.GET.get("dimension", "")
    chosen = next((one for one in parents if one[0] == asked), parents[0] if parents else None)
    lines = found.correlations(chosen[0]) if chosen else []
    close = [
        (one[1], other[1], one[2][at])
        for row, one in enumerate(lines)
        for at, other in enumerate(lines)
        if at > row and (value := one[2][at]) is not None and abs(value) >= asking.CLOSE
    ]
    return {"parents": parents, "dimension": chosen, "lines": lines, "close": close}
