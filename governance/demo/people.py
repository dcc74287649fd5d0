"""Residents, and the key persons among them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from random import Random

from governance.demo import names
from governance.demo.calendar import DAY
from governance.demo.places import Home, Person
from governance.demo.world import Making
from governance.vault import masks
from governance.vault.fields import blind_index, encrypt

TABLE = "neighborhoods_resident"
WITH_PHONE, WITH_ID = 0.6, 0.7
KEY_SHARE, KEY_FEWEST = 0.03, 7
INTERVALS = {"alone": (15, 15, 30), "aged": (30, 30, 45), "disabled": (30, 45), "hardship": (45, 60), "child": (30, 60)}
NEW = 430
"""Days ago after which late-comers joined; all others were on the list before the first period that is scored."""


@dataclass(slots=True)
class Key:
    """A key person's claim to visits: every `interval` days from day `since` on, up to day `until`."""

    home: Home
    interval: int
    since: int
    until: int


def move_in(making: Making, homes: list[Home]) -> None:
    """Fill `homes` with the committee's residents and write the address book."""
    rng, code = making.rng, making.committee.code
    sizes = [1] * len(homes)
    for _ in range(making.committee.residents - len(homes)):
        sizes[rng.randrange(len(homes))] += 1
    for home, size in zip(homes, sizes, strict=True):
        for at in range(size):
            home.people.append(_member(making, home, at, size))
            _write(making, home, home.people[-1], at)
        words = [home.initials, *(names.spelled(one.name) for one in sorted(home.people, key=attrgetter("name")))]
        making.sheets.add("neighborhoods_address", home.id, code, home.text, " ".join(words))


def _member(making: Making, home: Home, at: int, size: int) -> Person:
    rng, year = making.rng, making.calendar.today.year
    head = home.people[0] if home.people else None
    sex = rng.choice(("male", "female"))
    if head is None:
        relation, age = "户主", _age_of_head(rng, size)
    elif at == 1 and rng.random() < 0.75:
        relation, age, sex = (
            "配偶",
            year - head.born.year + rng.randint(-4, 4),
            "female" if head.sex == "male" else "male",
        )
    elif year - head.born.year > 58:
        relation, age = ("子女", year - head.born.year - 27) if at < 3 else ("孙辈", rng.randint(3, 22))
    else:
        relation, age = ("子女", max(1, year - head.born.year - 29)) if at < 4 else ("父母", year - head.born.year + 27)
    born = date(year - max(1, min(age, 99)), rng.randint(1, 12), rng.randint(1, 28))
    return Person(making.id(home.recorded), names.person(rng, sex, born.year), sex, born, relation)


def _age_of_head(rng: Random, size: int) -> int:
    return int(rng.triangular(24, 96, 74) if size < 3 else rng.triangular(28, 85, 48))


def _write(making: Making, home: Home, one: Person, at: int) -> None:
    rng = making.rng
    number = names.id_number(rng, making.world.district, one.born, one.sex) if rng.random() < WITH_ID else None
    phone = names.phone(rng) if rng.random() < WITH_PHONE else None
    since, recorded, until, ended = date(2000, 1, 1), home.recorded, None, None
    if at > 1 and rng.random() < 0.05:  # moved in, or out, during the history; the first two of a flat stay
        moved = rng.randrange(making.calendar.now)
        day = making.calendar.day(moved // DAY)
        if rng.random() < 0.7:
            since, recorded = day, making.noted(moved)
        else:
            until, ended = day, making.text(making.noted(moved))
    making.sheets.add(
        TABLE, one.id, 1, making.committee.code, making.text(recorded), "", max(since, one.born), until, ended, home.id,
        one.name, one.sex, one.born, one.relation,
        *sealed(TABLE, one.id, "id_number", number, masks.id_number), *sealed(TABLE, one.id, "phone", phone, masks.phone),
    )  # fmt: skip


def sealed(table: str, row: str, column: str, value: str | None, mask: Callable[[str], str]) -> tuple:
    """The three columns of a sealed value: itself, its mask, its blind index."""
    if value is None:
        return None, "", None
    return encrypt(table, column, row, value), mask(value), blind_index(f"{table}.{column}", value)


def list_key_persons(making: Making, homes: list[Home]) -> list[Key]:
    """Put three in a hundred residents on the list, oldest and most alone first, each with an interval."""
    wanted = max(KEY_FEWEST, round(making.committee.residents * KEY_SHARE))
    keys = []
    for at, (home, one, kind) in enumerate(_chosen(making, homes, wanted)):
        late = at >= KEY_FEWEST and making.rng.random() < 0.15
        keys.append(_list(making, home, one, kind, late=late, leaves=at >= KEY_FEWEST and making.rng.random() < 0.04))
    return keys


def _chosen(making: Making, homes: list[Home], wanted: int) -> list[tuple[Home, Person, str]]:
    rng, today = making.rng, making.calendar.today
    pools: dict[str, list[tuple[Home, Person, str]]] = {"alone": [], "aged": [], "other": []}
    for home in homes:
        for one in home.people[:2]:
            age = (today - one.born) // timedelta(days=365.25)
            kind = "alone" if age >= 65 and len(home.people) == 1 else "aged" if age >= 80 else "other"
            pools[kind].append((home, one, kind))
    found: list[tuple[Home, Person, str]] = []
    for kind, share in (("alone", 0.45), ("aged", 0.3), ("other", 1.0)):
        size = min(len(pools[kind]), round(wanted * share), wanted - len(found))
        for home, one, _ in rng.sample(pools[kind], size):
            young = (today - one.born).days < 16 * 365
            found.append(
                (home, one, kind if kind != "other" else "child" if young else rng.choice(("disabled", "hardship")))
            )
    rng.shuffle(found)
    return found


def _list(making: Making, home: Home, one: Person, kind: str, *, late: bool, leaves: bool) -> Key:
    rng, calendar = making.rng, making.calendar
    interval = rng.choice(INTERVALS[kind])
    since = rng.randrange(calendar.days - NEW, calendar.days - 1) if late else -rng.randint(30, 900)
    until = rng.randrange(max(since, 0) + 1, calendar.days) if leaves else None
    recorded = home.recorded if since < 0 else making.noted(since * DAY + 10 * 3600)
    ended = None if until is None else making.text(making.noted(min(until * DAY + 9 * 3600, calendar.now)))
    row = making.id(recorded)
    making.sheets.add(
        "neighborhoods_keyperson", row, 1, making.committee.code, making.committee.clerk, making.text(recorded), "",
        calendar.day(since), None if until is None else calendar.day(until), ended, one.id, home.id, kind, interval,
    )  # fmt: skip
    return Key(home, interval, max(since, calendar.days - NEW), calendar.days if until is None else until)
