"""联席会议: the month's list, one meeting with its steps."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import holds
from governance.access.selectors import divisions_in_reach
from governance.web.forms import posted
from governance.web.pager import page_of
from governance.web.render import render_part
from neighborhoods import looks
from neighborhoods.actions import meetings
from neighborhoods.filters import JointMeetingFilter
from neighborhoods.flows import JOINT_MEETING
from neighborhoods.forms.fields import StepForm
from neighborhoods.forms.groups import MeetingForm
from neighborhoods.models import JointMeeting
from neighborhoods.views.carried import carried_out, next_steps, step_taken


@require_GET
def meeting_list(request: SignedIn) -> HttpResponse:
    rows = JointMeeting.objects.visible_to(request.user).standing().for_list()
    asked = JointMeetingFilter(request.GET, rows, request=request)
    page = page_of(request, asked.qs if asked.is_valid() else asked.queryset.none(), Order("month", descending=True))
    month, may_add = _this_month(), holds(request.user, "neighborhoods.add_jointmeeting")
    context = {
        "filter": asked, "page": page, "looks": looks.MEETING, "may_add": may_add, "month": month,
        "missing": may_add and not rows.filter(month=month, kind=JointMeeting.Kind.TROIKA).exists(),
    }  # fmt: skip
    return render_part(request, "neighborhoods/meetings.html", "rows", context, status=422 if asked.errors else 200)


@require_POST
def meeting_plan(request: SignedIn) -> HttpResponse:
    """When the clock has not come round: this month's meetings of the own committees."""
    planned = meetings.plan_own(_this_month(), by=request.user)
    messages.success(request, f"已列出本月的 {planned} 个联席会议。")
    return redirect("neighborhoods:meetings")


@require_http_methods(["GET", "POST"])
def meeting_new(request: SignedIn) -> HttpResponse:
    units = divisions_in_reach(request.user, "neighborhoods.add_jointmeeting").filter(level="committee")
    form = MeetingForm(units, posted(request), initial={"month": _this_month()})

    def act() -> Any:
        given = form.given()
        return meetings.convene(given.pop("division"), by=request.user, **given)

    may = holds(request.user, "neighborhoods.add_jointmeeting")
    return carried_out(
        request,
        form,
        act,
        may,
        title="登记联席会议",
        back_to="neighborhoods:meetings",
        refusal="您没有登记联席会议的权限。",
    )


@require_GET
def meeting(request: SignedIn, pk: str) -> HttpResponse:
    return _show(request, _meeting(request, pk))


@require_POST
def meeting_step(request: SignedIn, pk: str, step: str) -> HttpResponse:
    row = _meeting(request, pk)
    asked = step_taken(request, JOINT_MEETING, row, step, meetings.STEPS)
    return redirect(row) if asked is None else _show(request, row, asked)


def _meeting(request: SignedIn, pk: str) -> JointMeeting:
    return get_object_or_404(JointMeeting.objects.visible_to(request.user).for_list(), pk=pk)


def _show(request: SignedIn, row: JointMeeting, asked: StepForm | None = None) -> HttpResponse:
    context = {
        "meeting": row, "looks": looks.MEETING, "next": next_steps(JOINT_MEETING, request.user, row, asked), "asked": asked,
    }  # fmt: skip
    return render(request, "neighborhoods/meeting.html", context, status=422 if asked else 200)


def _this_month():
    return timezone.localdate().replace(day=1)
