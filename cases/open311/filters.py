"""What a query of requests may ask for. A parameter nobody knows is ignored."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from cases.models import Case
from cases.open311.parameters import given, listed
from cases.open311.refusals import Wrong
from cases.open311.selectors import jurisdiction

SPAN, MOST = timedelta(days=90), 1000
STATUSES = {"open": ~Q(state=Case.State.CLOSED), "closed": Q(state=Case.State.CLOSED)}
NEWEST_FIRST = ("-opened_at", "-id")

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def public_cases(query: QueryDict) -> QuerySet[Case]:
    """The public cases of the jurisdiction that is asked for. Raises Wrong."""
    district = jurisdiction(given(query, "jurisdiction_id"))
    found = Case.objects.public().order_by(*NEWEST_FIRST)
    return found.inside(district.code) if district else found


def asked_for(query: QueryDict) -> QuerySet[Case]:
    """Ids override everything else. Raises Wrong."""
    found = public_cases(query)
    if numbers := listed(query, "service_request_id"):
        return found.filter(number__in=numbers[:MOST])[:MOST]
    start, end = _span(query)
    found = found.filter(opened_at__gte=start, opened_at__lte=end)
    if services := listed(query, "service_code"):
        found = found.filter(category__code__in=services)
    if statuses := listed(query, "status"):
        found = found.filter(_status(statuses))
    first, size = _page(query)
    return found[first : first + size]


def _status(asked: list[str]) -> Q:
    wanted = Q()
    for one in asked:
        if one not in STATUSES:
            raise Wrong(400, "status 只有 open、closed。")
        wanted |= STATUSES[one]
    return wanted


def _span(query: QueryDict) -> tuple[datetime, datetime]:
    """Both days given may lie 90 days apart; of one alone, 90 days from or up to it; of none, the last 90."""
    start, end = _moment(query, "start_date"), _moment(query, "end_date")
    if start and end:
        if start > end:
            raise Wrong(400, "start_date 不能晚于 end_date。")
        if end - start > SPAN:
            raise Wrong(400, "start_date 到 end_date 不能超过 90 天，请分段查询。")
        return start, end
    if start:
        return start, start + SPAN
    end = end or timezone.now()
    return end - SPAN, end


def _moment(query: QueryDict, name: str) -> datetime | None:
    """A time with its zone; a bare day, which W3C allows too, begins at midnight here."""
    text = given(query, name).replace(" ", "+")  # a plus that the client forgot to encode
    if not text:
        return None
    try:
        if _DAY.fullmatch(text) and (day := parse_date(text)):
            return timezone.make_aware(datetime.combine(day, time()))
        found = parse_datetime(text) if "T" in text else None
        if found is not None and found.tzinfo and found + SPAN and found - SPAN:
            return found
    except (ValueError, OverflowError):
        pass
    raise Wrong(400, f"{name} 须带时区，例如 2026-11-22T09:30:00+08:00。")


def _page(query: QueryDict) -> tuple[int, int]:
    """Ours: `page` from 1, `page_size` up to 1000. Returns the first row's place and the size."""
    size, page = _number(query, "page_size", MOST), _number(query, "page", 1)
    if size > MOST:
        raise Wrong(400, f"page_size 最大 {MOST}。")
    return (page - 1) * size, size


def _number(query: QueryDict, name: str, default: int) -> int:
    text = given(query, name)
    if not text:
        return default
    if not re.fullmatch(r"[1-9]\d{0,5}", text, re.ASCII):
        raise Wrong(400, f"{name} 须是 1 起的整数。")
    return int(text)


def wants_extensions(query: QueryDict) -> Any:
    return given(query, "extensions") == "true"
