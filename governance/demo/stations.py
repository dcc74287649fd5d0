"""The network of volunteers: its units, their projects, and the shifts of a project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from governance.demo import programme, seasons
from governance.demo.calendar import DAY, HOUR, MINUTE
from governance.demo.world import Making

HOURS = ((8, 3), (8, 4), (8, 5), (9, 4), (13, 4), (13, 5), (14, 3), (18, 3))
"""When a shift begins and how many hours it lasts."""
NIGHT = 0.02
"""Of the shifts are patrols over midnight."""
COMING = ((0, 8, 3), (0, 9, 4), (0, 14, 3), (1, 9, 3), (2, 14, 3), (5, 9, 4), (9, 9, 3))
"""Of today and ahead: days from today, hour, hours."""


@dataclass(frozen=True, slots=True)
class Project:
    id: str
    unit: str
    theme: str


@dataclass(frozen=True, slots=True)
class Shift:
    """In seconds of the calendar."""

    id: str
    unit: str
    theme: str
    start: int
    end: int


def unit(making: Making, level: str, name: str, parent: str | None, field: str = "") -> str:
    filed = making.filed(-making.rng.randint(21, 25) * DAY, version=2)
    making.sheets.add("volunteers_unit", *filed, parent, level, name, field, "active")
    return str(filed[0])


def project(making: Making, unit: str, theme: str, *, open_: bool = True) -> Project:
    rng = making.rng
    filed = making.filed(-rng.randint(1, 20) * DAY, version=2)
    making.sheets.add(
        "volunteers_project", *filed, unit, rng.choice(programme.PROJECTS[theme]), theme, "", rng.choice(programme.CAMPAIGNS),
        "recruiting" if open_ else "closed",
    )  # fmt: skip
    return Project(str(filed[0]), unit, theme)


def station(making: Making, branch: str) -> list[Project]:
    """The committee's own, with a project for mutual help, four others, and one that came to its end."""
    row = unit(making, "station", f"{making.committee.name}志愿者工作站", branch)
    others = making.rng.sample([one for one in programme.PROJECTS if one != "mutual"], 5)
    return [project(making, row, one, open_=at < 5) for at, one in enumerate(("mutual", *others))]


def timetable(making: Making, projects: Sequence[Project], count: int) -> list[Shift]:
    """Shifts in order of time: `count` of the past, and those of today and ahead."""
    rng, calendar = making.rng, making.calendar
    days = calendar.spread(rng, count, "serving", lambda day: seasons.serving(calendar, day))
    times = [(day, *rng.choice(HOURS)) for day in days if day < calendar.days - 1]
    times += [(calendar.days - 1 + ahead, hour, hours) for ahead, hour, hours in COMING]
    return [_shift(making, projects, *one) for one in times]


def _shift(making: Making, projects: Sequence[Project], day: int, hour: int, hours: int) -> Shift:
    rng = making.rng
    mutual = [one for one in projects if one.theme == "mutual"]
    others = [one for one in projects if one.theme != "mutual"]
    one = rng.choice(mutual if mutual and making.happens("mutual", day * DAY) else others)
    start = day * DAY + hour * HOUR
    if day < making.calendar.days - 2 and rng.random() < NIGHT:
        start, hours = day * DAY + 22 * HOUR, 3
    asked = min(start - rng.randint(5, 20) * DAY, making.calendar.now - 300 * MINUTE)
    filed = making.filed(asked)
    making.sheets.add(
        "volunteers_shift", *filed, one.id, making.text(start), making.text(start + hours * HOUR),
        rng.choice(("居委会门口", "睦邻中心", "小区门岗", "楼组")), 40, None,
    )  # fmt: skip
    return Shift(str(filed[0]), one.unit, one.theme, start, start + hours * HOUR)
