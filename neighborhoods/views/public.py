"""The timetable on the wall, for everybody, without signing in. Nothing here is about a person."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from governance.access import codes
from governance.web.middleware import public
from neighborhoods import looks
from neighborhoods.models import Activity, Center
from neighborhoods.selectors.centers import coming_at, hours_of, lately_at, services_of

MINUTES = 10
MOST = 500


@public
@require_GET
def public_centers(request: HttpRequest) -> HttpResponse:
    """`?district=` narrows to one, cut or full."""
    centers, district = Center.objects.public().for_list(), request.GET.get("district", "")
    if district:
        try:
            codes.within(district if district.isascii() else "")
        except ValueError:
            raise Http404 from None
        centers = centers.inside(district)
    context = {
        "centers": centers.exclude(state=Center.State.CLOSED).order_by("division", "name")[:MOST],
        "looks": looks.CENTER,
    }
    return _for_all(render(request, "neighborhoods/public_centers.html", context))


@public
@require_GET
def public_center(request: HttpRequest, pk: str) -> HttpResponse:
    row = get_object_or_404(Center.objects.public().for_list(), pk=pk)
    context = {
        "center": row, "looks": looks.CENTER, "hours": hours_of(row, timezone.localdate()), "services": services_of(row),
        "activities": coming_at(row, Activity.objects.public(), timezone.now()),
        "lately": lately_at(row, Activity.objects.public(), timezone.now()),
    }  # fmt: skip
    return _for_all(render(request, "neighborhoods/public_center.html", context))


def _for_all(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=60 * MINUTES)
    return response
