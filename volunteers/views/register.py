"""Registering: find the resident, of whom nothing is asked twice; somebody from outside brings name, telephone, number."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.access.selectors import divisions_in_reach
from governance.web.carrying import carried_out
from governance.web.forms import posted
from governance.web.render import render_part
from neighborhoods.models import Resident
from neighborhoods.selectors import find_households
from volunteers.actions import volunteers
from volunteers.forms import OutsiderForm, RegisterForm
from volunteers.models import Volunteer

DONE = "已注册，核验后可以上岗。"
NEW = "/volunteers/new/"


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def volunteer_new(request: SignedIn) -> HttpResponse:
    if not _divisions(request).exists():
        raise PermissionDenied("您不能在这里登记志愿者。")
    if asked := request.GET.get("resident"):
        return _of_resident(request, asked)
    if request.GET.get("outsider") or request.method == "POST":
        return _of_outsider(request)
    text = (request.GET.get("q") or "").strip()
    return render_part(request, "volunteers/pick.html", "found", {"q": text, "found": _found(request, text)})


def _of_resident(request: SignedIn, asked: str) -> HttpResponse:
    try:
        pk = uuid.UUID(asked)
    except ValueError:
        raise Http404 from None
    found = Resident.objects.visible_to(request.user).current().select_related("household__address")
    resident = get_object_or_404(found, pk=pk)
    form = RegisterForm(request.user, resident.division_id, posted(request))

    def act() -> Volunteer:
        return volunteers.register(by=request.user, resident=resident, **form.cleaned_data)

    note = "姓名、电话和证件号用居民登记的，不用再填。"
    place = f"{resident.masked_name} · {resident.household.address.text}"
    return carried_out(request, form, act, title="登记志愿者", back=NEW, place=place, note=note, done=DONE)


def _of_outsider(request: SignedIn) -> HttpResponse:
    form = OutsiderForm(request.user, _divisions(request), posted(request))

    def act() -> Volunteer:
        return volunteers.register(by=request.user, **form.cleaned_data)

    place = "不在居民登记里的人，例如驻区单位的职工"
    return carried_out(request, form, act, title="登记志愿者", back=NEW, place=place, done=DONE)


def _divisions(request: SignedIn):
    found = divisions_in_reach(request.user, "volunteers.add_volunteer")
    return found.exclude(level__in=[Division.Level.CITY, Division.Level.PREFECTURE])


def _found(request: SignedIn, text: str) -> list[tuple[Resident, str, Volunteer | None]]:
    """(resident, address, volunteer where registered already)."""
    homes = find_households(request.user, text)
    people = [(one, home.address.text) for home in homes for one in home.living]
    known = Volunteer.objects.visible_to(request.user).current().filter(resident__in=[one for one, _ in people])
    registered = {one.resident_id: one for one in known}
    return [(one, address, registered.get(one.pk)) for one, address in people]
