"""Two versions of a scheme side by side, and what the change did to the ranks."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from governance.access.models import Division
from governance.access.requests import SignedIn
from indices.models import SchemeVersion
from indices.selectors import comparing, effects
from indices.windows import Period

Level = Division.Level
LEVELS = (Level.SUBDISTRICT, Level.COMMITTEE)


@require_GET
def compare(request: SignedIn) -> HttpResponse:
    known = list(
        SchemeVersion.objects.for_reader(request.user)
        .standing()
        .select_related("scheme", "division")
        .order_by("-recorded_at")
    )
    after = _asked(request, "to", known) or (known[0] if known else None)
    if after is None:
        raise Http404
    before = _asked(request, "from", known) or _former(after, known)
    level = request.GET.get("level", Level.SUBDISTRICT)
    if level not in LEVELS:
        raise Http404
    asked, known_periods = _period(request), effects.periods(request.user, before, after)
    effect = effects.effect(request.user, before, after, level=level, period=asked)
    context = {
        "known": known, "before": before, "after": after, "parts": comparing.changes(before, after), "level": level,
        "methods": comparing.methods(before, after), "levels": [(one, one.label) for one in LEVELS], "effect": effect,
        "label": Period(effect.period).label if effect else "", "same": before == after,
        "periods": [(one, Period(one).label) for one in known_periods], "period": effect.period if effect else asked,
    }  # fmt: skip
    return render(request, "indices/compare.html", context)


def _asked(request: SignedIn, name: str, known: list[SchemeVersion]) -> SchemeVersion | None:
    """The version of that id; None where none is asked for, 404 for one that is not there for the reader."""
    text = request.GET.get(name, "")
    if not text:
        return None
    try:
        asked = uuid.UUID(text)
    except ValueError:
        raise Http404 from None
    found = next((one for one in known if one.pk == asked), None)
    if found is None:
        raise Http404
    return found


def _former(after: SchemeVersion, known: list[SchemeVersion]) -> SchemeVersion:
    """The newest of the same division that is older; where there is none, the version itself."""
    older = (one for one in known if one.division_id == after.division_id and one.recorded_at < after.recorded_at)
    return next(older, after)


def _period(request: SignedIn) -> str:
    text = request.GET.get("period", "")
    try:
        return Period(text).code if text else ""
    except ValidationError:
        raise Http404 from None
