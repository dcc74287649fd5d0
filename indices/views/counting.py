"""The tiles of plain counts on the dashboard: visits, 约请, centers, volunteers, workers. Each number leads down to its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from governance.web.templatetags.figures import Cell
from indices.selectors.dashboard import Board
from indices.selectors.tallies import months

CHART = 6  # months
Asked = tuple[str, str, str, float]
OF_WORKERS: tuple[Asked, ...] = (("DZ-B4", "年流失率", "%", 100), ("ZZ-B7", "人均培训", "课时", 60))
OF_CENTERS: tuple[Asked, ...] = (("DZ-B5", "每个中心月均", "场", 20), ("GZ-G4", "多元主体办", "%", 100))
OF_SUMMONSES: tuple[Asked, ...] = (("GZ-B1", "问题解决", "%", 100), ("GZ-B2", "按时到场", "%", 100))
OF_COMMITTEE: tuple[Asked, ...] = (
    ("DZ-B1", "群众满意度", "分", 100), ("GZ-B3", "工单按期办结", "%", 100), ("DZ-B6", "重点人群按期关爱", "%", 100),
    ("ZZ-B6", "社区云上云", "%", 100),
)  # fmt: skip
"""(indicator, label, unit, what a full bar stands for)"""


@dataclass(frozen=True, slots=True)
class Number:
    """`value` None shows a dash; `share` is drawn as a bar where there is one, 0 to 100."""

    label: str
    value: float | int | None
    unit: str
    href: str
    digits: int = 0
    share: float | None = None


def counts_of(found: Board) -> dict[str, Any]:
    own = [] if found.level_below else _measured(found, OF_COMMITTEE)
    tiles = {"visits": _visits(found), "workers": _workers(found), "centers": _centers(found), "own": own}
    tiles["summonses"] = _summonses(found)
    return tiles | _volunteers(found)


def _list(name: str, found: Board, **asked: Any) -> str:
    more = "".join(f"&{key}={value}" for key, value in asked.items() if value not in (None, ""))
    return f"{reverse(name)}?within={found.unit.division.code}{more}"


def _visits(found: Board) -> list[Number]:
    day, first = found.window.day, _first(found)
    of_day = _list("visits:list", found, visited_after=day, visited_before=day)
    of_month = _list("visits:list", found, visited_after=first, visited_before=day)
    return [
        Number("当天" if found.as_of else "今天", found.tallies.get("visits_today", 0), "次", of_day),
        Number("当月" if found.as_of else "本月", found.tallies.get("visits_month", 0), "次", of_month),
    ]


def _summonses(found: Board) -> list[Number]:
    """How many of those closed within a year were solved and how many came in time; then what is under way."""
    open_now, late_now = ({}, {}) if found.as_of else ({"view": "open"}, {"view": "overdue"})
    return [
        *_measured(found, OF_SUMMONSES),
        Number("办理中", found.tallies.get("summonses_open", 0), "件", _list("summonses:list", found, **open_now)),
        Number("超时", found.tallies.get("summonses_late", 0), "件", _list("summonses:list", found, **late_now)),
    ]


def _volunteers(found: Board) -> dict[str, Any]:
    """Registered ones, and the hours of each month; the last bar is the month that runs."""
    every = [(one, found.tallies.get(one.code, 0) / 60) for one in months(found.window)]
    year = reverse("volunteers:hours")
    rows = [
        (f"{one.first.month} 月", Cell(round(hours), f"{year}?by=month&year={one.first.year}"))
        for one, hours in every[-CHART:]
    ]
    numbers = [
        Number("注册", found.tallies.get("volunteers", 0), "人", _list("volunteers:list", found)),
        Number(
            "当月" if found.as_of else "本月", every[-1][1], "小时", f"{year}?by=month&year={found.window.day.year}"
        ),
        Number("近 12 个月", sum(hours for _, hours in every), "小时", f"{year}?year={found.window.day.year}"),
    ]
    return {"volunteers": numbers, "hour_rows": rows, "hour_head": ("月份", "小时")}


def _workers(found: Board) -> dict[str, Any]:
    count, places = found.tallies.get("workers", 0), found.tallies.get("places")
    figures = f"{_list('workers:figures', found)}&as_of={found.window.day}"
    filled, certified = found.tallies.get("filled", 0), found.tallies.get("certified", 0)
    vacant = None if places is None else places - filled
    used = 100 * filled / places if places else None
    held = 100 * certified / count if count else None
    numbers = [
        _vacant(vacant, used),
        Number("持证", certified, f"人，{held:.1f}%" if held is not None else "人", figures, share=held),
        *_measured(found, OF_WORKERS),
    ]
    return {"head": Number("在岗", count, "人在岗", figures), "numbers": numbers}


def _vacant(places: int | None, used: float | None) -> Number:
    label, count = ("员额空缺", places) if places is None or places >= 0 else ("超出员额", -places)
    return Number(label, count, "个", reverse("workers:quotas"), share=used)


def _measured(found: Board, asked: tuple[Asked, ...]) -> list[Number]:
    """What the index measured at the end of the period shown."""
    rows = []
    for code, label, unit, full in asked:
        one = found.unit.values.get(code)
        if one is None or found.run is None:
            continue
        href = reverse("indices:records", args=[found.unit.division.code, found.run.period, code, "numerator"])
        rows.append(Number(label, one.value, unit, href, 1, None if one.value is None else 100 * one.value / full))
    return rows


def _centers(found: Board) -> list[Number]:
    activities = _list("neighborhoods:activities", found, starts_after=_first(found), starts_before=found.window.day)
    came = found.tallies.get("came", 0) + found.tallies.get("guests", 0)
    month = "当月" if found.as_of else "本月"
    return [
        Number(
            "开放", found.tallies.get("centers", 0), "个中心开放", _list("neighborhoods:centers", found, state="open")
        ),
        Number(f"{month}活动", found.tallies.get("activities", 0), "场", activities),
        Number(f"{month}参加", came, "人次", activities),
        *_measured(found, OF_CENTERS),
    ]


def _first(found: Board) -> date:
    return found.window.day.replace(day=1)
