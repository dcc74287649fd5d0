"""Sign-in, sign-out, passwords, the second factor."""

from __future__ import annotations

import base64
import textwrap
import time
from typing import Any

import segno
from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash, views
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as verify
from django_otp.plugins.otp_totp.models import TOTPDevice

from governance.access import refusals
from governance.access.duties import password_is_old
from governance.access.requests import SignedIn
from governance.audit.log import record
from governance.web.forms import CodeForm, PasswordForm, SignInForm
from governance.web.middleware import public


def no_duties(view: Any) -> Any:
    """Open to someone who still has to change a password or set up the second factor."""
    view.needs_no_duties = True
    return view


class SignIn(views.LoginView):
    """`next` is followed only within this portal (Django's check); a session begins its absolute time here."""

    authentication_form = SignInForm
    template_name = "registration/login.html"
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        login(self.request, user)
        begin(self.request, user)
        record("access.sign_in", user, by=user)
        return redirect(self.get_success_url())

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        refusals.sign_in_failed(form.data.get("username", ""))
        return self.render_to_response(self.get_context_data(form=form), status=422)


sign_in = public(sensitive_post_parameters("password")(SignIn.as_view()))


def begin(request: HttpRequest, user: Any) -> None:
    request.session["began"] = request.session["seen"] = int(time.time())
    request.session["has_factor"] = TOTPDevice.objects.filter(user=user, confirmed=True).exists()


@no_duties
@require_POST
def sign_out(request: SignedIn) -> HttpResponse:
    record("access.sign_out", request.user, by=request.user)
    logout(request)
    return redirect("login")


def locked_out(request: SignedIn, original_response: Any = None, credentials: Any = None) -> HttpResponse:
    """Too many wrong passwords for this account from this address. The event names an account that exists, nothing else."""
    minutes = int(settings.AXES_COOLOFF_TIME * 60)
    reason = f"连续输错 {settings.AXES_FAILURE_LIMIT} 次，本机已暂停用这个账号登录，请 {minutes} 分钟后再试。"
    refusals.locked_out((credentials or {}).get("username", ""))
    context = {"form": SignInForm(request), "lockout_reason": reason}
    return render(request, "registration/login.html", context, status=429)


@no_duties
@require_http_methods(["GET", "POST"])
def password_change(request: SignedIn) -> HttpResponse:
    if request.session.get("has_factor") and not request.user.is_verified():
        return redirect("second-factor")  # a stolen password alone must not lock its owner out
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.save()
        user.must_change_password = False
        user.save(update_fields=["must_change_password", "password", "password_changed_at"])
        update_session_auth_hash(request, user)
        record("access.password_changed", user, by=user)
        return redirect("home")
    status = 422 if form.is_bound else 200
    context = {"form": form, "is_old": password_is_old(request.user), "days": settings.PASSWORD_MAX_AGE_DAYS}
    return render(request, "registration/password_change.html", context, status=status)


@no_duties
@require_http_methods(["GET", "POST"])
def second_factor(request: SignedIn) -> HttpResponse:
    """Set up a one-time code, or ask for it when it is set up already."""
    if request.user.is_verified():
        return render(request, "registration/second_factor_done.html")
    device = TOTPDevice.objects.filter(user=request.user).order_by("-confirmed", "pk").first()
    if device is None:
        device = TOTPDevice.objects.create(user=request.user, name="动态口令", confirmed=False)
    form = CodeForm(device, request.POST or None)
    if request.method == "POST" and form.is_valid():
        _confirm(request, device)
        return redirect("home")
    context = {"form": form, "device": device, "may_wait": settings.SECOND_FACTOR_MAY_WAIT} | _secret(device)
    return render(request, "registration/second_factor.html", context, status=422 if form.is_bound else 200)


def _secret(device: TOTPDevice) -> dict[str, str]:
    """The secret as a drawing and as text for typing, in groups of four; shown only until it is confirmed."""
    if device.confirmed:
        return {}
    text = base64.b32encode(device.bin_key).decode().rstrip("=")
    picture = segno.make(device.config_url).svg_inline(scale=4, omitsize=True, title="动态口令二维码")
    return {"picture": mark_safe(picture), "secret": " ".join(textwrap.wrap(text, 4))}  # noqa: S308  segno's own SVG


def _confirm(request: SignedIn, device: TOTPDevice) -> None:
    if not device.confirmed:
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        record("access.second_factor_set", request.user, by=request.user)
    request.session["has_factor"] = True
    verify(request, device)
