"""经过: everything that happened to one household, in time order, on one page."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from governance.access.requests import SignedIn
from governance.web import gather
from governance.web.render import render_part
from neighborhoods.models import Household

SIZE, MOST = 50, 20  # lines a page, pages
LABELS = {
    "visits": "走访", "needs": "需求、答复和重点人群", "cases": "工单", "activities": "活动",
    "volunteers": "志愿服务", "summonses": "约请", "mediations": "调解", "hazards": "隐患",
}  # fmt: skip


@require_GET
def household_history(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    """`?kind=` of one kind only, `?page=`. Each page asks for as many lines of each kind as it needs to be in order."""
    household = get_object_or_404(Household.objects.visible_to(request.user).for_list(), pk=pk)
    kinds = [(kind, LABELS[kind]) for kind in gather.chronicles() if kind in LABELS]
    kind = request.GET.get("kind", "") if request.GET.get("kind") in dict(kinds) else ""
    text = request.GET.get("page", "")
    page = min(max(int(text), 1), MOST) if text.isdecimal() and len(text) < 4 else 1
    lines = gather.history(request.user, household.pk, SIZE * page + 1, whole=True, only=kind)
    context = {
        "household": household, "kinds": kinds, "kind": kind, "page": page, "lines": lines[SIZE * (page - 1) : SIZE * page],
        "more": len(lines) > SIZE * page and page < MOST,
    }  # fmt: skip
    return render_part(request, "visits/history.html", "rows", context)
