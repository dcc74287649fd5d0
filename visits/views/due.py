"""应访超期: doors that the register or a plan waits for, with the numbers by committee, clerk or building that lead to them."""

from __future__ import annotations

from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from governance.access import codes
from governance.access.models import Division
from governance.access.requests import SignedIn
from governance.web.render import render_part
from visits import selectors
from visits.filters import DueFilter
from visits.models import DueVisit

SIZE = 50


@require_GET
def due_list(request: SignedIn) -> HttpResponse:
    """Overdue today; `?state=soon` adds what falls due within a week. Paged by `?page=`, the most overdue first."""
    today, soon = timezone.localdate(), request.GET.get("state") == "soon"
    rows = DueVisit.objects.visible_to(request.user, "visits.view_visit")
    rows = rows.soon(today, selectors.AHEAD) if soon else rows.overdue(today)
    asked = DueFilter(request.GET, rows, request=request)
    found = asked.qs if asked.is_valid() else rows.none()
    at = int(request.GET["page"]) if request.GET.get("page", "").isdecimal() and len(request.GET["page"]) < 6 else 1
    chosen = selectors.most_overdue(found, most=SIZE + 1, start=SIZE * (max(at, 1) - 1))
    doors = selectors.due_doors(request.user, chosen, most=SIZE + 1, by_due=True)
    groups, by = _groups(request, found)
    context = {
        "filter": asked, "doors": doors[:SIZE], "page": max(at, 1), "more": len(doors) > SIZE, "now": timezone.now(), "soon": soon,
        "groups": groups, "by": by, "total": sum(count for _, _, _, count in groups),
    }  # fmt: skip
    return render_part(request, "visits/due.html", "rows", context, status=422 if asked.errors else 200)


def _groups(request: SignedIn, rows: QuerySet[DueVisit]) -> tuple[list[tuple[str, str, str, int]], str]:
    """(name, parameter, value, doors) of each smaller unit, and what it is called. Their sum is the list's length."""
    code = request.GET.get("within") or (request.user.home.code if request.user.home else "")
    if len(codes.significant(code.ljust(12, "0")[:12])) == codes.CUTS["committee"]:
        return [
            (stop.name, "building", str(stop.building or ""), stop.count)
            for stop in selectors.stops(request.user, rows)
        ], "楼栋"
    found = rows.order_by().values("division_id").annotate(
        doors=Count("household", distinct=True), firms=Count("partner", distinct=True)
    )  # fmt: skip
    counts = {one["division_id"]: one["doors"] + one["firms"] for one in found}
    names = dict(Division.objects.visible_to(request.user).filter(pk__in=counts).values_list("code", "name"))
    return [(names.get(at, at), "within", at, counts[at]) for at in sorted(counts)], "居委"
