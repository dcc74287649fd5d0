"""Estates, buildings and flats of a committee."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import count

from governance.demo import names
from governance.demo.calendar import DAY
from governance.demo.world import Making

TOTAL_FLOORS = {"commercial": 12, "resettled": 6, "lane": 3}
REGISTER = date(2000, 1, 1)


@dataclass(slots=True)
class Person:
    id: str
    name: str
    sex: str
    born: date
    relation: str


@dataclass(slots=True)
class Home:
    """A flat. `site` is its building's address, where things that concern no single flat happen."""

    id: str
    text: str
    site: str
    initials: str
    recorded: int
    estate: str
    building: str
    place: tuple[float, float]  # longitude and latitude of its building
    people: list[Person] = field(default_factory=list)


def settle(making: Making) -> list[Home]:
    """Write the estates and buildings, and return their flats, still without people and unwritten in the address book."""
    rng, committee = making.rng, making.committee
    estates = names.estates(committee.name, 2 + committee.households // 500)
    homes: list[Home] = []
    middle = 121.50 + rng.uniform(0, 0.07), 31.26 + rng.uniform(0, 0.08)
    for at, (name, kind) in enumerate(estates):
        recorded = -rng.randint(1, 20 * DAY)
        estate = making.id(recorded)
        making.sheets.add(
            "neighborhoods_estate",
            estate,
            1,
            committee.code,
            committee.clerk,
            making.text(recorded),
            "",
            name,
            "",
            kind,
        )
        wanted = (committee.households - len(homes)) // (len(estates) - at)
        corner = middle[0] + rng.uniform(-2e-3, 2e-3), middle[1] + rng.uniform(-2e-3, 2e-3)
        _build(making, estate, name, TOTAL_FLOORS[kind], wanted, recorded, homes, corner)
    return homes


def _build(
    making: Making, estate: str, name: str, floors: int, wanted: int, recorded: int, homes: list[Home],
    corner: tuple[float, float],
) -> None:  # fmt: skip
    """Buildings 1 号, 2 号 … of `estate`, four in a row from `corner`, until it has `wanted` flats."""
    stairs = max(2, -(-making.world.flats // floors))
    spelled = names.spelled(name)
    for order in count(1):
        if wanted <= 0:
            return
        place = corner[0] + order % 4 * 4e-4, corner[1] + order // 4 * 3e-4
        building, label, text = making.id(recorded), f"{order} 号", making.text(recorded)
        making.sheets.add(
            "neighborhoods_building", building, 1, making.committee.code, text, "", estate, label, order, floors
        )
        for flat in range(min(wanted, floors * stairs, making.world.flats)):
            floor, door = flat // stairs + 1, flat % stairs + 1
            room = f"{floor}{door:02d} 室"
            home = Home(
                making.id(recorded),
                f"{name} {label} {room}",
                f"{name} {label}",
                f"{spelled} {order} h {floor}{door:02d} s",
                recorded,
                estate,
                building,
                place,
            )
            _write(making, home, building, room, floor)
            homes.append(home)
        wanted -= min(wanted, floors * stairs, making.world.flats)


def _write(making: Making, home: Home, building: str, room: str, floor: int) -> None:
    making.sheets.add(
        "neighborhoods_household", home.id, 1, making.committee.code, making.text(home.recorded), "", "2000-01-01", None, None,
        building, room, floor,
    )  # fmt: skip
