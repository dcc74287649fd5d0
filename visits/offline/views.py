"""The page without a network, its worker and manifest, and what a signed-in clerk's phone asks for."""

from __future__ import annotations

import orjson
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from governance.access.requests import SignedIn
from governance.access.scoping import holds
from governance.audit.log import record
from governance.web.middleware import public
from visits.models import Visit
from visits.offline import actions, files, selectors

METHODS = list(
    zip(Visit.Method.values, Visit.Method.labels, ("door-open", "telephone", "chat-dots", "link-45deg"), strict=True)
)


def _shell() -> str:
    """Rendered without the request, so that nothing of who asks can be in it."""
    return render_to_string("offline/shell.html", {"methods": METHODS, "login": reverse(settings.LOGIN_URL)})


@public
@require_GET
def shell(request: SignedIn) -> HttpResponse:
    return HttpResponse(_shell())


@public
@never_cache
@require_GET
def worker(request: SignedIn) -> HttpResponse:
    context = {"version": files.version(_shell()), "files": orjson.dumps(files.addresses()).decode()}
    return render(request, "offline/sw.js", context, content_type="text/javascript; charset=utf-8")


@public
@require_GET
def manifest(request: SignedIn) -> HttpResponse:
    icons = [
        {"src": static(f"offline/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any maskable"}
        for size in (192, 512)
    ]  # fmt: skip
    shortcuts = [
        {"name": "登记走访", "url": reverse("visits:new")},
        {"name": "离线走访", "url": reverse("offline:shell")},
    ]
    body = {
        "id": "/", "name": "睦邻 社会治理门户", "short_name": "睦邻", "lang": "zh-CN", "dir": "ltr", "start_url": "/", "scope": "/",
        "display": "standalone", "theme_color": "#c8161d", "background_color": "#f4f6f9", "icons": icons, "shortcuts": shortcuts,
    }  # fmt: skip
    return JsonResponse(body, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


for _page in (shell, worker, manifest):
    _page.own_transaction = True  # type: ignore[attr-defined]  # they ask nothing of the database, and answer without one


@require_GET
def session(request: SignedIn) -> HttpResponse:
    """Who is signed in, what opens this user's drafts, and a CSRF token that is worth nothing in another user's session."""
    _require(request)
    body = {"user": str(request.user.pk), "secret": actions.draft_secret(by=request.user), "csrf": get_token(request)}
    return JsonResponse(body)


@require_GET
def bundle(request: SignedIn) -> HttpResponse:
    """The people a phone may keep for 48 hours. A read of personal data, so an event; what the phone has already is none."""
    _require(request)
    found = selectors.bundle(request.user, timezone.localdate())
    body = orjson.dumps(found)
    response = HttpResponse(body, content_type="application/json", headers={"ETag": selectors.etag(body)})
    answer = get_conditional_response(request, etag=response["ETag"], response=response) or response
    if answer.status_code == 200:
        counts = {"doors": len(found["doors"]), "follow_ups": len(found["follow_ups"])}
        record(
            "offline.bundle", None, by=request.user, where=request.user.home.code if request.user.home else "", **counts
        )
    answer["Cache-Control"] = "no-store"
    return answer


def _require(request: SignedIn) -> None:
    if not holds(request.user, selectors.ADD):
        raise PermissionDenied("离线走访由居委干事使用。")
