"""办理质效: the table of rates, the rows behind a number, and the table as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cases.looks import LOOKS
from cases.lookups import categories_at, departments_at
from cases.models import Case
from cases.rates.asked import BY, Asked, asked_of
from cases.rates.definitions import LEFT_OUT, NOT_TOLD, PAUSES, RATES, Rate
from cases.rates.facts import ORDER
from cases.rates.pages import address
from cases.rates.selectors import SIDES, Line, Table, rows_behind, table
from cases.selectors import units_below
from governance.access import codes
from governance.access.keyset import Order
from governance.access.requests import SignedIn
from governance.audit.log import record
from governance.web.pager import page_of
from governance.web.sheets import workbook
from governance.web.templatetags.figures import Cell
from governance.web.templatetags.mulin import pct


@require_GET
def rates(request: SignedIn) -> HttpResponse:
    now = timezone.now()
    asked = asked_of(request.GET, request.user, now)
    found, shown = table(request.user, asked, now), RATES.get(request.GET.get("rate", ""), RATES["closing"])
    place = codes.full(asked.within) if asked.within else ""
    context = {
        "asked": asked, "table": found, "rates": RATES, "shown": shown, "by": BY, "pauses": PAUSES, "left_out": LEFT_OUT,
        "not_told": NOT_TOLD, "lines": [_linked(asked, line) for line in found.lines], "total": _linked(asked, found.total),
        "units": units_below(request.user), "chart": _chart(asked, found, shown), "now": now,
        "departments": departments_at(place) if place else [], "categories": categories_at(place) if place else [],
        "heads": [BY[asked.by].removeprefix("按"), shown.name],
    }  # fmt: skip
    return render(request, "rates/rates.html", context)


@require_GET
def rows(request: SignedIn) -> HttpResponse:
    """What one number counts, row by row; `?key=` names the line, without it all of them."""
    now = timezone.now()
    asked = asked_of(request.GET, request.user, now)
    rate = RATES.get(request.GET.get("rate", ""))
    if rate is None:
        raise Http404
    side = request.GET.get("side", "all")
    found: Any = rows_behind(request.user, asked, rate, side, request.GET.get("key"), now)
    cases = Case.objects.visible_to(request.user).for_list()  # of the page: carried along they would be sorted with all
    found = found.prefetch_related(Prefetch("case", cases)) if rate.base != "filed" else found.for_list()
    context = {
        "asked": asked, "rate": rate, "side": side, "sides": SIDES, "count": found.count(), "looks": LOOKS,
        "page": page_of(request, found, Order(ORDER[rate.base])), "key": request.GET.get("key"),
        "back": f"{reverse('rates:rates')}?{urlencode(asked.query)}",
    }  # fmt: skip
    return render(request, "rates/rows.html", context)


@require_GET
def export(request: SignedIn) -> FileResponse | HttpResponse:
    now = timezone.now()
    asked = asked_of(request.GET, request.user, now)
    found = table(request.user, asked, now)
    record(
        "rates.export",
        None,
        by=request.user,
        format="xlsx",
        where=codes.full(asked.within) if asked.within else "",
        asked=asked.query,
    )
    head = [
        BY[asked.by].removeprefix("按"),
        *(f"{rate.name}{part}" for rate in RATES.values() for part in ("分子", "分母", "")),
    ]
    widths = [24, *[14] * (len(head) - 1)]
    book = workbook("办理质效", head, widths, _cells(found))
    return FileResponse(book, as_attachment=True, filename=f"办理质效-{asked.since}-{asked.until}.xlsx")


def _cells(found: Table) -> Iterator[list[Any]]:
    for line in (*found.lines, found.total):
        numbers = [line.number(code) for code in RATES]
        yield [line.name, *(cell for one in numbers for cell in (one.counted, one.of, _share(one.share)))]


def _share(share: float | None) -> Any:
    return "" if share is None else round(share, 4)


def _linked(asked: Asked, line: Line) -> dict[str, Any]:
    """A line with the address of each of its numbers; the line of all together names no key."""
    base = asked.query | ({} if line.name == "合计" else {"key": line.key})
    cells = []
    for code in RATES:
        links = {side: address(base, RATES[code], side) for side in ("counted", "all")}
        cells.append({"number": line.number(code), **links})
    return {"name": line.name, "cells": cells}


def _chart(asked: Asked, found: Table, shown: Rate) -> list[list[Any]]:
    """One rate over the lines, as the chart and its table show it."""
    lines = [line for line in found.lines if line.number(shown.code).of][:30]
    return [
        [Cell(line.name, address(asked.query | {"key": line.key}, shown, "all")), pct(line.number(shown.code).share)]
        for line in lines
    ]
