"""One mediation: registering it (alone or from a case), its people and its steps."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.mediations import forms
from cases.mediations.actions import consults, mediations
from cases.mediations.flows import MEDIATION
from cases.mediations.looks import LATE, MEDIATIONS
from cases.mediations.models import Consult, Mediation
from cases.models import Case
from governance.access.requests import SignedIn
from governance.access.scoping import can, can_in, holds
from governance.access.selectors import divisions_in_reach
from governance.flow.machine import StepForbidden
from governance.web.forms import add_errors, posted
from governance.web.stepping import Beside, StepForm, Walk

OPEN = (Mediation.State.REGISTERED, Mediation.State.MEDIATING)


def _may_withdraw(user: Any, row: Mediation) -> bool:
    return row.withdrawn_at is None and row.state in OPEN and can(user, "mediations.withdraw_mediation", row)


WALK = Walk(
    MEDIATION,
    "mediations:step",
    {
        "start": (forms.StartForm, mediations.start), "agree": (forms.AgreeForm, mediations.agree),
        "fulfil": (forms.FulfilForm, mediations.fulfil), "fail": (forms.FailForm, mediations.fail),
        "reseat": (forms.SeatForm, mediations.reseat), "withdraw": (forms.ReasonForm, mediations.withdraw),
    },
    {"withdraw": Beside("撤回", "archive", _may_withdraw)},
)  # fmt: skip


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def mediation_new(request: SignedIn) -> HttpResponse:
    """`?case=` brings a dispute along, `?consult=` what was asked at the legal desk."""
    if not holds(request.user, "mediations.add_mediation"):
        raise StepForbidden("您没有登记人民调解的权限。")
    case, consult = _brought(request, Case, "case"), _brought(request, Consult, "consult")
    if case is not None and not can_in(request.user, "mediations.add_mediation", case.division_id):
        raise StepForbidden("您没有在这里登记人民调解的权限。")
    form = _form(request, case, consult)
    if request.method == "POST" and form.is_valid():
        with add_errors(form) as attempt:
            row = _register(request, form, case, consult)
        if attempt.succeeded:
            messages.success(request, f"{row.number} 已受理。")
            return redirect(row)
    context = {"form": form, "case": case, "consult": consult}
    return render(request, "mediations/new.html", context, status=422 if form.is_bound else 200)


@require_GET
def mediation(request: SignedIn, pk: uuid.UUID) -> HttpResponse:
    return _show(request, read(request, pk))


@require_POST
def mediation_step(request: SignedIn, pk: uuid.UUID, step: str) -> HttpResponse:
    row = read(request, pk)
    refused = WALK.take(request, row, step)
    return redirect(row) if refused is None else _show(request, row, refused)


def read(request: SignedIn, pk: uuid.UUID) -> Mediation:
    found = Mediation.objects.visible_to(request.user).for_list().select_related("second", "created_by")
    return get_object_or_404(found, pk=pk)


def _show(request: SignedIn, row: Mediation, refused: StepForm | None = None) -> HttpResponse:
    now = timezone.now()
    sees_case = row.case_id and Case.objects.visible_to(request.user).filter(pk=row.case_id).exists()
    context = {
        "mediation": row, "people": row.disputants.standing(), "look": LATE if row.is_overdue(now) else row.state, "looks": MEDIATIONS,
        "next": WALK.next(request.user, row, refused), "refused": refused, "sees_case": sees_case, "now": now,
        "may_edit": row.state in OPEN and not row.withdrawn_at and can(request.user, "mediations.change_mediation", row),
        "may_reveal": can(request.user, "mediations.reveal_disputant", row),
    }  # fmt: skip
    return render(request, "mediations/mediation.html", context, status=422 if refused else 200)


def _form(request: SignedIn, case: Case | None, consult: Consult | None) -> forms.MediationForm:
    places = divisions_in_reach(request.user, "mediations.add_mediation").filter(level__in=mediations.PLACES)
    data = posted(request)
    if case is not None:
        given = {"title": case.title, "facts": case.description, "kind": Mediation.Kind.NEIGHBOURS}
        return forms.FromCaseForm(data, divisions=[], initial=given)
    given = {"division": consult.division_id} if consult else {}
    return forms.MediationForm(data, divisions=places.order_by("code"), initial=given)


@transaction.atomic
def _register(request: SignedIn, form: Any, case: Case | None, consult: Consult | None) -> Mediation:
    given = form.asked()
    if case is not None:
        given |= {"division": case.division, "case": case}
    row = mediations.register(by=request.user, **given)
    if consult is not None:
        consults.refer(consult, by=request.user, referral=Consult.Referral.MEDIATION, mediation=row)
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
