"""What the page, its lists, the export and the API are asked: a period, a place, how to part it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from cases.rates.definitions import PAUSES
from governance.access import codes
from governance.access.models import User

BY = {"division": "按区划", "department": "按承办部门", "category": "按类别", "month": "按月"}
NAMES = ("since", "until", "within", "by", "department", "category", "pauses")
MOST_MONTHS = 24
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Asked:
    """`since` and `until` are months, both included; `start` and `end` the half-open period in Shanghai's time."""

    since: str
    until: str
    within: str = ""
    by: str = "division"
    department: str = ""
    category: str = ""
    pauses: str = "count"

    @property
    def start(self) -> datetime:
        return _first(self.since)

    @property
    def end(self) -> datetime:
        return _first(_next(self.until))

    @property
    def months(self) -> int:
        return _number(self.until) - _number(self.since) + 1

    @property
    def query(self) -> dict[str, str]:
        """As the address says it, without what goes without saying."""
        return {name: value for name in NAMES if (value := getattr(self, name))}


def asked_of(given: Mapping[str, str], user: User, now: datetime) -> Asked:
    """Raises ValidationError by field. Without a period the running month; within where the user works."""
    wrong = {}
    this = f"{timezone.localtime(now):%Y-%m}"
    since, until = given.get("since") or given.get("until") or this, given.get("until") or given.get("since") or this
    for name, text in (("since", since), ("until", until)):
        if not _MONTH.fullmatch(text):
            wrong[name] = "月份请写成 2026-10。"
    if not wrong and not 0 <= _number(until) - _number(since) < MOST_MONTHS:
        wrong["until"] = f"期间应从早到晚，最长 {MOST_MONTHS} 个月。"
    within = given.get("within") or (user.home.code if user.home and not user.home.department else "")
    by, pauses = given.get("by") or "division", given.get("pauses") or "count"
    if by not in BY:
        wrong["by"] = f"只能按{'、'.join(BY)}来分。"
    if pauses not in PAUSES:
        wrong["pauses"] = f"缓办的算法只有{'、'.join(PAUSES)}。"
    wrong |= _wrong_codes(within, given.get("department", ""), given.get("category", ""))
    if wrong:
        raise ValidationError(wrong)
    return Asked(since, until, within, by, given.get("department", ""), given.get("category", ""), pauses)


def _wrong_codes(within: str, department: str, category: str) -> dict[str, str]:
    wrong = {}
    try:
        codes.within(within if within.isascii() else "") if within else None
    except ValueError:
        wrong["within"] = "区划代码应为 2、4、6、9 或 12 位数字。"
    for name, text in (("department", department), ("category", category)):
        if not re.fullmatch(r"[\w-]{0,40}", text, re.ASCII):
            wrong[name] = "代码由字母、数字和短横组成。"
    return wrong


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:])


def _next(month: str) -> str:
    number = _number(month)
    return f"{number // 12}-{number % 12 + 1:02}"


def _first(month: str) -> datetime:
    return timezone.make_aware(datetime(int(month[:4]), int(month[5:]), 1))  # noqa: DTZ001  made aware here
