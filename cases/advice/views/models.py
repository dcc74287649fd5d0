"""How good the category models are: on cases kept out of the training, and against what people chose since."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from cases.advice.models import CategoryModel, Suggestion
from cases.advice.selectors.models import agreement, lines_of, reasons
from governance.access.requests import SignedIn
from governance.access.scoping import holds
from governance.flow.machine import StepForbidden

LATEST = 12


@require_GET
def model_list(request: SignedIn) -> HttpResponse:
    if not holds(request.user, "advice.view_categorymodel"):
        raise StepForbidden("您没有查看类别模型的权限。")
    models = list(CategoryModel.objects.visible_to(request.user).select_related("division").defer("weights")[:LATEST])
    context = {
        "models": models, "newest": models[0] if models else None, "lines": lines_of(models[0]) if models else [],
        "agreement": agreement(Suggestion.objects.visible_to(request.user)), "reasons": reasons(request.user) if not models else [],
    }  # fmt: skip
    return render(request, "advice/models.html", context)
