"""Who may carry something out, and a step that asks for nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from governance.access.requests import SignedIn
from governance.access.scoping import can
from governance.flow.machine import Flow, StepForbidden


def demand(request: SignedIn, permission: str, row: models.Model) -> None:
    """Raises StepForbidden."""
    if not can(request.user, permission, row):
        raise StepForbidden("您没有办理这件事的权限。")


def stepped(
    request: SignedIn, flow: Flow, actions: Mapping[str, Callable[..., Any]], row: Any, step: str, *, name: str
) -> HttpResponse:
    """Raises Http404 for a step that no page offers."""
    if step not in actions:
        raise Http404
    actions[step](row, by=request.user)
    messages.success(request, f"{name}：{flow.steps[step].label}，已办好。")
    return redirect(row)
