"""The page on which somebody asks to see what is masked, with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from governance.access.requests import SignedIn
from governance.access.revealing import Revealed, reveal
from governance.web.forms import add_errors
from governance.web.render import render_part


def reveal_page(
    request: SignedIn, row: Any, form: Any, *, about: str, back: str, act: Callable[..., Revealed] = reveal
) -> HttpResponse:
    """The values are in the answer to a POST and nowhere else: no redirect, no session, no cache."""
    seen = None
    if request.method == "POST" and form.is_valid():
        with add_errors(form):
            seen = act(row, by=request.user, reason=form.asked())
    context = {"row": row, "form": form, "seen": seen, "about": about, "back": back}
    response = render_part(request, "governance/reveal.html", "card", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response
