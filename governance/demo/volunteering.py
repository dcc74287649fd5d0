"""Volunteers of a committee: residents mostly, where they belong, and who is recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from governance.demo import names, programme
from governance.demo.calendar import DAY, HOUR
from governance.demo.people import sealed
from governance.demo.places import Home, Person
from governance.demo.world import Making
from governance.vault import masks

OUTSIDE, BEFORE, QUIT = 0.05, 0.5, 0.02
TABLE = "volunteers_volunteer"
KEEN, IDLE = 9.0, 0.04
YOUNGEST = 16
FEWEST = 34  # so that three quarters, those there at the first period's end, are enough to be scored


@dataclass(slots=True)
class Helper:
    """`keen` is how often they serve beside others; they may from day `since` on, before day `until`."""

    id: str
    since: int
    until: int
    keen: float
    state: str
    units: tuple[str, ...]
    busy: int = -1  # the last day taken


def enrol(making: Making, homes: list[Home], station: str, teams: Sequence[str]) -> list[Helper]:
    """As many as the committee is to have, in the order in which they came."""
    rng, days = making.rng, making.calendar.days
    last = making.calendar.today.year - YOUNGEST
    people = [one for home in homes for one in home.people[:2] if one.born.year < last]
    count = max(making.committee.volunteers, FEWEST)
    inside = rng.sample(people, min(len(people), round(count * (1 - OUTSIDE))))
    since = sorted(-rng.randint(30, 1500) if rng.random() < BEFORE else rng.randrange(days - 1) for _ in range(count))
    everyone: list[Person | None] = [*inside, *[None] * (count - len(inside))]
    rng.shuffle(everyone)
    return [
        _enrol(making, one, day, station, teams, first=at == 0)
        for at, (one, day) in enumerate(zip(everyone, since, strict=True))
    ]


def _enrol(
    making: Making, person: Person | None, since: int, station: str, teams: Sequence[str], *, first: bool
) -> Helper:
    rng, calendar = making.rng, making.calendar
    recorded = -rng.randint(1, 20) * DAY if since < 0 else since * DAY + rng.randint(9, 16) * HOUR
    fresh = since > calendar.days - 20
    state = rng.choices(("registered", "verified", "active"), (5, 3, 2) if fresh else (2, 7, 91))[0]
    until = calendar.days + 1
    if not first and not fresh and state == "active" and rng.random() < QUIT:
        state, until = "quit", rng.randrange(max(since, 0) + 5, calendar.days)
    ended = None if state != "quit" else (calendar.day(until), making.text(min(until * DAY + 9 * HOUR, calendar.now)))
    filed = making.filed(recorded, version=1 + ("registered", "verified", "active", "quit").index(state))
    row = str(filed[0])
    name = "" if person else names.person(rng, rng.choice(("male", "female")), rng.randint(1955, 2005))
    phone = None if person else names.phone(rng)
    making.sheets.add(
        TABLE, *filed, calendar.day(since), *(ended or (None, None)), making.serial("ZY"), person.id if person else None, name,
        names.spelled(person.name if person else name), *sealed(TABLE, row, "phone", phone, masks.phone), "", rng.choice(programme.SKILLS) if rng.random() < 0.3 else "", state,
    )  # fmt: skip
    units = (station, rng.choice(teams)) if rng.random() < 0.12 else (station,)
    for unit in units:
        making.sheets.add(
            "volunteers_belonging", *making.filed(recorded), calendar.day(since), *(ended or (None, None)), row, unit,
            first and unit == station,
        )  # fmt: skip
    keen = 0.0 if state in ("registered", "verified") else rng.choices((0.3, 1.5, 4.0), (60, 25, 15))[0]
    return Helper(row, since, until, keen, state, units)


def recognise(making: Making, helpers: list[Helper]) -> None:
    """睦邻达人 and 法律明白人, as many of them active as the committee's rates say, and some 星级志愿者."""
    committee, rng = making.committee, making.rng
    old = [one for one in helpers if one.since < 0 and one.state == "active"] or helpers[:4]
    talents = max(3, round(committee.residents / 1000 * 2.2))
    legal = max(1, round(committee.households / 1000 * 6))
    active = making.rate("legal", 90 * DAY) * committee.households / 1000 / legal
    chosen = rng.sample(old, min(len(old), talents + legal))
    for one in chosen[:talents]:
        _title(making, one, "talent", making.happens("talents", 90 * DAY))
    for one in chosen[talents:]:
        _title(making, one, "legal", rng.random() < active)
    for one in rng.sample(old, max(1, len(old) // 20)):
        _title(making, one, "star", None)


def _title(making: Making, one: Helper, title: str, active: bool | None) -> None:
    if active is not None:
        one.keen = KEEN if active else IDLE
    day = -making.rng.randint(20, 400) if making.rng.random() < 0.8 else making.rng.randrange(150, 300)
    making.sheets.add(
        "volunteers_recognition", *making.filed(max(day * DAY, -18 * DAY) + 10 * HOUR), making.calendar.day(max(day, one.since)),
        None, None, one.id, title,
    )  # fmt: skip
