"""Tokens of programs: one's own, and for administrators those of their people."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access.actions import tokens
from governance.access.keyset import Order
from governance.access.models import Token
from governance.access.requests import SignedIn
from governance.access.scoping import holds
from governance.web.account_forms import TokenForm
from governance.web.forms import add_errors
from governance.web.pager import page_of


@require_GET
def token_list(request: SignedIn) -> HttpResponse:
    """`?whose=all` adds the tokens of the people in reach."""
    others = request.GET.get("whose") == "all"
    found = Token.objects.visible_to(request.user).select_related("user")
    page = page_of(request, found if others else found.filter(user=request.user), Order("created", descending=True))
    context = {
        "page": page, "others": others, "may_see_others": holds(request.user, "access.view_token"),
        "may_revoke": holds(request.user, "access.withdraw_token"),
    }  # fmt: skip
    return render(request, "governance/tokens.html", context)


@require_http_methods(["GET", "POST"])
def token_new(request: SignedIn) -> HttpResponse:
    """The answer to a saved form shows the token: once, in this page only."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            token, text = tokens.create(request.user, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            return render(request, "governance/token_once.html", {"token": token, "text": text})
    return render(request, "governance/token_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
def token_revoke(request: SignedIn, digest: str) -> HttpResponse:
    token = get_object_or_404(Token.objects.visible_to(request.user).select_related("user"), pk=digest)
    tokens.revoke(token, by=request.user)
    messages.success(request, "令牌已收回，马上失效。")
    return redirect("tokens")
