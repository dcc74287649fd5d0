"""What goes wrong where and when: the beginnings of cases, each at its place, some told again."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from cases.actions.clocks import REPEAT_WITHIN
from governance.demo import seasons, texts
from governance.demo.calendar import CLOSES, DAY, HOUR, OPENS
from governance.demo.places import Home
from governance.demo.world import Making, Topic

A_COMMITTEE = {
    "housing": 11, "elderly": 6, "medical": 5, "property": 11, "streets": 9, "parking": 7, "hazard": 33, "dispute": 27,
    "hardship": 3, "jobs": 2, "children": 2, "other": 3,
}  # fmt: skip
"""Cases of a committee over the whole history."""
SETTLED = {"hazard", "dispute"}
"""Categories that an indicator counts alone: as many early on as later, so that every period has enough of them."""
AT_HOME = {
    "housing": 0.8, "elderly": 1.0, "medical": 1.0, "property": 0.4, "streets": 0.1, "parking": 0.15, "hazard": 0.25,
    "dispute": 0.4, "hardship": 1.0, "jobs": 1.0, "children": 1.0, "other": 0.3,
}  # fmt: skip
"""How likely it comes up on a visit."""
SENSED = {"hazard": 0.35, "streets": 0.25, "parking": 0.2}
MISTAKEN = 0.01
DOORS = {
    "passive": {"hotline": 5, "street": 2, "clerk": 2, "snapshot": 1},
    "active": {"clerk": 1},
    "automatic": {"sensor": 1},
}
"""Through which doors cases come that were not found on a visit, by weight."""
FOR_CASES = 0.66
"""Share of the needs that become cases."""


@dataclass(slots=True)
class Asked:
    """A case before its life. `home` is None where it concerns no single flat."""

    topic: Topic
    moment: int
    recorded: int
    source: str
    by: str | None
    home: Home | None
    address: str
    text: str
    need: bool
    entrance: str = "visit"
    place: tuple[float, float] | None = None  # longitude and latitude
    id: str = ""
    repeat_of: str | None = None
    mistaken: bool = False  # will be withdrawn, so that nothing counts as its repetition


def moment_on(making: Making, day: int) -> int:
    """Some time of the working day, on the last day before now."""
    if day == making.calendar.days - 1:
        past = making.calendar.now - day * DAY
        return day * DAY + int(past * making.rng.uniform(min(OPENS, past // 2) / (past + 1), 1))
    return day * DAY + making.rng.randrange(OPENS, CLOSES + HOUR)


def ask(making: Making, homes: list[Home]) -> list[Asked]:
    """The cases of a committee, oldest first."""
    found = [one for topic in making.world.topics for one in _of_topic(making, topic)]
    _choose_needs(making, found)
    found.sort(key=lambda one: one.moment)
    last: dict[tuple[str, str], Asked] = {}
    recent: dict[str, list[Asked]] = {}
    for one in found:
        _locate(making, one, homes, recent.setdefault(one.topic.code, []))
        one.id = making.id(one.moment)
        place = one.topic.code, one.home.id if one.home else one.address
        before = last.get(place)
        if before and one.moment - before.moment <= REPEAT_WITHIN.total_seconds():
            one.repeat_of = before.id
        one.mistaken = making.rng.random() < MISTAKEN
        if not one.mistaken:
            last[place] = one
            recent[one.topic.code].append(one)
    return found


def _of_topic(making: Making, topic: Topic) -> list[Asked]:
    rng, calendar, code = making.rng, making.calendar, topic.code
    settled = code in SETTLED
    count = round(A_COMMITTEE[code] * rng.uniform(0.9, 1.15) + rng.uniform(-0.4, 0.4))
    days = calendar.spread(rng, count, code, lambda day: seasons.asking(calendar, code, day, settled=settled))
    return [Asked(topic, moment_on(making, day), 0, "", None, None, "", "", need=False) for day in days]


def _choose_needs(making: Making, found: list[Asked]) -> None:
    """Mark which cases begin as a need on a visit; the others come from elsewhere."""
    rng, committee = making.rng, making.committee
    chosen = sorted(found, key=lambda one: rng.random() ** (1 / AT_HOME[one.topic.code]), reverse=True)
    wanted = round(committee.needs * FOR_CASES)
    for at, one in enumerate(chosen):
        one.need = at < wanted
        one.recorded = making.noted(one.moment)
        if one.need:
            one.source, one.by = "active", committee.clerk
        elif rng.random() < SENSED.get(one.topic.code, 0):
            one.source, one.by, one.recorded = "automatic", None, one.moment
        elif rng.random() < 0.6:
            one.source, one.by = "passive", rng.choice((committee.clerk, committee.officer))
        else:
            one.source, one.by = "active", committee.clerk
        if not one.need:
            doors = DOORS[one.source]
            one.entrance = rng.choices(list(doors), list(doors.values()))[0]


def _near(degrees: float, rng: Random) -> float:
    return round(degrees + rng.gauss(0, 2e-4), 5)


def _locate(making: Making, one: Asked, homes: list[Home], recent: list[Asked]) -> None:
    """A new place, or, as often as this committee sees problems come back, that of an earlier case."""
    rng = making.rng
    while recent and one.moment - recent[0].moment > REPEAT_WITHIN.total_seconds() - 5 * DAY:
        recent.pop(0)
    again = [before for before in recent if one.moment - before.moment > 3 * DAY and (before.home or not one.need)]
    if again and rng.random() < 1.35 * making.rate("repeated", one.moment) and one.source != "automatic":
        before = rng.choice(again)
        one.home, one.address, one.place = before.home, before.address, before.place
    else:
        home = rng.choice(homes)
        inside = one.need or (one.source == "passive" and rng.random() < 0.6)
        one.home = home if inside else None
        one.address = home.text if inside else f"{home.site} {rng.choice(texts.SPOTS)}"
        east, north = home.place
        one.place = None if inside else (_near(east, rng), _near(north, rng))
    one.text = texts.told(rng, one.topic.code)
