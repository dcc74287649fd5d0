"""队伍数据: the figures of a day for a division and the units right below it, each number a link to its rows."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from governance.access import codes
from governance.access.models import Division
from workers import selectors
from workers.lookups import reached

SEE = "workers.view_posting"


@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    """`?as_of=` a day, `?within=` a division in reach; by default today and where the reader works."""
    unit, day = _unit(request), _day(request)
    units = [unit, *reached(request.user, SEE).filter(parent=unit).order_by("code")]
    found = selectors.figures([one.code for one in units], day, timezone.now(), own=unit.code)
    context = {
        "unit": unit, "day": day, "since": selectors.year_before(day), "today": timezone.localdate(),
        "all": found[unit.code], "rows": [(one, found[one.code]) for one in units[1:]], "trail": _trail(request, unit),
        "own": found[""] if unit.level == Division.Level.SUBDISTRICT else None,
    }  # fmt: skip
    return render(request, "workers/figures.html", context)


def _unit(request: HttpRequest) -> Division:
    """Its figures are nobody's to see from below or beside: strictly within reach."""
    code = request.GET.get("within") or (request.user.home.code if request.user.home else "")
    return get_object_or_404(reached(request.user, SEE), code=code.ljust(12, "0"))


def _trail(request: HttpRequest, unit: Division) -> list[tuple[str, str]]:
    """The units above it within reach, and itself."""
    line = [unit.code, *codes.ancestors(unit.code)]
    seen = reached(request.user, SEE).filter(code__in=line).order_by("code")
    return [(one.name, f"?within={one.code}") for one in seen]


def _day(request: HttpRequest) -> date:
    try:
        day = forms.DateField().clean(request.GET.get("as_of") or timezone.localdate())
    except ValidationError:
        raise ValidationError(["日期应写成 2026-11-22。"]) from None
    if day > timezone.localdate():
        raise ValidationError(["日期不能晚于今天。"])
    return day
