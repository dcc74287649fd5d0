"""A form that carries out one action: shown, refused with its sentences, or done and on to the next page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import models
from django.http import HttpResponse
from django.shortcuts import redirect, render

from governance.access.requests import SignedIn
from governance.access.scoping import can
from governance.flow.machine import StepForbidden
from governance.web.forms import add_errors


def carried_out(
    request: SignedIn, form: forms.Form, act: Callable[[], Any], *, title: str, back: str, done: str = "已保存。",
    to: str = "", **more: Any,
) -> HttpResponse:  # fmt: skip
    """`act` answers the row whose page comes next, unless `to` names another address."""
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            row = act()
        if attempt.succeeded:
            messages.success(request, done)
            return redirect(to or row)
    context = {"form": form, "title": title, "back": back, **more}
    return render(request, "governance/form.html", context, status=422 if form.errors else 200)


def demand(request: SignedIn, permission: str, row: models.Model) -> None:
    """Raises StepForbidden."""
    if not can(request.user, permission, row):
        raise StepForbidden("您没有办理这件事的权限。")
