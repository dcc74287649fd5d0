"""What happens around every page: limits of a session, default deny, one transaction, refusals told once."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, ResolverMatch, get_urlconf, resolve

from governance.access import rls
from governance.access.duties import factor_is_missing, password_is_old
from governance.access.refusals import token_refused
from governance.audit.log import origin, record
from governance.flow.machine import StepForbidden, StepRefused

Handler = Callable[[HttpRequest], HttpResponse]
PATH_KEPT = 200  # characters of an address in the audit: ids fit, what a stranger pours in does not


def public(view: Any) -> Any:
    """Mark a page that needs no sign-in. The list of them is in the access matrix."""
    view.is_public = True
    return view


class Sender:
    """Whose request this is: behind `PROXY_COUNT` proxies of ours, the address that the outermost of them saw.

    Sign-in's lockout, the networks of tokens and the audit all read REMOTE_ADDR. What a client wrote into
    X-Forwarded-For itself stands further left and is never reached.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seen = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if 0 < settings.PROXY_COUNT <= len(seen) and _is_address(seen[-settings.PROXY_COUNT]):
            request.META["REMOTE_ADDR"] = seen[-settings.PROXY_COUNT]
        return self.get_response(request)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


class Straight:
    """A program with a bearer token goes straight to the API: it has no session, no form and no page.

    What it keeps of the pages' way: the sender's address, length and framing in the headers, and a 401 or 403 is an event.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        bearer = request.META.get("HTTP_AUTHORIZATION", "")[:7].lower() == "bearer "
        if not (bearer and request.path_info.startswith("/api/v1/")):
            return self.get_response(request)
        try:
            match = _resolved(request.path_info, get_urlconf() or settings.ROOT_URLCONF)
        except Resolver404:
            return self.get_response(request)
        return self._answer(request, match)

    def _answer(self, request: HttpRequest, match: ResolverMatch) -> HttpResponse:
        request.resolver_match, request.user = match, AnonymousUser()  # the API signs in by the token
        token = origin.set(request.META.get("REMOTE_ADDR"))
        try:
            response = match.func(request, *match.args, **match.kwargs)
            response = response.render() if hasattr(response, "render") and not response.is_rendered else response
            record_denial(request, response)
            if response.status_code == 401:
                token_refused(request.META["HTTP_AUTHORIZATION"][7:].strip())
        finally:
            origin.reset(token)
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        if not response.streaming:
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response


@lru_cache(maxsize=512)
def _resolved(path: str, urlconf: str) -> ResolverMatch:
    """Programs ask the same lists over and over; walking all addresses to each took a twentieth of a page's time."""
    return resolve(path, urlconf)


class Bounded:
    """Refuses a body larger than any form of ours before a byte of it is read: files go to /tmp, which may be memory, for
    strangers too. The API reads no body beyond `DATA_UPLOAD_MAX_MEMORY_SIZE` and says so itself.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        endless = length.isdecimal() and (len(length) > 19 or int(length) > settings.LARGEST_BODY)
        if endless and not request.path_info.startswith("/api/"):
            most = settings.LARGEST_BODY // 1024 // 1024
            return HttpResponse(
                f"一次提交的内容不能超过 {most} MB，请分几次上传。",
                status=413,
                content_type="text/plain; charset=utf-8",
            )
        return self.get_response(request)


class SessionLimits:
    """Idle 30 minutes and absolute 12 hours; signed-in pages are never stored."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = origin.set(request.META.get("REMOTE_ADDR"))
        try:
            if request.user.is_authenticated:
                self._limit(request)
            response = self.get_response(request)
        finally:
            origin.reset(token)
        if request.user.is_authenticated and "no-store" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "no-store"  # the public page too: its frame shows who is signed in
        return response

    def _limit(self, request: HttpRequest) -> None:
        now, session = int(time.time()), request.session
        seen = session.get("seen", now)
        if now - seen > settings.SESSION_IDLE_SECONDS or now - session.get("began", now) > settings.SESSION_COOKIE_AGE:
            logout(request)
            return
        session.setdefault("began", now)
        if now - seen > 60 or "seen" not in session:  # a write a minute, not a write a page
            session["seen"] = now


class Denials:
    """A 403 is an event. Written after the page's transaction, which may have been rolled back."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(("/api/", "/open311/")) and _has_nul(request):
            # no text of Postgres can hold it; the programs' doors refuse it themselves
            raise BadRequest("NUL in the address")
        response = self.get_response(request)
        record_denial(request, response)
        return response


def record_denial(request: HttpRequest, response: HttpResponse) -> None:
    if response.status_code == 403:
        user = request.user if request.user.is_authenticated else None
        record("access.denied", None, by=user, path=request.path[:PATH_KEPT])


def _has_nul(request: HttpRequest) -> bool:
    return "\0" in request.path or any("\0" in text for name, texts in request.GET.lists() for text in (name, *texts))


class SignInRequired:
    """Default deny: a page is closed to strangers unless it is marked public. The API has its own rule."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if getattr(view, "is_public", False) or hasattr(view, "cls"):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return self._duties(request, view)

    def _duties(self, request: HttpRequest, view: Any) -> HttpResponse | None:
        if getattr(view, "needs_no_duties", False):
            return None
        if password_is_old(request.user):
            return redirect("password-change")
        if factor_is_missing(request):
            return redirect("second-factor")
        return None


class Work:
    """Calls the page inside one transaction with the user's row-level scope, and translates refusals once."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if hasattr(view, "cls") or getattr(view, "own_transaction", False):
            return None
        try:
            with rls.as_user(request.user):
                response = view(request, *args, **kwargs)
                return response.render() if hasattr(response, "render") and not response.is_rendered else response
        except StepRefused as error:
            return refused(request, str(error), 409)
        except StepForbidden as error:
            return refused(request, str(error), 403)
        except ValidationError as error:
            return refused(request, "；".join(error.messages), 422)


def refused(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    return render(request, "errors/refused.html", {"reason": reason}, status=status)
