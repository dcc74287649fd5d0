"""睦邻中心, and who may have which room when, so that committees made apart never want the same hour."""

from __future__ import annotations

from dataclasses import dataclass

from governance.demo import names, programme
from governance.demo.calendar import DAY, HOUR, MINUTE
from governance.demo.world import Making

SLOTS = (9 * HOUR, 13 * HOUR + 30 * MINUTE, 15 * HOUR + 30 * MINUTE, 18 * HOUR + 30 * MINUTE)
LASTS = 90 * MINUTE
ADVANCE = 20 * DAY
KINDS = {6: "center", 9: "center", 12: "home"}


@dataclass(frozen=True, slots=True)
class Venue:
    """A center as a place for activities, shared by `users` who each have their own hours in its `rooms`."""

    id: str
    name: str
    rooms: tuple[str, ...]
    slots: int
    users: int


@dataclass(frozen=True, slots=True)
class Slot:
    room: str
    start: int


def build(making: Making, name: str, *, kind: str, users: int = 1) -> Venue:
    rng, calendar = making.rng, making.calendar
    since = -rng.randint(30, 1500)
    recorded = -rng.randint(1, 20 * DAY)
    row, slots = making.id(recorded), rng.choice((3, 4, 4))
    place = 121.50 + rng.uniform(0, 0.07), 31.26 + rng.uniform(0, 0.08)
    making.sheets.add(
        "neighborhoods_center", row, *making.filed(recorded, version=2)[1:], name, kind, f"{name}（{rng.randint(1, 900)} 号）",
        *(round(one, 5) for one in place), names.phone(rng), "请爱护设施，活动室使用后请恢复原样。", "open",
    )  # fmt: skip
    making.sheets.add("neighborhoods_opening", *making.filed(recorded), calendar.day(since), None, None, row)
    for weekday in range(7):
        closes = "20:30" if slots == 4 else "17:30"
        making.sheets.add("neighborhoods_openinghours", making.id(recorded), 1, row, weekday, "08:30", closes, True)
    for service in rng.sample(sorted(programme.SERVICES), rng.randint(6, 10)):
        making.sheets.add(
            "neighborhoods_centerservice", making.id(recorded), 1, row, service, *programme.SERVICES[service], True
        )
    rooms = tuple(_room(making, row, recorded, *one) for one in programme.ROOMS[: rng.randint(2, 4)])
    return Venue(row, name, rooms, slots, users)


def _room(making: Making, center: str, recorded: int, name: str, capacity: int, equipment: str) -> str:
    filed = making.filed(recorded)
    making.sheets.add("neighborhoods_room", *filed, center, name, capacity, equipment, capacity > 50, True)
    return str(filed[0])


def free(making: Making, venue: Venue, day: int) -> Slot | None:
    """A room and an hour of `day` that are this committee's to take; None where all are gone."""
    count = venue.slots * len(venue.rooms)
    first = making.rng.randrange(count)
    for at in range(first, first + count):
        number, slot = divmod(at % count, venue.slots)
        room = venue.rooms[number]
        mine = (day * 5 + at % count) % venue.users == making.committee.turn % venue.users
        if mine and (room, day, slot) not in making.taken:
            making.taken.add((room, day, slot))
            return Slot(room, day * DAY + SLOTS[slot])
    return None


def near(making: Making, venue: Venue, day: int, reach: int = 9) -> Slot | None:
    """As `free`, on one of the days before where `day` itself is full."""
    tried = (free(making, venue, one) for one in range(day, max(-1, day - reach), -1))
    return next((found for found in tried if found), None)


def book(making: Making, slot: Slot, purpose: str, state: str, heads: int, reason: str = "") -> str:
    """The row of a booking. Returns its id."""
    asked = min(slot.start - making.rng.randint(2, 20) * DAY, making.calendar.now - making.rng.randint(1, 200) * MINUTE)
    filed = making.filed(asked, version=1 if state == "requested" else 2)
    making.sheets.add(
        "neighborhoods_booking", *filed, slot.room, making.text(slot.start), making.text(slot.start + LASTS), purpose,
        making.committee.name, heads, state, reason,
    )  # fmt: skip
    return str(filed[0])


def book_more(making: Making, venue: Venue, count: int) -> None:
    """Bookings for no activity: past ones used, some refused or called off, and one that waits for its answer."""
    rng, days = making.rng, making.calendar.days
    for at in range(count):
        day = days + rng.randint(1, 12) if at < 2 else rng.randrange(5, days - 1)
        state = (
            ("requested", "confirmed")[at] if at < 2 else rng.choices(("used", "cancelled", "declined"), (88, 8, 4))[0]
        )
        reason = {"cancelled": "另行安排。", "declined": "当天场地检修。"}.get(state, "")
        slot = near(making, venue, day, reach=4)
        if slot and (at < 2 or slot.start + LASTS < making.calendar.now):
            book(making, slot, rng.choice(programme.BOOKED_FOR), state, rng.randint(5, 20), reason)
