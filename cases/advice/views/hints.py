"""What is suggested while somebody types a new case: a category, and cases that may be the same."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from cases.advice.actions import suggestions
from cases.advice.selectors.near import near_cases
from cases.advice.selectors.suggesting import Suggested, suggest
from cases.advice.selectors.texts import asked
from cases.selectors import divisions_to_open
from governance.access.models import Division, User
from governance.access.requests import SignedIn

MOST = 2000  # characters of a text that are read


@require_POST
def hints(request: SignedIn) -> HttpResponse:
    """A fragment. By POST, since what people type belongs in no address; it changes nothing of the case."""
    given = {name: text.replace("\0", "").strip()[:MOST] for name, text in request.POST.dict().items()}
    division = _division(request.user, given)
    found = _suggested(request.user, division, given) if division else None
    near = near_cases(
        request.user, category=given.get("category", ""), text=given.get("title", ""), address=given.get("address", "")[:120],
        division=division.code if division else "", household=_id(request.GET.get("household", "")), **_point(given),
    )  # fmt: skip
    shown = found if found and found.category.code != given.get("category") else None
    return render(request, "advice/hints.html", {"suggested": shown, "near": near})


def _suggested(user: User, division: Division, given: dict[str, str]) -> Suggested | None:
    title = given.get("title", "")
    found = suggest(division.code, asked(title, given.get("description", ""))) if title else None
    if found:
        suggestions.show(found, title=title, division=division, by=user)
    return found


def _division(user: User, given: dict[str, str]) -> Division | None:
    """The one chosen, or the first of those where the person may open a case: all of one district share its model."""
    offered = divisions_to_open(user)
    chosen = [one for one in offered if one.code == given.get("division")]
    return next(iter([*chosen, *offered]), None)


def _point(given: dict[str, str]) -> dict[str, Any]:
    try:
        latitude, longitude = float(given.get("latitude", "")), float(given.get("longitude", ""))
    except ValueError:
        return {}
    inside = -90 <= latitude <= 90 and -180 <= longitude <= 180
    return {"latitude": latitude, "longitude": longitude} if inside else {}


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
