"""What a committee's records are made from: plain values, so that another process can make them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import TYPE_CHECKING

from governance.demo.calendar import DAY, YEAR, Calendar
from governance.demo.copying import Sheets
from governance.demo.quality import Quality, chance

if TYPE_CHECKING:
    from governance.demo.commons import Street


@dataclass(frozen=True)
class Scale:
    """Totals of a district of 301 committees; others get their share by their number of committees."""

    households: int
    residents: int
    visits: int
    needs: int
    volunteers: int
    records: int
    flats: int  # in one building

    activities = (
        18_300  # of committees outside their own centers: as many at each scale, so that a half-year has enough
    )
    centers = 60
    STANDARD = 301


SCALES = {
    "small": Scale(34_000, 75_000, 108_000, 14_000, 8_500, 38_000, 12),
    "district": Scale(362_000, 800_000, 1_050_000, 14_000, 60_000, 300_000, 36),
}
SCALES["city"] = SCALES["small"]


@dataclass(frozen=True)
class Topic:
    """A category as the demo uses it."""

    id: int
    code: str
    name: str
    days: int
    theme: str
    department: int | None


@dataclass(frozen=True)
class World:
    """What all committees of a district share.

    `handlers`: department -> the user who works there; `posts`: kind -> post; `streets`: nine digits -> what is shared.
    """

    seed: int
    calendar: Calendar
    district: str
    flats: int
    letters: str
    committees: int
    topics: Sequence[Topic]
    handlers: dict[int, str]
    admin: str = ""
    posts: dict[str, int] = field(default_factory=dict)
    risks: dict[str, int] = field(default_factory=dict)  # kind of risk -> its id
    streets: dict[str, Street] = field(default_factory=dict)


@dataclass(frozen=True)
class Committee:
    """One committee's place, people who work for it, and how many rows of each kind it gets.

    A street or the district is one too where it files for itself: with rows of no kind. `turn` is its place among those
    who share a center, the street's own being the last.
    """

    at: int
    code: str
    name: str
    street: str
    clerk: str
    officer: str
    chief: str
    households: int
    residents: int
    visits: int
    needs: int
    personnel: str = ""
    turn: int = 0
    center: bool = False
    activities: int = 0
    volunteers: int = 0
    records: int = 0


@dataclass
class Making:
    """The work on one committee: its chance, its calendar, its sheets."""

    world: World
    committee: Committee
    sheets: Sheets
    rng: Random
    quality: Quality
    numbers: dict[int | str, int] = field(default_factory=dict)
    birthdays: set[date] = field(default_factory=set)  # of the workers
    taken: set[tuple[str, int, int]] = field(default_factory=set)  # room, day, slot

    @classmethod
    def of(cls, world: World, committee: Committee, sheets: Sheets) -> Making:
        rng = chance(world.seed, world.calendar.today, committee.code)
        return cls(world, committee, sheets, rng, Quality.of(world.seed, committee.street, committee.code))

    @property
    def calendar(self) -> Calendar:
        return self.world.calendar

    def id(self, seconds: int) -> str:
        return ident(self.rng, self.calendar, seconds)

    def text(self, seconds: int | None) -> str | None:
        return None if seconds is None else self.calendar.text(seconds)

    def rate(self, name: str, seconds: int) -> float:
        return self.quality.rate(name, (self.calendar.now - seconds) / (YEAR * DAY))

    def happens(self, name: str, seconds: int) -> bool:
        return self.rng.random() < self.rate(name, seconds)

    def noted(self, moment: int) -> int:
        """When something of `moment` is filed: mostly minutes later, now and then days; never after now."""
        later = self.rng.randint(2, 40) * 60 if self.rng.random() < 0.94 else self.rng.randint(1, 3) * DAY
        return max(moment, min(moment + later, self.calendar.now))

    def number(self, day: int, prefix: str = "SP") -> str:
        """A number that no sequence gives (see `cases.actions.numbers`): a letter stands before the digits."""
        return f"{prefix}{self.calendar.day(day):%Y%m%d}{self.world.letters}{self._order(day):0{5 - len(self.world.letters)}d}"

    def serial(self, prefix: str) -> str:
        """As `number`, of a volunteer or worker."""
        return f"{prefix}{self.world.letters}{self._order(prefix):0{7 - len(self.world.letters)}d}"

    def _order(self, of: int | str) -> int:
        count = self.numbers[of] = self.numbers.get(of, -1) + 1
        return count * self.world.committees + self.committee.at

    @property
    def street(self) -> Street:
        return self.world.streets[self.committee.street]

    def filed(self, moment: int, by: str | None = None, *, version: int = 1) -> tuple[object, ...]:
        """What each filed row begins with: id, version, division, who, when, no reason of withdrawal."""
        by = by or self.committee.clerk
        return self.id(moment), version, self.committee.code, by, self.text(moment), ""


def ident(rng: Random, calendar: Calendar, seconds: int) -> str:
    """A UUID of version 7 whose time is the row's and whose rest comes from the seed."""
    bits = rng.getrandbits(84)
    head = f"{calendar.milliseconds + seconds * 1000 + (bits >> 74) % 1000:012x}"
    rest = f"7{(bits >> 62) & 0xFFF:03x}{0x8000000000000000 | bits & 0x3FFFFFFFFFFFFFFF:016x}"
    return f"{head[:8]}-{head[8:]}-{rest[:4]}-{rest[4:8]}-{rest[8:]}"


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """`total` in whole parts in proportion to `weights`; the largest remainders get what is left."""
    exact = [total * weight / sum(weights) for weight in weights]
    parts = [int(one) for one in exact]
    order = sorted(range(len(parts)), key=lambda at: exact[at] - parts[at], reverse=True)
    for at in order[: total - sum(parts)]:
        parts[at] += 1
    return parts
