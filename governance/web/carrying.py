"""A form that carries out one action: shown, refused with its sentences, or done and on to the next page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from governance.web.forms import add_errors


def carried_out(
    request: HttpRequest, form: forms.Form, act: Callable[[], Any], *, title: str, done: str = "已保存。", to: Any = None,
    template: str = "governance/form.html", **more: Any,
) -> HttpResponse:  # fmt: skip
    """`act` answers the row whose page comes next, unless `to` names another. `more` goes to the template: place, note, back."""
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            row = act()
        if attempt.succeeded:
            if done:
                messages.success(request, done)
            return redirect(to or row)
    return render(request, template, {"form": form, "title": title, **more}, status=422 if form.errors else 200)
