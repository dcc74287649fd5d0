"""What a committee keeps for itself: 睦邻楼组, 上云, 联席会议, 共建单位."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from governance.demo import programme
from governance.demo.calendar import DAY, HOUR, YEAR
from governance.demo.places import Home
from governance.demo.world import Making

NAMED_SHARE, FEWEST_GROUPS = 0.4, 6
BEFORE = 0.6
"""Share of the onboarded households that were so before the history begins."""


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    name: str
    place: str
    named: int


def onboard(making: Making, homes: list[Home]) -> None:
    rng, calendar = making.rng, making.calendar
    for home in rng.sample(homes, round(len(homes) * making.rate("cloud", calendar.now))):
        early = rng.random() < BEFORE
        since = -rng.randint(1, YEAR) if early else rng.randrange(calendar.days - 1)
        recorded = -rng.randint(0, 20 * DAY) if early else since * DAY + rng.randint(9, 17) * HOUR
        until = since + 30 if not early and rng.random() < 0.02 and since + 40 < calendar.days else None
        making.sheets.add(
            "neighborhoods_onboarding", *making.filed(recorded, version=1 if until is None else 2), calendar.day(since),
            None if until is None else calendar.day(until), making.text(until and until * DAY + 10 * HOUR), home.id,
        )  # fmt: skip


def group(making: Making, homes: list[Home]) -> list[Group]:
    """Groups of the committee's buildings, each one building; the last two are candidates, one may be dissolved."""
    rng = making.rng
    buildings = list({one.building: one for one in homes}.values())
    wanted = min(len(buildings), max(FEWEST_GROUPS, round(len(buildings) * NAMED_SHARE)) + 2)
    found = []
    for at, home in enumerate(rng.sample(buildings, wanted)):
        feature, label = rng.choice(programme.FEATURES), home.site.rsplit(" ", 2)[-2]
        name = f"{programme.GROUPS[at % len(programme.GROUPS)]}楼组（{label} 号）"
        state = "candidate" if at >= wanted - 2 else rng.choice(("named", "named", "reviewed"))
        named = -rng.randint(1, 600) if rng.random() < 0.7 else rng.randrange(making.calendar.days // 2)
        row = _group(making, home, name, feature, state, named)
        if state != "candidate":
            found.append(Group(row, name, home.site, named))
    return found


def _group(making: Making, home: Home, name: str, feature: str, state: str, named: int) -> str:
    calendar, recorded = making.calendar, max(named * DAY + 10 * HOUR, -5 * DAY)
    if state == "candidate":
        named, recorded = calendar.days - making.rng.randint(20, 90), (calendar.days - 20) * DAY
    filed = making.filed(recorded, version={"candidate": 1, "named": 2, "reviewed": 3}[state])
    reviewed = max(named, 0) + making.rng.randint(60, 200) if state == "reviewed" else None
    dated = state != "candidate"
    making.sheets.add(
        "neighborhoods_buildinggroup", *filed, calendar.day(named) - timedelta(days=60), None, None, home.estate, name, feature,
        state, calendar.day(named) if dated else None, making.text(recorded) if dated else None,
        None if reviewed is None else calendar.day(reviewed),
    )  # fmt: skip
    making.sheets.add("neighborhoods_buildinggroup_buildings", filed[0], home.building)
    return str(filed[0])


def meet(making: Making) -> None:
    """A row for each month; a meeting in most of them, recorded in the same month."""
    rng, calendar = making.rng, making.calendar
    month = calendar.first.replace(day=1)
    while month <= calendar.today:
        start = max(0, (month - calendar.first).days)
        held = calendar.working_day(start + rng.randint(5, 22)) * DAY + rng.choice((14, 15, 19)) * HOUR
        _meeting(making, month, max(0, start), held if making.happens("troika", start * DAY) else calendar.now)
        month = (month + timedelta(days=32)).replace(day=1)


def _meeting(making: Making, month: object, start: int, held: int) -> None:
    rng, done = making.rng, held + 3 * HOUR < making.calendar.now
    state = ("tracked" if held + 30 * DAY < making.calendar.now else "resolved") if done else "convened"
    making.sheets.add(
        "neighborhoods_jointmeeting", *making.filed(start * DAY + HOUR, version={"convened": 1, "resolved": 2}.get(state, 3)),
        "troika", month, making.text(held) if done else None, making.text(held + 2 * HOUR) if done else None, done,
        done and rng.random() < 0.9, done and rng.random() < 0.92, rng.choice(programme.RESOLUTIONS) if done else "",
        rng.choice(programme.TRACKED) if state == "tracked" else "", state,
    )  # fmt: skip


def ally(making: Making) -> list[tuple[str, str]]:
    """共建单位 of the committee: (id, name), somewhat more than are ever active at a time."""
    rng, found = making.rng, []
    wanted = max(1, round(making.committee.households / 1000 * 5.5))
    known = [(kind, name) for kind, several in programme.PARTNERS for name in several]
    for kind, name in rng.sample(known, min(len(known), wanted)):
        filed = making.filed(-rng.randint(0, 20) * DAY)
        making.sheets.add("neighborhoods_partner", *filed, name, kind, "", True)
        found.append((str(filed[0]), name))
    return found
