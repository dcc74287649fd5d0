"""One hazard: reporting it from the staircase, its steps, its photos, the way to a case."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.hazards import forms
from cases.hazards.actions import hazards, opening, photos, places
from cases.hazards.flows import HAZARD
from cases.hazards.looks import HAZARDS, LATE, LEVELS, STEP_WORDS
from cases.hazards.models import Hazard, RiskPoint
from cases.hazards.selectors import photos_of
from cases.lookups import categories_at, category_at
from cases.models import Case, Category
from governance.access.requests import SignedIn
from governance.access.scoping import can_in, holds
from governance.access.selectors import divisions_in_reach
from governance.files.download import open_attachment
from governance.flow.machine import StepForbidden
from governance.web.forms import add_errors, posted
from governance.web.stepping import Beside, StepForm, Walk

WALK = Walk(
    HAZARD,
    "hazards:step",
    {
        "assess": (forms.AssessForm, hazards.assess), "begin": (StepForm, hazards.begin), "rectify": (forms.ResultForm, hazards.rectify),
        "clear": (forms.ClearForm, hazards.clear), "return": (forms.SendBackForm, hazards.send_back),
        "refuse": (forms.ReasonForm, hazards.refuse), "withdraw": (forms.ReasonForm, hazards.withdraw),
    },
    {"withdraw": Beside("撤回", "archive", hazards.may_withdraw)},
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def hazard_new(request: SignedIn) -> HttpResponse:
    """`?case=` brings a hazard's case along, `?point=` a risk point."""
    if not holds(request.user, "hazards.add_hazard"):
        raise StepForbidden("您没有上报隐患的权限。")
    case, point = _brought(request, Case, "case"), _brought(request, RiskPoint, "point")
    source = case or point
    if source is not None and not can_in(request.user, "hazards.add_hazard", source.division_id):
        raise StepForbidden("您没有在这里上报隐患的权限。")
    form = _form(request, case, point)
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            row = _report(request, form.cleaned_data, case, point)
        if attempt.succeeded:
            messages.success(request, f"{row.number} 已上报，待评估。")
            return redirect(row)
    context = {"form": form, "case": case, "point": point}
    return render(request, "hazards/new.html", context, status=422 if form.is_bound else 200)


@require_GET
def hazard(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return _show(request, read(request, pk))


@require_POST
def hazard_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    row = read(request, pk)
    refused = WALK.take(request, row, step)
    return redirect(row) if refused is None else _show(request, row, refused)


@require_POST
def photo_new(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    row, form = read(request, pk), forms.PhotoForm(request.POST, request.FILES)
    photos.require_attaching(row, request.user)
    if form.is_valid():
        with add_errors(form) as attempt:
            photos.attach_photo(row, by=request.user, photo=form.cleaned_data["photo"])
        if attempt.succeeded:
            messages.success(request, "照片已上传。")
            return redirect(row)
    return _show(request, row, photo=form)


@require_GET
def photo(request: SignedIn, pk: uuid.UUID, file: uuid.UUID) -> FileResponse | HttpResponse:
    return open_attachment(get_object_or_404(photos_of(read(request, pk)), pk=file))


@require_POST
def hazard_case(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    row = read(request, pk)
    category = category_at(row.division_id, request.POST.get("category", ""))
    case = opening.open_from(row, category=category, by=request.user)
    messages.success(request, f"已转工单 {case.number}。")
    return redirect(case)


def read(request: SignedIn, pk: uuid.UUID) -> Hazard:
    found = Hazard.objects.visible_to(request.user).for_list().select_related("case", "rectifier", "checker")
    return get_object_or_404(found, pk=pk)


def _show(request: SignedIn, row: Hazard, refused: StepForm | None = None, photo: Any = None) -> HttpResponse:
    entries = list(row.entries.select_related("by"))
    told = [(entry, *STEP_WORDS.get(entry.step, (entry.step, "chat-dots"))) for entry in entries]
    user, late = request.user, row.is_overdue(timezone.now())
    context = {
        "hazard": row, "look": LATE if late else row.state, "looks": HAZARDS, "levels": LEVELS, "told": told, "refused": refused,
        "next": WALK.next(user, row, refused), "photos": photos_of(row), "photo_form": photo or forms.PhotoForm(),
        "may_attach": photos.may_attach(user, row), "categories": _categories(request, row),
        "sees_case": row.case_id and Case.objects.visible_to(user).filter(pk=row.case_id).exists(),
        "sees_point": row.point_id and RiskPoint.objects.visible_to(user).filter(pk=row.point_id).exists(),
    }  # fmt: skip
    return render(request, "hazards/hazard.html", context, status=422 if refused or photo else 200)


def _categories(request: SignedIn, row: Hazard) -> list[Category]:
    """What a case may be opened as; nothing where it may not."""
    done = row.case_id or row.withdrawn_at or row.state == Hazard.State.CLEARED
    if done or not can_in(request.user, "cases.add_case", row.division_id):
        return []
    return [one for one in categories_at(row.division_id) if one.theme == Category.Theme.HAZARD]


def _form(request: SignedIn, case: Case | None, point: RiskPoint | None) -> forms.HazardForm:
    source: Any = case or point
    if source is not None:
        given = {"address": source.address, "longitude": source.longitude, "latitude": source.latitude}
        given |= {"title": case.title, "description": case.description} if case else {"kind": source.kind_id}
        return forms.HazardForm(*_sent(request), divisions=[source.division], fixed=True, initial=given)
    reach = divisions_in_reach(request.user, "hazards.add_hazard").filter(level__in=places.PLACES)
    return forms.HazardForm(*_sent(request), divisions=reach.order_by("code"))


def _sent(request: SignedIn) -> tuple[Any, Any]:
    return posted(request), request.FILES if request.method == "POST" else None


@transaction.atomic
def _report(request: SignedIn, given: dict[str, Any], case: Case | None, point: RiskPoint | None) -> Hazard:
    """A photo that comes along is kept with the hazard or neither is."""
    given, source = dict(given), case or point
    image = given.pop("photo", None)
    given["division"] = source.division if source is not None else given["division"]
    row = hazards.report(by=request.user, case=case, point=point, **given)
    if image:
        photos.attach_photo(row, by=request.user, photo=image)
    return row


def _brought(request: SignedIn, model: Any, name: str) -> Any:
    """The row that the address names, among those this person may see."""
    if not (text := request.GET.get(name)):
        return None
    try:
        pk = uuid.UUID(text)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(model.objects.visible_to(request.user).for_list(), pk=pk)
