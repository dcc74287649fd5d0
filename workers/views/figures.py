"""队伍数据: the figures of a day for a division and the units right below it, each number a link to its rows."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from governance.access import codes
from governance.access.models import Division
from governance.access.requests import SignedIn
from workers import selectors
from workers.lookups import reached

SEE = "workers.view_posting"


@require_GET
def figures(request: SignedIn) -> HttpResponse:
    """`?as_of=` a day, `?within=` a division in reach; by default today and where the reader works."""
    day = _day(request)
    unit, below, above = _units(request)
    found = selectors.figures([unit.code, *(one.code for one in below)], day, timezone.now(), own=unit.code)
    context = {
        "unit": unit, "day": day, "since": selectors.year_before(day), "today": timezone.localdate(),
        "all": found[unit.code], "rows": [(one, found[one.code]) for one in below],
        "own": found[""] if unit.level == Division.Level.SUBDISTRICT else None,
        "trail": [(one.name, f"?within={one.code}") for one in [*above, unit]],
    }  # fmt: skip
    return render(request, "workers/figures.html", context)


def _units(request: SignedIn) -> tuple[Division, list[Division], list[Division]]:
    """The division asked for, those right below, those above: strictly within reach, for figures are nobody's to see
    from below or beside.
    """
    code = request.GET.get("within") or (request.user.home.code if request.user.home else "")
    code = code.ljust(12, "0")
    line = [code, *codes.ancestors(code)] if codes.is_code(code) else []
    found = reached(request.user, SEE).filter(Q(code__in=line) | Q(parent=code)).order_by("code")
    units = {one.code: one for one in found}
    if code not in units:
        raise Http404
    unit = units.pop(code)
    return unit, [one for one in units.values() if one.parent_id == code], [
        one for one in units.values() if one.code in line
    ]  # fmt: skip


def _day(request: SignedIn) -> date:
    try:
        day = forms.DateField().clean(request.GET.get("as_of") or timezone.localdate())
    except ValidationError:
        raise ValidationError(["日期应写成 2026-11-22。"]) from None
    if day > timezone.localdate():
        raise ValidationError(["日期不能晚于今天。"])
    return day
