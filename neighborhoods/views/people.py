"""Residents of a household: adding, correcting, moving out, listing, and the look at what is masked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from governance.access.requests import SignedIn
from governance.access.scoping import can
from governance.flow.machine import StepForbidden
from governance.web.carrying import carried_out
from governance.web.forms import posted
from governance.web.revealing import reveal_page
from neighborhoods.actions import people
from neighborhoods.forms.people import EndForm, KeyPersonForm, ResidentEditForm, ResidentForm, RevealForm
from neighborhoods.models import Household, KeyPerson, Resident
from neighborhoods.selectors import elsewhere


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def resident_new(request: SignedIn, pk: str) -> HttpResponse:
    household = get_object_or_404(Household.objects.visible_to(request.user).for_list(), pk=pk)
    form = ResidentForm(posted(request))

    def act() -> None:
        resident = people.add_resident(household, by=request.user, **form.cleaned_data)
        messages.success(request, f"已登记 {resident.masked_name}。")
        _hint(request, resident)

    return _carried_out(request, form, act, household, "登记居民")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def resident_edit(request: SignedIn, pk: str) -> HttpResponse:
    resident = _resident(request, pk)
    form = ResidentEditForm(resident, posted(request))

    def act() -> None:
        changed = people.change_resident(resident, by=request.user, **form.changes())
        messages.success(request, "已保存。")
        _hint(request, changed)

    return _carried_out(request, form, act, resident.household, f"修改 {resident.masked_name} 的登记")


@require_http_methods(["GET", "POST"])
def move_out(request: SignedIn, pk: str) -> HttpResponse:
    resident = _resident(request, pk)
    form = EndForm(posted(request))

    def act() -> None:
        people.move_out(resident, by=request.user, **form.cleaned_data)
        messages.success(request, f"{resident.masked_name} 已办迁出。")

    note = "列入的重点人群同日结束；走访和工单的记录都保留。"
    return _carried_out(request, form, act, resident.household, f"{resident.masked_name} 迁出", note=note)


@require_http_methods(["GET", "POST"])
def key_person(request: SignedIn, pk: str) -> HttpResponse:
    resident = _resident(request, pk)
    form = KeyPersonForm(posted(request))

    def act() -> None:
        span = people.list_key_person(resident, by=request.user, **form.cleaned_data)
        messages.success(
            request, f"{resident.masked_name} 已列入{span.get_kind_display()}，每 {span.interval} 天走访一次。"
        )

    return _carried_out(request, form, act, resident.household, f"{resident.masked_name} 列入重点人群")


@require_POST
def delist(request: SignedIn, pk: str) -> HttpResponse:
    span = get_object_or_404(KeyPerson.objects.visible_to(request.user), pk=pk)
    people.delist_key_person(span, by=request.user)
    messages.success(request, f"已移出{span.get_kind_display()}。")
    return redirect("neighborhoods:household", span.household_id)


@require_http_methods(["GET", "POST"])
def reveal(request: SignedIn, pk: str) -> HttpResponse:
    resident = _resident(request, pk)
    if not can(request.user, "neighborhoods.reveal_resident", resident):
        raise StepForbidden("您没有查看完整信息的权限。")
    form = RevealForm(posted(request), auto_id=f"{resident.pk}_%s")
    return reveal_page(request, resident, form, about=resident.household.address.text, back="返回住户")


def _resident(request: SignedIn, pk: str) -> Resident:
    found = Resident.objects.visible_to(request.user).select_related("household__address")
    return get_object_or_404(found, pk=pk)


def _hint(request: SignedIn, resident: Resident) -> None:
    if others := elsewhere(request.user, resident):
        where = "、".join(other.address.text for other in others)
        messages.warning(request, f"这个证件号在 {where} 也登记过。人户分离可以保留两处，重复的请办迁出。")


def _carried_out(
    request: SignedIn, form: forms.Form, act: Callable[[], None], household: Household, title: str, **more: Any
) -> HttpResponse:
    """Show the form, or run `act` and go back to the household; what the action refuses stands at the form's fields."""
    if not can(request.user, "neighborhoods.change_resident", household):
        raise StepForbidden("您没有修改居民登记的权限。")
    back, place = household.get_absolute_url(), household.address.text
    return carried_out(request, form, act, title=title, place=place, back=back, done="", to=back, **more)
