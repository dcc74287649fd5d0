"""实名制: the list, now or on a past day, and its Excel file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.access.scoping import holds
from governance.access.selectors import units_below
from governance.audit.log import record
from governance.web.pager import page_of
from governance.web.render import render_part
from workers import exports, listing
from workers.filters import EXPIRING, PersonFilter, PostingFilter, WorkerFilter
from workers.looks import WORKER_LOOKS
from workers.models import Posting, Worker

PAST = ("as_of", "left_by")


@require_GET
def worker_list(request: SignedIn) -> HttpResponse:
    asked, then = _asked(request), _is_past(request)
    page = page_of(request, _found(asked, then), Order("since" if then else "number"))
    lines = listing.past(page.rows) if then else listing.present(page.rows)
    context = {
        "filter": asked, "page": page, "lines": lines, "then": then, "looks": WORKER_LOOKS,
        "seen": _seen(request, lines), "units": units_below(request.user), "today": timezone.localdate(),
        "counted": asked.qs.count() if then and asked.is_valid() else None, "expiring": EXPIRING,
        "may_add": holds(request.user, "workers.add_change"),
    }  # fmt: skip
    return render_part(request, "workers/list.html", "rows", context, status=422 if asked.errors else 200)


@require_GET
def worker_export(request: SignedIn) -> FileResponse | HttpResponse:
    asked, then = _asked(request), _is_past(request)
    if not asked.is_valid():
        raise ValidationError(["筛选条件有误，请回到列表改正后再导出。"])
    names = sorted(set(request.GET) & set(asked.base_filters))
    record("workers.export", None, by=request.user, format="xlsx", filters=names, within=request.GET.get("within", ""))
    found = _found(asked, then).order_by("since" if then else "number", "pk")
    lines = _lines(found, listing.past if then else listing.present)
    return FileResponse(
        exports.workbook(lines), as_attachment=True, filename=f"社区工作者-{timezone.localdate():%Y%m%d}.xlsx"
    )


def _is_past(request: SignedIn) -> bool:
    return any(request.GET.get(name) for name in PAST)


def _asked(request: SignedIn) -> PersonFilter:
    """A past day is asked of the postings, which stay where they were; who works here now of the register."""
    if _is_past(request):
        return PostingFilter(request.GET, Posting.objects.visible_to(request.user).standing(), request=request)
    workers = Worker.objects.visible_to(request.user).standing()
    shown = (
        workers if request.GET.get("state") else workers.exclude(state__in=(Worker.State.EXITED, Worker.State.DRAFT))
    )
    return WorkerFilter(request.GET, shown, request=request)


def _found(asked: PersonFilter, then: bool) -> QuerySet[Any]:
    """The rows with what a line shows; none where the question is wrong."""
    found = asked.qs if asked.is_valid() else asked.queryset.none()
    return listing.with_past(found, asked.day) if then else listing.with_present(found)


def _seen(request: SignedIn, lines: list[listing.Line]) -> set[Any]:
    """Whose page the reader may open: somebody who worked here on a past day may be elsewhere now."""
    mine = Worker.objects.visible_to(request.user).filter(pk__in=[line.worker.pk for line in lines])
    return set(mine.values_list("pk", flat=True))


def _lines(found: QuerySet[Any], lined: Any) -> Iterator[listing.Line]:
    for row in found.iterator(chunk_size=1000):
        yield from lined([row])
