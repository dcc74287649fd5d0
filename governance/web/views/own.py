"""What belongs to the signed-in person: 我的, the inbox, the search over everything in reach."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.jobs.inbox import inbox, mark_read, unread_count
from governance.web import gather
from governance.web.pager import page_of

LONGEST = 60


@require_GET
def me(request: SignedIn) -> HttpResponse:
    return render(
        request, "governance/me.html", {"held": [grant for grant in request.user.held if not grant.inherited]}
    )


@require_GET
def notices(request: SignedIn) -> HttpResponse:
    page = page_of(request, inbox(request.user), Order("at", descending=True))
    return render(request, "governance/inbox.html", {"page": page, "unread": unread_count(request.user)})


@require_GET
def follow(request: SignedIn, pk: str) -> HttpResponse:
    """Open what a notice tells of; with that it is read."""
    notice = get_object_or_404(inbox(request.user), pk=pk)
    mark_read(request.user, [notice.pk])
    is_ours = notice.url and url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if is_ours else "inbox")


@require_POST
def read_all(request: SignedIn) -> HttpResponse:
    messages.success(request, f"{mark_read(request.user)} 条消息标为已读。")
    return redirect("inbox")


@require_GET
def search(request: SignedIn) -> HttpResponse:
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]
    groups = gather.search(request.user, text) if text else []
    return render(request, "governance/search.html", {"text": text, "groups": groups})
