"""Cases on two platforms: the list, sending one over, deciding about what came back, trying again."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from cases.bridge.actions import crossings
from cases.bridge.filters import CrossingFilter
from cases.bridge.forms import ToPlatform, WithReason
from cases.bridge.looks import CROSSINGS
from cases.bridge.models import Crossing, Delivery
from cases.bridge.selectors import platforms_for
from cases.models import Case
from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.web.pager import page_of
from governance.web.render import render_part

REASONED = {"redo": (crossings.redo, "已请对方重办。"), "take_back": (crossings.take_back, "工单已收回，待重新派遣。")}


@require_GET
def crossing_list(request: SignedIn) -> HttpResponse:
    found = Crossing.objects.visible_to(request.user).select_related("case", "platform", "division")
    asked = CrossingFilter(request.GET, found, request=request)
    page = page_of(request, asked.qs, Order("recorded_at", descending=True))
    context = {
        "filter": asked,
        "errors": asked.errors,
        "page": page,
        "looks": CROSSINGS,
        "stuck": _stuck(request, page.rows),
    }
    return render_part(request, "bridge/crossings.html", "rows", context, status=422 if asked.errors else 200)


@require_POST
def case_send(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    form = ToPlatform(platforms_for(request.user, case), request.POST)
    if not form.is_valid():
        raise ValidationError("这件工单现在不能转往这个平台。待派遣的工单才能转出，请刷新后再看。")
    platform = form.cleaned_data["platform"]
    crossings.send_out(case, platform=platform, by=request.user)
    messages.success(request, f"{case.number} 正在转往{platform}，送到后这里会显示对方编号。")
    return redirect(case)


@require_POST
def crossing_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    """确认结果, 请重办, 收回."""
    crossing = get_object_or_404(Crossing.objects.visible_to(request.user).select_related("case", "platform"), pk=pk)
    if step == "confirm":
        crossings.confirm(crossing, by=request.user)
        messages.success(request, "已采用对方的办理结果，请别人核查。")
    elif step in REASONED:
        form = WithReason(request.POST)
        if not form.is_valid():
            raise ValidationError("请填写理由，不超过 200 个字。")
        act, done = REASONED[step]
        act(crossing, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, done)
    else:
        raise Http404
    return redirect(crossing.case)


@require_POST
def delivery_retry(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    found = Delivery.objects.visible_to(request.user).select_related("crossing__case", "webhook")
    delivery = crossings.retry(get_object_or_404(found, pk=pk), by=request.user)
    messages.success(request, "马上再发一次。")
    goal: Any = delivery.crossing.case if delivery.crossing else delivery.webhook
    return redirect(goal)


def _stuck(request: SignedIn, rows: list[Crossing]) -> dict[uuid.UUID, str]:
    """The newest reason of each crossing on the page that did not get through."""
    found = Delivery.objects.visible_to(request.user).stuck().filter(crossing__in=rows).order_by("id")
    return dict(found.values_list("crossing", "error"))
