"""The secret link of a report: how it stands, and after closing whether it is solved."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from cases.intake.actions import snapshots
from cases.intake.forms import WordForm
from cases.intake.selectors.offering import Followed, followed
from governance.web.forms import add_errors
from governance.web.middleware import public


@public
@never_cache
@require_GET
def follow(request: HttpRequest, secret: str) -> HttpResponse:
    return _shown(request, secret, WordForm())


@public
@never_cache
@require_POST
def say(request: HttpRequest, secret: str) -> HttpResponse:
    found, form = _followed(secret), WordForm(request.POST)
    if form.is_valid():
        with add_errors(form) as attempt:
            snapshots.say(found.case, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, "谢谢，已转告居委和街道。")
            return redirect("intake:follow", secret)
    return _shown(request, secret, form)


def _shown(request: HttpRequest, secret: str, form: WordForm) -> HttpResponse:
    context = {"report": _followed(secret), "form": form, "secret": secret}
    response = render(request, "intake/follow.html", context, status=422 if form.is_bound else 200)
    response["Referrer-Policy"], response["X-Robots-Tag"] = "no-referrer", "noindex, nofollow"
    return response


def _followed(secret: str) -> Followed:
    found = followed(secret)
    if found is None:
        raise Http404
    return found
