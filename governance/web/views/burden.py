"""减负看板: where clerks' time goes, by kind of form and by unit, never by person."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from governance.access import codes
from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.access.scoping import can_in, holds
from governance.web.burden import PERMISSION, Use, by_kind, by_unit, total, trail
from governance.web.filters import FormUseFilter
from governance.web.models import FormUse
from governance.web.templatetags.mulin import num, pct


@require_GET
def board(request: SignedIn) -> HttpResponse:
    if not holds(request.user, PERMISSION):
        raise PermissionDenied("您没有查看减负看板的权限。")
    given = request.GET.copy()
    given.setdefault("within", request.user.home.code if request.user.home else "")
    asked = FormUseFilter(given, FormUse.objects.visible_to(request.user), request=request)
    context = _context(request, asked) if asked.is_valid() else {}
    return render(request, "governance/burden.html", {"filter": asked, **context}, status=422 if asked.errors else 200)


def _context(request: SignedIn, asked: FormUseFilter) -> dict[str, Any]:
    code = asked.form.cleaned_data["within"]
    if not code:
        return {}
    unit = _unit(request, code)
    kinds = by_kind(asked.qs)
    return {
        "unit": unit, "trail": [(one.name, _here(request, one.pk)) for one in trail(request.user, unit)],
        "since": asked.since, "total": total(asked.qs), "kinds": kinds, "units": by_unit(asked.qs, unit),
        "head": ("表单", "20 秒以内", "21 至 60 秒", "60 秒以上"),
        "rows": [(one.name, one.up_to_20, one.up_to_60, one.up_to_180 + one.longer) for one in kinds if one.timed],
        "said": "；".join(_said(one) for one in kinds if one.timed),
    }  # fmt: skip


def _unit(request: SignedIn, code: str) -> Division:
    """Outside the reach it does not exist."""
    if not can_in(request.user, PERMISSION, codes.full(code)):
        raise Http404
    return get_object_or_404(Division.objects.visible_to(request.user), pk=codes.full(code))


def _here(request: SignedIn, code: str) -> str:
    query = request.GET.copy()
    query["within"] = code
    return f"?{query.urlencode()}"


def _said(use: Use) -> str:
    return f"{use.name}平均 {num(use.average)} 秒，{pct(use.quick, 0)} 在 20 秒以内"
