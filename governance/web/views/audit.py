"""The audit, for auditors: what happened, sealed or not, and whether the chain holds."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from governance.access import rls
from governance.access.keyset import Order
from governance.access.models import User
from governance.access.requests import SignedIn
from governance.access.scoping import holds
from governance.access.selectors import AUDIT, visible_events
from governance.audit import chain
from governance.audit.log import record
from governance.audit.models import Event
from governance.web.events import tell, wording
from governance.web.filters import EventFilter
from governance.web.pager import page_of
from governance.web.render import render_part

NEWEST = 10_000
HEAD = ("seq", "at", "actor", "verb", "what", "subject_type", "subject_id", "division", "address", "details", "hash")


@require_GET
def event_list(request: SignedIn) -> HttpResponse:
    asked = EventFilter(request.GET, visible_events(request.user), request=request)
    page = page_of(request, asked.qs if asked.is_valid() else asked.queryset.none(), Order("at", descending=True))
    context = {"filter": asked, "page": page, "told": tell(page.rows), "may_check": holds(request.user, AUDIT)}
    return render_part(request, "governance/audit.html", "rows", context, status=422 if asked.errors else 200)


@require_GET
def event_page(request: SignedIn, pk: str) -> HttpResponse:
    event = get_object_or_404(visible_events(request.user), pk=pk)
    seal = getattr(event, "seal", None)
    details = json.dumps(event.details, ensure_ascii=False, sort_keys=True, indent=2)
    holds_still = seal is not None and chain.digest(seal.previous, event) == seal.hash
    context = {"told": tell([event])[0], "seal": seal, "details": details, "intact": holds_still}
    return render(request, "governance/event.html", context)


@require_GET
def check_chain(request: SignedIn) -> HttpResponse:
    """Check the newest links here; the whole chain is the command's work."""
    if not holds(request.user, AUDIT):
        raise PermissionDenied("只有安全审计员能核对审计链。")
    found = list(chain.breaks(NEWEST))
    context = {"breaks": found, "head": chain.head(), "newest": NEWEST, "now": timezone.now()}
    return render(request, "governance/chain.html", context)


@require_GET
def export(request: SignedIn) -> HttpResponseBase:
    asked = EventFilter(request.GET, visible_events(request.user), request=request)
    if not asked.is_valid():
        return event_list(request)
    given = sorted(name for name, value in asked.form.cleaned_data.items() if value)
    record("audit.export", None, by=request.user, format="csv", filters=given)
    answer = StreamingHttpResponse(
        _lines(asked.qs.order_by("-at", "-pk"), request.user), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="audit-{timezone.localdate():%Y%m%d}.csv"'
    return answer


class _Echo:
    def write(self, text: str) -> str:
        return text


def _lines(events: QuerySet[Event], user: User) -> Iterator[str]:
    """The stream outlives its request, so it opens a transaction of its own; memory stays flat."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(HEAD)
    with rls.as_user(user):
        for event in events.iterator(chunk_size=2000):
            yield writer.writerow([_cell(value) for value in _values(event)])


def _values(event: Event) -> list[Any]:
    seal = getattr(event, "seal", None)
    return [
        seal.seq if seal else "", timezone.localtime(event.at).isoformat(), event.actor.username if event.actor else "",
        event.verb, wording(event.verb), event.subject_type, event.subject_id, event.division, event.address or "",
        json.dumps(event.details, ensure_ascii=False, sort_keys=True), seal.hash if seal else "",
    ]  # fmt: skip


def _cell(value: Any) -> Any:
    """What a spreadsheet would take for a formula gets an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value
