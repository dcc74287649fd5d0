"""Service records of a committee's volunteers, and the ledger of their confirmed hours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from governance.demo import programme
from governance.demo.calendar import DAY, HOUR, MINUTE
from governance.demo.stations import Shift
from governance.demo.volunteering import Helper
from governance.demo.world import Making, shares

ABSENT, CANCELLED, FORGOTTEN, DISPUTED, CORRECTED, TRAVEL = 0.03, 0.015, 0.03, 0.004, 0.012, 0.12


@dataclass(slots=True)
class Served:
    """One record on its way. Times are seconds of the calendar, on whole minutes."""

    shift: Shift
    helper: Helper
    signed: int
    state: str = "signed"
    came: int | None = None
    left: int | None = None
    travel: int = 0
    forgotten: bool = False
    timed_by: str | None = None
    confirmed: int | None = None
    confirmed_by: str | None = None
    objection: str = ""
    correction: str = ""
    version: int = 1

    @property
    def unit(self) -> str:
        """The shift's, where the volunteer belongs to it, as in `volunteers.actions.records`."""
        return self.shift.unit if self.shift.unit in self.helper.units else self.helper.units[0]

    @property
    def minutes(self) -> int:
        return ((self.left or 0) - (self.came or 0)) // MINUTE - self.travel


def serve(making: Making, helpers: list[Helper], shifts: list[Shift], total: int) -> None:
    """`total` records over `shifts`; nobody serves twice on one day."""
    rng, owed, lived = making.rng, 0, []
    shifts = sorted(shifts, key=lambda one: one.start)
    for shift, count in zip(shifts, shares(total, [rng.uniform(0.6, 1.4) for _ in shifts]), strict=True):
        owed += count
        for helper in _chosen(making, helpers, shift, owed):
            owed -= 1
            lived.append(_live(making, shift, helper))
    _let_one_wait(lived)
    for one in lived:
        _write(making, one)


def _let_one_wait(lived: list[Served]) -> None:
    """The newest service that is over still waits to be confirmed, so that each committee has something to confirm."""
    over = [one for one in lived if one.left is not None]
    if over and all(one.state != "served" for one in over):
        newest = max(over, key=lambda one: one.left or 0)
        newest.state, newest.confirmed, newest.confirmed_by, newest.objection, newest.version = (
            "served",
            None,
            None,
            "",
            3,
        )


def _chosen(making: Making, helpers: list[Helper], shift: Shift, count: int) -> Iterator[Helper]:
    first, last = shift.start // DAY, shift.end // DAY
    fit = [one for one in helpers if one.keen and one.since <= first < one.until and one.busy < first]
    if not fit or not count:
        return
    drawn = making.rng.choices(fit, [one.keen for one in fit], k=3 * count)
    for one in list({one.id: one for one in drawn}.values())[: min(count, 38)]:
        one.busy = last
        yield one


def _live(making: Making, shift: Shift, helper: Helper) -> Served:
    rng, now = making.rng, making.calendar.now
    signed = min(shift.start - rng.randint(60, 4 * 24 * 60) * MINUTE, now - rng.randint(5, 250) * MINUTE)
    one, luck = Served(shift, helper, signed), rng.random()
    if luck < CANCELLED:
        one.state, one.version = "cancelled", 2
    elif shift.start + 10 * MINUTE <= now:
        if luck < CANCELLED + ABSENT and shift.end < now:
            one.state, one.version = "absent", 2
        else:
            _arrive(making, one)
    return one


def _arrive(making: Making, one: Served) -> None:
    rng, now = making.rng, making.calendar.now // MINUTE * MINUTE
    one.came, one.timed_by = one.shift.start + rng.randint(-10, 10) * MINUTE, making.committee.clerk
    left = one.shift.end + rng.randint(-20, 25) * MINUTE
    one.state, one.version = "serving", 2
    if left > now:
        return
    one.left, one.forgotten = left, rng.random() < FORGOTTEN
    if one.forgotten:
        one.timed_by = None
        one.left = one.shift.end if one.shift.end <= now else left
    elif one.came // DAY == left // DAY and rng.random() < TRAVEL:
        one.travel = rng.choice((10, 15, 20, 30))
    one.state, one.version = "served", 3
    if one.timed_by and rng.random() < 0.25:
        one.timed_by = making.committee.officer
    _confirm(making, one, one.left + rng.randint(2, 80) * HOUR)


def _confirm(making: Making, one: Served, moment: int) -> None:
    """By another than the timekeeper, in working hours, unless that is still to come."""
    committee, moment = making.committee, making.calendar.at_work(moment)
    if making.rng.random() < DISPUTED:
        one.state, one.objection = "disputed", making.rng.choice(programme.OBJECTIONS)
    elif moment <= making.calendar.now:
        one.state, one.confirmed, one.version = "confirmed", moment, one.version + 1
        one.confirmed_by = committee.officer if one.timed_by == committee.clerk else committee.clerk


def _write(making: Making, one: Served) -> None:
    row, text = making.id(one.signed), making.text
    if one.state == "confirmed":
        _enter(making, one, row)
    making.sheets.add(
        "volunteers_servicerecord", row, one.version, making.committee.code, making.committee.clerk, text(one.signed), "",
        one.shift.id, one.helper.id, one.unit, text(one.signed), text(one.came), text(one.left), one.travel,
        one.forgotten, one.timed_by, text(one.confirmed), one.confirmed_by, one.minutes if one.confirmed else 0,
        one.objection, one.correction, one.state,
    )  # fmt: skip


def _enter(making: Making, one: Served, row: str) -> None:
    """The entries of a confirmed record; now and then it was corrected afterwards, and the former ones are reversed."""
    add = _entries(making, one, row)
    add(1)
    later = making.calendar.at_work((one.confirmed or 0) + making.rng.randint(20, 200) * HOUR)
    if making.rng.random() < CORRECTED and later <= making.calendar.now:
        objection, committee = making.rng.choice(programme.OBJECTIONS), making.committee
        one.confirmed = later
        add(-1)
        one.left, one.objection, one.version = (one.left or 0) + 20 * MINUTE, objection, one.version + 3
        one.correction, one.forgotten = "经核对，改为实际签退时间。", False
        one.timed_by, one.confirmed_by = committee.officer, committee.clerk
        _entries(making, one, row)(1)


def _entries(making: Making, one: Served, row: str):
    parts = list(split(one.came or 0, one.left or 0, one.travel))

    def add(sign: int) -> None:
        for day, minutes in parts:
            making.sheets.add(
                "volunteers_hourentry", making.committee.code, row, one.helper.id, one.unit, making.calendar.day(day),
                sign * minutes, "served" if sign > 0 else "reversed", making.text(one.confirmed), one.confirmed_by,
            )  # fmt: skip

    return add


def split(came: int, left: int, travel: int) -> Iterator[tuple[int, int]]:
    """(day, minutes) of a service, parted at midnight; the way there is left out."""
    came += travel * MINUTE
    while came < left:
        until = min(left, (came // DAY + 1) * DAY)
        yield came // DAY, (until - came) // MINUTE
        came = until
