"""Accounts and memberships, for the administrators of a district or a street."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from governance.access.actions import memberships, users
from governance.access.granting import grantable, may_grant, may_manage
from governance.access.keyset import Order
from governance.access.models import Membership, Token, User
from governance.access.requests import SignedIn
from governance.access.selectors import units_below
from governance.web.account_forms import MembershipForm, NewUserForm
from governance.web.filters import UserFilter
from governance.web.forms import add_errors
from governance.web.pager import page_of
from governance.web.render import render_part


@require_GET
def user_list(request: SignedIn) -> HttpResponse:
    asked = UserFilter(request.GET, User.objects.visible_to(request.user), request=request)
    roles = Membership.objects.visible_to(request.user).standing().select_related("division", "department")
    found = asked.qs.prefetch_related(Prefetch("memberships", roles, to_attr="standing"))
    page = page_of(request, found if asked.is_valid() else found.none(), Order("username"))
    context = {
        "filter": asked,
        "page": page,
        "units": units_below(request.user),
        "may_add": bool(grantable(request.user)),
    }
    return render_part(request, "governance/users.html", "rows", context, status=422 if asked.errors else 200)


@require_GET
def user_page(request: SignedIn, pk: str) -> HttpResponse:
    user = _user(request, pk)
    held = Membership.objects.visible_to(request.user).filter(user=user).order_by("until", "-since")
    rows = list(held.select_related("division", "department", "granted_by"))
    standing = list(user.memberships.standing())
    mine = {one.pk for one in standing if may_grant(request.user, one.role, one.division_id) and user != request.user}
    managed = may_manage(request.user, user, standing)
    context = {
        "person": user, "rows": rows, "mine": mine, "elsewhere": len(standing) - sum(one.until is None for one in rows),
        "tokens": Token.objects.visible_to(request.user).filter(user=user),
        "may_manage": managed, "may_revoke": managed, "may_grant": user != request.user and bool(grantable(request.user)),
    }  # fmt: skip
    return render(request, "governance/user.html", context)


@require_http_methods(["GET", "POST"])
def user_new(request: SignedIn) -> HttpResponse:
    """The answer to a saved form shows the password: once, in this page only."""
    _administrators_only(request)
    form = NewUserForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            user, password = users.create(by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            return _show_password(request, user, password, "账号已建好")
    return render(request, "governance/user_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def grant(request: SignedIn, pk: str) -> HttpResponse:
    _administrators_only(request)
    user, form = _user(request, pk), MembershipForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            memberships.grant(user, by=request.user, **form.cleaned_data)
        if attempt.succeeded:
            messages.success(request, f"已添加 {user} 的任职。")
            return redirect("user", pk=user.pk)
    return render(
        request, "governance/grant.html", {"form": form, "person": user}, status=422 if form.is_bound else 200
    )


@require_POST
def end_membership(request: SignedIn, pk: str, number: int) -> HttpResponse:
    membership = get_object_or_404(Membership.objects.visible_to(request.user), pk=number, user=pk)
    memberships.end(membership, by=request.user)
    messages.success(request, f"{membership.get_role_display()}任职已结束。")
    return redirect("user", pk=pk)


@require_POST
def disable(request: SignedIn, pk: str) -> HttpResponse:
    return _act(request, pk, users.disable, "账号已停用，正在使用的会话和令牌同时失效。")


@require_POST
def reset_second_factor(request: SignedIn, pk: str) -> HttpResponse:
    return _act(request, pk, users.reset_second_factor, "动态口令已重置，下次登录时重新设置。")


@require_POST
def enable(request: SignedIn, pk: str) -> HttpResponse:
    user = _user(request, pk)
    return _show_password(request, user, users.enable(user, by=request.user), "账号已启用")


@require_POST
def reset_password(request: SignedIn, pk: str) -> HttpResponse:
    user = _user(request, pk)
    return _show_password(request, user, users.reset_password(user, by=request.user), "密码已重置")


def _user(request: SignedIn, pk: str) -> User:
    has_factor = Exists(TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True))
    return get_object_or_404(User.objects.visible_to(request.user).annotate(has_factor=has_factor), pk=pk)


def _act(request: SignedIn, pk: str, action: Callable[..., Any], done: str) -> HttpResponse:
    user = _user(request, pk)
    action(user, by=request.user)
    messages.success(request, done)
    return redirect("user", pk=user.pk)


def _show_password(request: SignedIn, user: User, password: str, title: str) -> HttpResponse:
    return render(request, "governance/password_once.html", {"person": user, "password": password, "heading": title})


def _administrators_only(request: SignedIn) -> None:
    if not grantable(request.user):
        raise PermissionDenied("只有管理员能办理账号。")
