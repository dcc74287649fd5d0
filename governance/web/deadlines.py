"""Deadlines in the words of the people who work by them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Remaining(NamedTuple):
    """`tone` is over, soon (today or tomorrow) or muted; `exact` is for a title, `iso` for machines."""

    tone: str
    text: str
    exact: str
    iso: str


def remaining(when: datetime | date, *, now: datetime) -> Remaining:
    """Say how long is left. A bare date is due at the end of its day."""
    today = timezone.localdate(now)
    if not isinstance(when, datetime):
        return Remaining(*_of_day(when, today), f"{when:%Y-%m-%d}", when.isoformat())
    local = timezone.localtime(when)
    return Remaining(*_of_moment(local, when - now, today), f"{local:%Y-%m-%d %H:%M}", local.isoformat())


def _of_day(day: date, today: date) -> tuple[str, str]:
    match (day - today).days:
        case 0:
            return "soon", "今天到期"
        case 1:
            return "soon", "明天到期"
        case days if days < 0:
            return "over", f"超期 {-days} 天"
    return "muted", _dated(day, today)


def _of_moment(local: datetime, left: timedelta, today: date) -> tuple[str, str]:
    if left < timedelta(0):
        return "over", f"超期 {_span(-left)}"
    match (local.date() - today).days:
        case 0:
            return "soon", f"剩 {_span(left)}"
        case 1:
            return "soon", f"明天 {local:%H:%M}"
    return "muted", f"{_dated(local.date(), today)} {local:%H:%M}"


def _span(length: timedelta) -> str:
    """Rounded down, because nobody should believe to have more time than there is."""
    if length >= DAY:
        return f"{length // DAY} 天"
    if length >= HOUR:
        return f"{length // HOUR} 小时"
    return f"{max(length // timedelta(minutes=1), 1)} 分钟"


def _dated(day: date, today: date) -> str:
    return f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m-%d}"
