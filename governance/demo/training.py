"""Trainings of the district and of streets, and which workers of a committee sat in which session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from governance.demo import programme
from governance.demo.calendar import DAY, HOUR, MINUTE, YEAR
from governance.demo.staffing import Worker, days_on
from governance.demo.world import Making

BATCHES = 6
"""A course of the district is held as often, each time for a sixth of the committees."""
PRESENT = 0.93


@dataclass(frozen=True, slots=True)
class Class:
    """A session. `batch` is None where it is for everybody."""

    id: str
    start: int
    hours: int
    batch: int | None


def offer(making: Making, courses: int, batches: int) -> list[Class]:
    """`courses` a year over the history, and two that are still to come, of which one takes names."""
    rng, days = making.rng, making.calendar.days
    count = max(2, round(courses * days / YEAR))
    first = [min(int((at + rng.random()) * days / count), days - 8) for at in range(count)] + [days + 6, days + 30]
    return [one for day in first for one in _course(making, day, batches)]


def _course(making: Making, day: int, batches: int) -> list[Class]:
    rng, calendar = making.rng, making.calendar
    kind = rng.choices(("routine", "initial", "advanced", "exam"), (70, 10, 12, 8))[0]
    state = "finished" if day < calendar.days - 7 else "enrolling" if day < calendar.days + 20 else "planned"
    filed = making.filed((min(day, calendar.days) - 25) * DAY + 9 * HOUR)
    making.sheets.add(
        "workers_training",
        *filed,
        rng.choice(programme.TRAININGS[kind]),
        kind,
        "",
        rng.choice(programme.TEACHERS),
        state,
    )
    return [
        _session(making, filed, day, batch if batches > 1 else None, rng.choice((4, 4, 8))) for batch in range(batches)
    ]


def _session(making: Making, training: tuple[object, ...], day: int, batch: int | None, hours: int) -> Class:
    """On the last working day by `day`, an earlier one for each later batch."""
    start = making.calendar.working_day(day - (batch or 0)) * DAY + 9 * HOUR
    filed = making.filed(min(start, making.calendar.now) - 20 * DAY)
    making.sheets.add(
        "workers_session", *filed, training[0], making.text(start), making.text(start + (hours - hours // 8) * HOUR), f"{hours}.0",
        making.rng.choice(("区社区学院", "街道多功能厅", "党群服务中心")), 700,
    )  # fmt: skip
    return Class(str(filed[0]), start, hours, batch)


def attend(making: Making, workers: Sequence[Worker], classes: Sequence[Class]) -> None:
    """As many sessions as bring a worker to the committee's hours a year."""
    rng, calendar = making.rng, making.calendar
    mine = [one for one in classes if one.batch is None or one.batch == making.committee.at % BATCHES]
    offered = sum(one.hours for one in mine if one.start < calendar.now) * YEAR / calendar.days
    for one in mine:
        likely = min(1.0, making.rate("trained", min(one.start, calendar.now)) / max(1.0, offered) / PRESENT)
        for worker in workers:
            if days_on(worker, one.start // DAY) and rng.random() < likely:
                _sit(making, worker, one)


def _sit(making: Making, worker: Worker, one: Class) -> None:
    rng, now, text = making.rng, making.calendar.now, making.text
    enrolled = min(one.start - rng.randint(2, 15) * DAY, now - rng.randint(10, 400) * MINUTE)
    over = one.start + one.hours * HOUR < now
    present = rng.random() < PRESENT if over else None
    making.sheets.add(
        "workers_attendance", *making.filed(enrolled, making.committee.personnel, version=1 + over), one.id, worker.id,
        text(enrolled), present, f"{one.hours}.0" if present else "0", text(one.start) if over else None,
        text(one.start + 30 * MINUTE) if over else None,
    )  # fmt: skip
