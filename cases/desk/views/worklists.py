"""Views kept under a name, and the choice of columns: both are kept for the person and stand in the address."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from cases.desk.actions import worklists
from cases.desk.selectors import views_of
from governance.access.requests import SignedIn


@require_GET
def view_list(request: SignedIn) -> HttpResponse:
    return render(request, "desk/views.html", {"views": views_of(request.user)})


@require_POST
def save(request: SignedIn) -> HttpResponse:
    view = worklists.save_view(by=request.user, name=request.POST.get("name", ""), query=request.POST.get("query", ""))
    messages.success(request, f"视图“{view.name}”已存下，在列表上方随时打开。")
    return redirect(f"{reverse('cases:list')}?{view.query}")


@require_POST
def delete(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    view = get_object_or_404(views_of(request.user), pk=pk)
    worklists.delete_view(view)
    messages.success(request, f"视图“{view.name}”已删去。")
    return redirect("desk:views")


@require_POST
def columns(request: SignedIn) -> HttpResponse:
    wanted = request.POST.getlist("columns")
    if not wanted:
        raise ValidationError(["请至少留一列。"])
    worklists.choose_columns(by=request.user, columns=wanted)
    return redirect(f"{reverse('cases:list')}?{worklists.tidy(request.POST.get('query', ''), without='columns')}")
