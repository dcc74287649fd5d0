"""指标抽查: drawing a month's sample, what is drawn, and the share that failed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from governance.access.keyset import Order
from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.access.scoping import holds
from governance.access.selectors import divisions_in_reach
from governance.flow.machine import StepForbidden
from governance.web.forms import add_errors, posted
from governance.web.pager import page_of
from indices.submissions.actions import sampling
from indices.submissions.forms import DrawForm
from indices.submissions.looks import SUBMISSIONS
from indices.submissions.models import Submission
from indices.submissions.selectors.due import months
from indices.submissions.selectors.samples import draws, entitled

DRAW = "submissions.add_draw"


@require_http_methods(["GET", "POST"])
def samples(request: SignedIn) -> HttpResponse:
    may_draw = holds(request.user, DRAW)
    if request.method == "POST" and not may_draw:
        raise StepForbidden("您没有抽查的权限。")
    found = draws(request.user)
    form = _form(request, {one.draw.period for one in found})
    if request.method == "POST" and form.is_valid() and _draw(request, form):
        return redirect("submissions:samples")
    picked = Submission.objects.visible_to(request.user).filter(draw__isnull=False).for_list()
    context = {
        "form": form, "may_draw": may_draw, "draws": found, "looks": SUBMISSIONS,
        "page": entitled(page_of(request, picked, Order("recorded_at", descending=True))),
    }  # fmt: skip
    return render(request, "submissions/samples.html", context, status=422 if form.is_bound else 200)


def _form(request: SignedIn, drawn: set[str]) -> DrawForm:
    form = DrawForm(posted(request))
    form.fields["period"].choices = [(one.code, one.label) for one in months(timezone.now()) if one.code not in drawn]
    return form


def _draw(request: SignedIn, form: DrawForm) -> bool:
    district = divisions_in_reach(request.user, DRAW).filter(level=Division.Level.DISTRICT).order_by("code").first()
    if district is None:
        raise StepForbidden("抽查由区里统一抽取。")
    with add_errors(form) as attempt:
        row = sampling.draw(division=district, by=request.user, **form.cleaned_data)
    if attempt.succeeded:
        messages.success(request, f"从 {row.drawn_from} 份里抽中 {row.submissions.count()} 份。")
    return attempt.succeeded
