"""Reviewing, publishing and correcting a finished period: first the answers are checked, then it is done for good."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Case, F, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from governance.access.models import Division, User
from governance.access.requests import SignedIn
from governance.access.scoping import can
from governance.flow.machine import StepForbidden
from governance.web.stepping import Beside, StepForm, Walk
from indices import looks
from indices.actions import publishing
from indices.flows import INDEX_RUN
from indices.forms.publishing import ReasonForm, ReviewForm
from indices.models import IndexRun, Objection, Score
from indices.windows import Period

R = IndexRun.State


def _may_correct(user: User, run: IndexRun) -> bool:
    return run.state == R.PUBLISHED and can(user, "indices.correct_indexrun", run)


WALK = Walk(
    INDEX_RUN,
    "indices:publish-step",
    {
        "review": (ReviewForm, publishing.review), "publish": (StepForm, publishing.publish),
        "take_back": (ReasonForm, publishing.take_back), "correct": (ReasonForm, publishing.correct),
    },
    {"correct": Beside("更正", "pencil-square", _may_correct)},
)  # fmt: skip


@require_GET
def publish(request: SignedIn, code: str, period: str) -> HttpResponse:
    """What is in hand of the period: under review, a correction, what is published, or what was computed."""
    in_hand = Case(
        When(state=R.REVIEWED, then=Value(0)),
        When(state=R.COMPUTED, correction__gt=0, then=Value(1)),
        When(state=R.PUBLISHED, then=Value(2)),
        default=Value(3),
    )
    runs = _runs(request.user).filter(division=code, period=period)
    run = runs.order_by(in_hand, F("scheme_version__locked_at").desc(nulls_last=True), "-correction").first()
    if run is None:
        raise Http404
    return _show(request, run)


@require_POST
def publish_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    run = get_object_or_404(_runs(request.user), pk=pk)
    refused = WALK.take(request, run, step)
    return redirect("indices:publish", run.division_id, run.period) if refused is None else _show(request, run, refused)


def _runs(user: User) -> Any:
    return IndexRun.objects.visible_to(user).select_related("division", "scheme_version__scheme")


def _show(request: SignedIn, run: IndexRun, refused: StepForm | None = None) -> HttpResponse:
    if not can(request.user, "indices.review_indexrun", run):
        raise StepForbidden("您没有审核和发布指数的权限，可以在指数页查看结果。")
    context = _answers(request.user, run) | {
        "next": WALK.next(request.user, run, refused), "refused": refused, "why": _why(request.user, run), "run_look": looks.run_look(run),
    }  # fmt: skip
    return render(request, "indices/publish.html", context, status=422 if refused else 200)


def _why(user: User, run: IndexRun) -> str:
    """Why a reviewed run cannot be published yet, or a computed one not reviewed."""
    step = INDEX_RUN.steps["publish" if run.state == R.REVIEWED else "review"]
    return step.guard(run, user) if step.guard and run.state in step.sources else ""


def _answers(user: User, run: IndexRun) -> dict[str, Any]:
    scores = list(Score.objects.for_reader(user).filter(run=run).select_related("division").order_by("rank"))
    return {
        "run": run, "label": Period(run.period).label, "empty": [one for one in scores if one.score is None],
        "streets": [one for one in scores if one.level == Division.Level.SUBDISTRICT],
        "whole": next((one for one in scores if one.division_id == run.division_id), None),
        "committees": sum(one.level == Division.Level.COMMITTEE for one in scores),
        "objections": Objection.objects.visible_to(user).filter(run=run, withdrawn_at=None).for_list(),
        "objection_looks": looks.OBJECTIONS,
        "others": _runs(user).filter(division=run.division_id, period=run.period).exclude(pk=run.pk).order_by("-correction"),
    }  # fmt: skip
