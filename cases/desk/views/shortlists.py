"""我的清单: the page, and what its buttons and those of the work list and a case's page do."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cases.desk.actions import shortlists
from cases.desk.selectors import PERMISSION, shortlist_of
from cases.looks import LOOKS
from cases.lookups import departments_at
from cases.models import Case
from cases.views.lists import back_to_list, picked, steps_held, tell
from governance.access.requests import SignedIn
from governance.access.scoping import holds
from governance.flow.machine import StepForbidden


@require_GET
def shortlist(request: SignedIn) -> HttpResponse:
    _officer(request)
    entries = shortlist_of(request.user)
    context = {
        "entries": entries, "looks": LOOKS, "now": timezone.now(), "done": sum(not one.case.is_open() for one in entries),
        "departments": [(one.code, one.name) for one in departments_at(request.user.home.code)] if request.user.home else [],
        "bulk_steps": steps_held(request.user), "may_dispatch": holds(request.user, "cases.dispatch_case"),
    }  # fmt: skip
    return render(request, "desk/shortlist.html", context)


@require_POST
def add_several(request: SignedIn) -> HttpResponse:
    """The ticked rows of the work list."""
    _officer(request)
    found = Case.objects.visible_to(request.user).filter(pk__in=picked(request))
    outcome = shortlists.add_all(found.order_by("due_at", "pk"), by=request.user)
    tell(request, outcome, f"已把 {len(outcome.done)} 件加入我的清单。", "没有加入")
    return back_to_list(request)


@require_POST
def change(request: SignedIn, pk: uuid.UUID, act: str) -> HttpResponse:
    """`add`, `take`, `remove` on a case's page; `up`, `down`, `off` on the list's."""
    case = get_object_or_404(Case.objects.visible_to(request.user), pk=pk)
    match act:
        case "add" | "take":
            shortlists.add(case, by=request.user, over=act == "take")
            messages.success(request, f"{case.number} 已在我的清单上。")
        case "remove" | "off":
            shortlists.remove(case, by=request.user)
            messages.success(request, f"{case.number} 已移出我的清单。")
        case "up" | "down":
            shortlists.move(case, by=request.user, up=act == "up")
        case _:
            raise Http404
    return (
        redirect(case) if act in ("add", "take", "remove") else redirect(f"{reverse('desk:shortlist')}#case-{case.pk}")
    )


@require_POST
def arrange(request: SignedIn) -> HttpResponse:
    _officer(request)
    number = shortlists.arrange(by=request.user)
    messages.success(request, f"已按步行顺序排好 {number} 件：同一居委的在一起，有坐标的由近及远，其余按地址。")
    return redirect("desk:shortlist")


@require_POST
def clear(request: SignedIn) -> HttpResponse:
    _officer(request)
    gone = shortlists.drop_finished(by=request.user)
    if not gone:
        raise ValidationError(["清单上没有已办结的工单。"])
    messages.success(request, f"已移出办结的 {gone} 件。")
    return redirect("desk:shortlist")


def _officer(request: SignedIn) -> None:
    if not holds(request.user, PERMISSION):
        raise StepForbidden("清单供街道和区里派遣、核查工单的人员使用。")
