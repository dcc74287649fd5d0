"""The submissions of one's reach: views, filters, and the street's review of many at once."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import holds
from governance.access.selectors import units_below
from governance.flow.machine import StepForbidden
from governance.web.pager import page_of
from governance.web.render import render_part
from indices.submissions.actions import submissions
from indices.submissions.filters import SubmissionFilter
from indices.submissions.looks import SUBMISSIONS
from indices.submissions.models import Submission
from indices.submissions.selectors.samples import counts_of, entitled

S = Submission.State
VIEWS = (
    (S.SUBMITTED.value, "待审核"), (S.RETURNED.value, "已退回"), (S.REVIEWED.value, "已审核"), (S.UPHELD.value, "抽查通过"),
    (S.OVERTURNED.value, "抽查不通过"), ("all", "全部"),
)  # fmt: skip
MOST = 100
"""Rows reviewed in one go."""


@require_GET
def submission_list(request: SignedIn) -> HttpResponse:
    seen = Submission.objects.visible_to(request.user).standing()
    view = request.GET.get("view") or S.SUBMITTED.value
    shown = seen.filter(state=view) if view in S.values else seen
    asked = SubmissionFilter(request.GET, shown.for_list(), request=request)
    rows = asked.qs if asked.is_valid() else asked.queryset.none()
    context = {
        "filter": asked, "page": entitled(page_of(request, rows, Order("recorded_at", descending=True))), "view": view, "views": VIEWS,
        "counts": counts_of(seen.filter(state__in=[S.SUBMITTED, S.RETURNED])), "units": units_below(request.user),
        "looks": SUBMISSIONS, "may_report": holds(request.user, "submissions.add_submission"),
        "may_review": view == S.SUBMITTED and holds(request.user, "submissions.review_submission"),
    }  # fmt: skip
    return render_part(request, "submissions/list.html", "rows", context, status=422 if asked.errors else 200)


@require_POST
def review_all(request: SignedIn) -> HttpResponse:
    if not holds(request.user, "submissions.review_submission"):
        raise StepForbidden("您没有审核上报的权限。")
    found = Submission.objects.visible_to(request.user).filter(pk__in=_ids(request))
    done, refused = submissions.review_all(found, by=request.user)
    if done:
        messages.success(request, f"已审核通过 {len(done)} 份。")
    for row, reason in refused[:5]:
        messages.warning(request, f"{row.indicator} {row.month}没有通过：{reason}")
    if not done and not refused:
        messages.warning(request, "没有选中上报。请先勾选要审核通过的。")
    return redirect("submissions:list")


def _ids(request: SignedIn) -> list[Any]:
    """The ticked rows; what is no id was not ticked by a person."""
    try:
        return [uuid.UUID(text) for text in request.POST.getlist("ids")[:MOST]]
    except ValueError:
        return []
