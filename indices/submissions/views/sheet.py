"""报送: one sheet a month with all that is due, saved at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.access.scoping import holds
from governance.flow.machine import StepForbidden
from governance.web.forms import posted
from indices.submissions.actions import submissions
from indices.submissions.forms import RowForm
from indices.submissions.looks import SUBMISSIONS
from indices.submissions.selectors import due
from indices.windows import Period


@require_http_methods(["GET", "POST"])
def sheet(request: SignedIn) -> HttpResponse:
    if not holds(request.user, "submissions.add_submission"):
        raise StepForbidden("您没有报送指标的权限。")
    division, period = _division(request), _period(request)
    lines = due.due_for(division, period)
    data, files = posted(request), request.FILES if request.method == "POST" else None
    rows = [RowForm(data, files, due=line) for line in lines if line.waits or line.open]
    if request.method == "POST" and _save(request, division, period, rows):
        return redirect(f"{reverse('submissions:due')}?division={division.code}&period={period.code}")
    context = {
        "division": division, "places": due.places(request.user), "period": period, "months": due.months(timezone.now()),
        "due": [one for one in rows if one.due.waits], "carried": [one for one in rows if not one.due.waits],
        "told": [one for one in lines if not one.waits and not one.open], "looks": SUBMISSIONS, "due_day": due.DUE_DAY,
        "wrong": [one for one in rows if one.is_bound and one.errors],
    }  # fmt: skip
    return render(request, "submissions/sheet.html", context, status=422 if request.method == "POST" else 200)


def _save(request: SignedIn, division: Division, period: Period, rows: list[RowForm]) -> bool:
    """All that was filled in, or nothing with each error at its field."""
    valid = [one.is_valid() for one in rows]  # every form, so that all errors show
    if not all(valid):
        return False
    given = {one.due.indicator.code: one for one in rows if one.given}
    if not given:
        messages.warning(request, "还没有填数字。填好一项或几项再保存。")
        return False
    files = {code: one.cleaned_data["file"] for code, one in given.items() if one.cleaned_data.get("file")}
    asked = {code: one.asked() for code, one in given.items()}
    try:
        with transaction.atomic():
            done = submissions.report_all(division=division, period=period.code, rows=asked, by=request.user)
            submissions.attach_all(done, files, by=request.user)
    except ValidationError as error:
        _say(request, given, error)
        return False
    messages.success(request, f"已报 {len(done)} 项，等街道审核。")
    return True


def _say(request: SignedIn, given: dict[str, RowForm], error: ValidationError) -> None:
    """A file that cannot be taken names no field of a sheet."""
    if not hasattr(error, "error_dict"):
        messages.warning(request, "证明材料没有收下：" + "；".join(error.messages))
        return
    for name, texts in error.message_dict.items():
        code, _, field = name.rpartition(":")
        form = given.get(code)
        for text in texts:
            if form is None:
                messages.warning(request, text)
            else:
                form.add_error(field if field in form.fields else None, text)


def _division(request: SignedIn) -> Division:
    known = due.places(request.user)
    asked = request.GET.get("division", "")
    found = next((one for one in known if one.code == asked), None) if asked else next(iter(known), None)
    if found is None:
        raise Http404
    return found


def _period(request: SignedIn) -> Period:
    known: list[Any] = due.months(timezone.now())
    asked = request.GET.get("period", "")
    found = next((one for one in known if one.code == asked), None) if asked else known[0]
    if found is None:
        raise ValidationError(["只能报近 12 个月里已经过完的月份，请重新选择。"])
    return found
