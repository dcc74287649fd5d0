"""试算: other weights, means and goalposts tried on a period's stored figures; nothing is kept but a draft, if asked for."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.access.scoping import can_in
from governance.flow.machine import StepForbidden
from governance.web.render import render_part
from indices.actions import nightly, schemes
from indices.engine.errors import ScoringError
from indices.engine.scheme import AGGREGATIONS
from indices.engine.scheme import Scheme as Engine
from indices.forms import workbench as form
from indices.models import SchemeVersion
from indices.selectors import starting
from indices.selectors import workbench as trying
from indices.selectors.controls import controls, judging
from indices.selectors.runs import pick
from indices.selectors.sentences import mean_of
from indices.windows import Period

Level = Division.Level
LEVELS = (Level.SUBDISTRICT, Level.COMMITTEE)


@require_GET
def workbench(request: SignedIn) -> HttpResponse:
    return _show(request, request.GET)


@require_POST
def workbench_save(request: SignedIn) -> HttpResponse:
    """`state` is the address of what is to be kept."""
    query = QueryDict(request.POST.get("state", "")[:20_000])
    version, note = _version(request, query), request.POST.get("note", "").strip()
    if not can_in(request.user, "indices.add_schemeversion", version.division_id):
        raise StepForbidden("您没有起草评估方案的权限，可以把这个地址发给区级管理员。")
    engine = Engine.from_dict(version.definition)
    asked, _ = _settings(request, query, version, engine)
    try:
        definition = form.for_draft(asked.definition(version.definition, engine.root.code), version.definition, engine)
        draft = schemes.draft(
            version.scheme, definition, by=request.user, based_on=version, note=note or "试算后另存",
            provisional=form.provisional(version, definition),
        )  # fmt: skip
    except ValidationError as error:
        return _show(request, query, refused=error.messages, note=note)
    messages.success(request, f"已存为草稿 {draft}。")
    return redirect("indices:scheme", draft.pk)


def _show(request: SignedIn, query: QueryDict, *, refused: list[str] | None = None, note: str = "") -> HttpResponse:
    version, level = _version(request, query), _level(query)
    known = trying.runs_for(request.user, version)
    run = pick(known, query.get("period", ""))
    if run is None and query.get("period"):
        raise Http404
    context: dict[str, Any] = {
        "version": version, "versions": [] if request.htmx else _versions(request), "run": run, "level": level, "levels": [(one, one.label) for one in LEVELS], "note": note,
        "periods": [(one.period, Period(one.period).label) for one in known], "may_save": can_in(request.user, "indices.add_schemeversion", version.division_id),
    }  # fmt: skip
    wrong = list(refused or ())
    if run is not None:
        found = _tried(request, query, version, run, level)
        wrong += found["wrong"]
        context |= found
    context["wrong"] = wrong
    answer = render_part(request, "indices/workbench.html", "result", context, status=422 if wrong else 200)
    if request.htmx and run is not None:
        answer["HX-Replace-Url"] = f"{request.path}?{context['state']}"
    return answer


def _tried(request: SignedIn, query: QueryDict, version: SchemeVersion, run: Any, level: str) -> dict[str, Any]:
    engine, among = Engine.from_dict(version.definition), trying.peers(request.user, run, level)
    asked, begun = _settings(request, query, version, engine, among)
    definition = asked.definition(version.definition, engine.root.code)
    outcome, wrong = None, list(asked.wrong)
    try:
        outcome = trying.attempt(definition, among)
    except ScoringError as error:
        wrong.append(str(error))
    plain = form.settings(query, version.definition, engine)  # the address keeps where one began, not what came of it
    found = {
        "outcome": outcome, "wrong": wrong, "begun": begun, "asked": asked,
        "state": plain.query(version=str(version.pk), period=run.period, level=level),
    }  # fmt: skip
    return found if request.htmx else found | _beside(version, engine, asked, among)


def _beside(version: SchemeVersion, engine: Engine, asked: form.Settings, among: trying.Peers) -> dict[str, Any]:
    """What stands beside the result, and is there already when only that is asked for."""
    return {
        "controls": controls(version.definition, asked.weights, asked.goals), "judging": judging(version.definition, asked),
        "starts": starting.STARTS.items(), "scopes": starting.SCOPES.items(), "unheard": trying.unheard(version.definition, among),
        "means": [(one, mean_of(one)) for one in AGGREGATIONS], "aggregation": asked.aggregation or engine.root.aggregation,
    }  # fmt: skip


def _settings(
    request: SignedIn, query: QueryDict, version: SchemeVersion, engine: Engine, among: trying.Peers | None = None
) -> tuple[form.Settings, starting.Start | None]:
    """With the weights of the starting point put in, where one is asked for."""
    asked = form.settings(query, version.definition, engine)
    if asked.start == "own":
        return asked, None
    begun = _begun(request, query, version, engine, asked, among)
    return replace(asked, weights={**begun.weights, **asked.weights}), begun


def _begun(
    request: SignedIn, query: QueryDict, version: SchemeVersion, engine: Engine, asked: form.Settings, among: trying.Peers | None
) -> starting.Start:  # fmt: skip
    if asked.start == "ahp":
        return starting.judged(engine, engine.by_code[asked.of], asked.judgements)
    if among is None:
        run = pick(trying.runs_for(request.user, version), query.get("period", ""))
        if run is None:
            raise Http404
        among = trying.peers(request.user, run, _level(query))
    try:
        scores = trying.attempt(version.definition, among).nodes
    except ScoringError as error:
        return starting.Start(said=(str(error),))
    return starting.start(engine, scores, asked.start, asked.scope)


def _level(query: QueryDict) -> str:
    level = query.get("level", Level.SUBDISTRICT)
    if level not in LEVELS:
        raise Http404
    return level


def _versions(request: SignedIn) -> list[SchemeVersion]:
    found = SchemeVersion.objects.for_reader(request.user).standing().select_related("scheme", "division")
    return list(found.order_by("-recorded_at", "-number")[:50])


def _version(request: SignedIn, query: QueryDict) -> SchemeVersion:
    """The one asked for; else the one in force, else the newest."""
    readable = SchemeVersion.objects.for_reader(request.user).standing().select_related("scheme", "division")
    if text := query.get("version", ""):
        try:
            return get_object_or_404(readable, pk=uuid.UUID(text))
        except ValueError:
            raise Http404 from None
    in_force = readable.filter(pk__in=[one.pk for one in nightly.versions()]).order_by("division_id").first()
    found = in_force or readable.order_by("-recorded_at").first()
    if found is None:
        raise Http404
    return found
