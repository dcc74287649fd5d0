"""The places of a reply template: `{工单号}` is written, SP2026… is read."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils import timezone

from cases.models import Case

_PLACE = re.compile(r"\{([^{}]{0,20})\}")

PLACES: dict[str, Callable[[Case], str]] = {
    "工单号": lambda case: case.number,
    "事项": lambda case: case.title,
    "类别": lambda case: case.category.name,
    "地点": lambda case: case.address or case.division.short_name,
    "居委": lambda case: case.division.name,
    "部门": lambda case: case.department.name if case.department else "承办部门",
    "发现日期": lambda case: _day(case.opened_at),
    "到期日期": lambda case: _day(case.due_at),
    "日期": lambda case: _day(timezone.now()),
}


def unknown_places(text: str) -> list[str]:
    return [name for name in _PLACE.findall(text) if name not in PLACES]


def filled(text: str, case: Case) -> str:
    """`text` about `case` (read with `for_list`); what is no place stays as it is."""
    return _PLACE.sub(lambda found: PLACES[found[1]](case) if found[1] in PLACES else found[0], text)


def _day(when: object) -> str:
    local = timezone.localtime(when)  # type: ignore[arg-type]
    return f"{local.month} 月 {local.day} 日"
