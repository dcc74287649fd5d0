"""Activities of a committee or street: planned by day, theme and holder, then written with their bookings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from governance.demo import centers, programme, seasons
from governance.demo.calendar import DAY, HOUR, MINUTE
from governance.demo.centers import Slot, Venue
from governance.demo.nearby import Group
from governance.demo.world import Making

CANCELLED = 0.05
HALF_YEAR = 180
COMING = (0, 0, 1, 3, 6, 11)
"""Days from today of those that are still to come; the first of today was in the morning."""


@dataclass(slots=True)
class Planned:
    day: int
    theme: str
    venue: Venue | None = None
    group: Group | None = None
    partner: tuple[str, str] | None = None
    organiser: str = "government"
    place: str = ""
    morning: bool = False
    id: str = ""
    asked: int = 0
    start: int = 0
    state: str = "published"

    @property
    def held(self) -> bool:
        return self.state in ("held", "evaluated")


def plan(
    making: Making,
    venues: Sequence[tuple[Venue, int]],
    outside: int,
    groups: Sequence[Group] = (),
    partners: Sequence[tuple[str, str]] = (),
) -> list[Planned]:
    """What is held over the whole history and in the coming days. `venues` with how many are held in each."""
    rng, calendar = making.rng, making.calendar
    found = [Planned(day, "", venue) for venue, count in venues for day in _days(making, count)]
    by_groups = _of_groups(making, groups)
    found += [Planned(day, "") for day in _days(making, max(4, outside - len(by_groups)))]
    for at, ahead in enumerate(COMING):
        found.append(Planned(calendar.days - 1 + ahead, "", rng.choice(venues)[0] if venues else None, morning=at == 0))
    for one in found:
        if making.happens("diverse", min(one.day, calendar.days) * DAY):
            one.organiser = rng.choice(("social", "social", "enterprise", "residents", "volunteers"))
    _ally(making, found, partners)
    found += by_groups
    for one in found:
        one.theme = one.theme or _theme(making, one.day)
    return found


def _days(making: Making, count: int) -> list[int]:
    """None of today: those come by name."""
    days = making.calendar.spread(
        making.rng, count, "gathering", lambda day: seasons.gathering(making.calendar, day)
    )  # fmt: skip
    return [min(day, making.calendar.days - 2) for day in days]


def _theme(making: Making, day: int) -> str:
    month = making.calendar.day(day).month
    weights = [
        count * (2 if month in programme.SEASON.get(theme, ()) else 1) for theme, count in programme.THEMES.items()
    ]
    return making.rng.choices(list(programme.THEMES), weights)[0]


def _of_groups(making: Making, groups: Sequence[Group]) -> list[Planned]:
    """In each half-year some of the groups do something, once or twice."""
    rng, last, found = making.rng, making.calendar.days - 2, []
    for one in groups:
        for first in range(last % HALF_YEAR - HALF_YEAR, last, HALF_YEAR):
            if making.happens("groups", max(0, first) * DAY):
                for _ in range(rng.choice((1, 1, 2))):
                    day = first + rng.randrange(HALF_YEAR)
                    if max(0, one.named) < day <= last:
                        kind = rng.choice(("residents", "residents", "residents", "government", "government"))
                        found.append(Planned(day, "", group=one, organiser=kind, place=one.place))
    return found


def _ally(making: Making, found: list[Planned], partners: Sequence[tuple[str, str]]) -> None:
    """As many partners contribute in a half-year as the committee's density says."""
    rng, last = making.rng, making.calendar.days - 2
    for first in range(last % HALF_YEAR - HALF_YEAR, last, HALF_YEAR):
        here = [one for one in found if first <= one.day < first + HALF_YEAR and not one.partner]
        wanted = making.rate("partners", max(0, first) * DAY) * making.committee.households / 1000
        count = int(wanted + rng.random())
        for partner, one in zip(
            rng.sample(partners, min(count, len(partners))), rng.sample(here, len(here)), strict=False
        ):
            one.partner = partner
    for one in found[-len(COMING) :]:
        if partners and rng.random() < 0.2:
            one.partner = rng.choice(partners)


def settle(making: Making, one: Planned) -> None:
    """Its hour, its booking and its state by now."""
    rng, calendar = making.rng, making.calendar
    slot = centers.near(making, one.venue, one.day) if one.venue and one.day <= calendar.days - 2 else None
    slot = slot or (centers.free(making, one.venue, one.day) if one.venue else None)
    if slot is None:
        one.venue = None
        hours = (9,) if one.morning else (14, 15, 19) if one.day >= calendar.days - 1 else (9, 10, 14, 15, 19)
        slot = Slot("", one.day * DAY + rng.choice(hours) * HOUR + 30 * MINUTE)
    one.state, one.start = _state(making, slot.start), slot.start
    _write(making, one, slot)


def _state(making: Making, start: int) -> str:
    end, now, luck = start + centers.LASTS, making.calendar.now, making.rng.random()
    if end > now:
        return "draft" if start > (making.calendar.days + 9) * DAY and luck < 0.5 else "published"
    if luck < CANCELLED:
        return "cancelled"
    waits = end + DAY > now  # not yet told that it was held
    return "published" if waits else "held" if luck < 0.15 or end + 5 * DAY > now else "evaluated"


def _write(making: Making, one: Planned, slot: Slot) -> None:
    rng, text = making.rng, making.text
    asked = one.asked = min(one.start - rng.randint(6, 25) * DAY, making.calendar.now - rng.randint(120, 300) * MINUTE)
    title = rng.choice(programme.ACTIVITIES[one.theme])
    booked = {"cancelled": "cancelled", "published": "confirmed", "draft": "requested"}.get(one.state, "used")
    reason = rng.choice(programme.CANCELLED) if one.state == "cancelled" else ""
    heads = rng.randint(8, 22)
    booking = centers.book(making, slot, title, booked, heads, reason) if one.venue and slot.room else None
    filed = making.filed(asked, version={"draft": 1, "published": 2, "evaluated": 4}.get(one.state, 3))
    one.id = str(filed[0])
    rated = one.state == "evaluated"
    making.sheets.add(
        "neighborhoods_activity", *filed, one.venue.id if one.venue else None, slot.room or None, booking, one.group.id if one.group else None,
        one.partner[0] if one.partner else None, title, one.theme, one.organiser, _organiser(making, one), "",
        one.place or (one.venue.name if one.venue else f"{making.committee.name}活动室"), text(one.start),
        text(one.start + centers.LASTS), rng.choice((None, 60, 80, 100)), rng.random() < 0.85, one.state,
        text(_told(making, one)), rng.choice((0, 0, 0, 2, 3, 5)) if one.held else 0,
        rng.choice((3, 4, 4, 5, 5, 5)) if rated else None, rng.choice(programme.SUMMARIES) if rated else "", reason,
    )  # fmt: skip


def _told(making: Making, one: Planned) -> int | None:
    """When it was registered that it was held."""
    later = one.start + centers.LASTS + making.rng.randint(10, 20 * 60) * MINUTE
    return min(later, making.calendar.now) if one.held else None


def _organiser(making: Making, one: Planned) -> str:
    if one.organiser == "enterprise" and one.partner:
        return one.partner[1]
    if one.group:
        return one.group.name
    return making.rng.choice(programme.ORGANISERS.get(one.organiser, (making.committee.name,)))
