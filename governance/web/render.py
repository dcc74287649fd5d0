"""How a page is rendered: whole, or only the part that htmx asked for."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from governance.access.requests import SignedIn


def render_part(
    request: SignedIn, template: str, part: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render the whole page, or only `part` of it when htmx asks for a swap."""
    swap = request.htmx and not request.htmx.boosted
    response = render(request, f"{template}#{part}" if swap else template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
