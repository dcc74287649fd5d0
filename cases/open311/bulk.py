"""GeoReport Bulk: the public cases of a month as one CSV, without words, doors or exact places."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone

from cases.models import Case
from cases.open311.records import Record, read
from cases.open311.refusals import Wrong
from cases.open311.wire import moment
from governance.access import rls
from governance.web.sheets import plain

HEAD = (
    "service_request_id", "requested_datetime", "updated_datetime", "closed_date", "expected_datetime", "status",
    "status_description", "source", "service_code", "service_name", "service_subtype", "agency_responsible", "address", "lat", "long",
)  # fmt: skip
ROUGHLY = 3  # decimals of a degree: about a hundred metres


def of_month(cases: QuerySet[Case], text: str) -> QuerySet[Case]:
    """Cases requested in `2026-10`. Raises Wrong (404) for what is no month, or one still to come."""
    try:
        start = timezone.make_aware(datetime.strptime(text, "%Y-%m"))  # noqa: DTZ007  made aware here
    except ValueError:
        raise Wrong(404, "没有这个月份，请写成 2026-10.csv。") from None
    if start > timezone.now() or f"{start:%Y-%m}" != text:
        raise Wrong(404, "没有这个月份的数据。")
    end = start.replace(year=start.year + 1, month=1) if start.month == 12 else start.replace(month=start.month + 1)
    return cases.filter(opened_at__gte=start, opened_at__lt=end).order_by("opened_at", "id")


class _Echo:
    """What csv writes to: gives the line back."""

    def write(self, line: str) -> str:
        return line


def lines(cases: QuerySet[Case]) -> Iterator[str]:
    """In a transaction of its own, for the stream outlives the request."""
    writer = csv.writer(_Echo())
    with rls.as_user(AnonymousUser()):
        yield "\ufeff" + writer.writerow(HEAD)
        for one in read(cases):
            yield writer.writerow(_cells(one))


def _cells(one: Record) -> list[Any]:
    at_home = one.household is not None
    return [
        one.number, moment(one.opened_at), moment(one.updated_at), moment(one.closed_at), moment(one.due_at), one.status,
        Case.State(one.state).label, Case.Entrance(one.entrance).label, one.service_code, plain(one.group or one.service_name),
        plain(one.service_name), plain(one.agency or ""), plain(one.place), _rough(None if at_home else one.latitude),
        _rough(None if at_home else one.longitude),
    ]  # fmt: skip


def _rough(degrees: float | None) -> float | str:
    return "" if degrees is None else round(degrees, ROUGHLY)
