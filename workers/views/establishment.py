"""岗位 and 员额 of a district."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.access.scoping import can, can_in, holds
from governance.flow.machine import StepForbidden
from governance.web.carrying import carried_out
from governance.web.forms import posted
from workers.actions import posts, quotas
from workers.establishment import places
from workers.forms import PostEditForm, PostForm, QuotaForm
from workers.lookups import reached
from workers.models import Post, Quota

ONLY = "岗位由区级管理员维护。"


@require_GET
def post_list(request: SignedIn) -> HttpResponse:
    found = Post.objects.visible_to(request.user).select_related("division")
    mine = set(Post.objects.visible_to(request.user, "workers.change_post").values_list("pk", flat=True))
    districts = _districts(request) if holds(request.user, "workers.add_post") else []
    return render(request, "workers/posts.html", {"posts": found, "mine": mine, "districts": districts})


@require_POST
def posts_standard(request: SignedIn) -> HttpResponse:
    """Bring in what is missing of the standard set."""
    _only_who_may_add(request)
    for district in _districts(request):
        posts.ensure_posts(district, by=request.user)
    messages.success(request, "标准岗位已齐。")
    return redirect("workers:posts")


@require_http_methods(["GET", "POST"])
def post_new(request: SignedIn) -> HttpResponse:
    _only_who_may_add(request)
    form = PostForm(posted(request))

    def act() -> None:
        posts.add_post(_districts(request)[0], by=request.user, **form.cleaned_data)

    return _saved(request, form, act, "新增岗位")


@require_http_methods(["GET", "POST"])
def post_edit(request: SignedIn, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.visible_to(request.user), pk=pk)
    if not can(request.user, "workers.change_post", post):
        raise StepForbidden(ONLY)
    form = PostEditForm(posted(request), initial={"name": post.name, "order": post.order, "active": post.active})
    return _saved(
        request, form, lambda: posts.change_post(post, by=request.user, **form.cleaned_data), f"修改岗位 {post}"
    )


@require_GET
def quota_list(request: SignedIn) -> HttpResponse:
    day = _day(request)
    rows = places(_streets(request), day, timezone.now())
    context = {
        "rows": rows, "day": day, "today": timezone.localdate(), "may_set": holds(request.user, "workers.add_quota"),
        "quota": sum(one.quota.places for one in rows if one.quota), "filled": sum(one.filled for one in rows),
    }  # fmt: skip
    return render(request, "workers/quotas.html", context)


@require_http_methods(["GET", "POST"])
def quota_set(request: SignedIn, code: str) -> HttpResponse:
    street = get_object_or_404(reached(request.user, "workers.view_quota"), code=code)
    if not can_in(request.user, "workers.add_quota", street.pk):
        raise StepForbidden("员额由区级管理员核定。")
    former = Quota.objects.visible_to(request.user).current().filter(division=street).first()
    form = QuotaForm(posted(request), initial={"places": former.places} if former else None)

    def act() -> Quota:
        return quotas.set_quota(street, by=request.user, **form.cleaned_data)

    note = f"现为 {former.places} 人，从 {former.since} 起；新的核定开始时，原来的同日终止。" if former else ""
    back, done = "workers:quotas", f"{street}的员额已核定。"
    return carried_out(request, form, act, title=f"核定 {street} 的员额", back_to=back, note=note, done=done, to=back)


def _saved(request: SignedIn, form: forms.Form, act: Any, title: str) -> HttpResponse:
    back = "workers:posts"
    return carried_out(request, form, act, title=title, back_to=back, done="岗位已保存。", to=back)


def _only_who_may_add(request: SignedIn) -> None:
    if not holds(request.user, "workers.add_post"):
        raise StepForbidden(ONLY)


def _districts(request: SignedIn) -> list[Division]:
    return list(reached(request.user, "workers.add_post").filter(level=Division.Level.DISTRICT))


def _streets(request: SignedIn) -> list[Division]:
    found = reached(request.user, "workers.view_quota").filter(level=Division.Level.SUBDISTRICT)
    return list(found.order_by("code"))


def _day(request: SignedIn) -> Any:
    try:
        return forms.DateField().clean(request.GET.get("as_of") or timezone.localdate())
    except ValidationError:
        raise ValidationError(["日期应写成 2026-11-22。"]) from None
