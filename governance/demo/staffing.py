"""社区工作者: the seats of a committee or street, who sat on them one after another, their certificates, and changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from governance.demo import names, programme
from governance.demo.calendar import DAY, HOUR, YEAR
from governance.demo.people import sealed
from governance.demo.world import Making
from governance.vault import masks

TABLE = "workers_worker"
MOVED = 0.02
"""Share of those hired during the history who came from another committee of the street."""
RETIRED = 0.02
KINDS = (("assistant", 62), ("social", 33), ("senior", 5))


@dataclass(slots=True)
class Worker:
    """On one seat from day `since` to day `until`. `born`: year."""

    id: str
    since: int
    until: int | None
    born: int
    ending: str = ""


def staff(making: Making, seats: Sequence[str]) -> list[Worker]:
    """Everybody who worked here in the history, with postings, certificates and the changes behind them."""
    return [one for post in seats for one in _sit(making, post)]


def _sit(making: Making, post: str) -> list[Worker]:
    """One seat: somebody leaves now and then, and a successor comes some weeks later."""
    rng, last, found = making.rng, making.calendar.days - 1, []
    since = -rng.randint(100, 3000)
    while True:
        one = Worker("", since, None, rng.randint(1972, 2000))
        _leave(making, one)
        _write(making, one, post)
        found.append(one)
        if one.until is None or one.until + 60 > last:
            return found
        since = one.until + rng.randint(5, 50)


def _leave(making: Making, one: Worker) -> None:
    """Month by month, by the committee's rate of resigning at that time, or for another reason."""
    rng, last = making.rng, making.calendar.days - 2
    for day in range(max(one.since, 0) + 30, last, 30):
        resigned = rng.random() < making.rate("leaving", day * DAY) * 30 / YEAR
        if resigned or rng.random() < RETIRED * 30 / YEAR:
            one.until = day
            one.ending = "resigned" if resigned else rng.choice(("retired", "retired", "dismissed", "other"))
            return


def _birthday(making: Making, year: int) -> date:
    """No two of a committee share one: numbers of identity are unique in the register."""
    while True:
        day = date(year, making.rng.randint(1, 12), making.rng.randint(1, 28))
        if day not in making.birthdays:
            making.birthdays.add(day)
            return day


def _write(making: Making, one: Worker, post: str) -> None:
    rng = making.rng
    moves = one.since > 60 and rng.random() < MOVED and len(making.street.committees) > 1
    recorded = -rng.randint(1, 20) * DAY + 9 * HOUR if one.since < 0 or moves else one.since * DAY + 9 * HOUR
    state = "exited" if one.until is not None else "on_leave" if rng.random() < 0.015 else "active"
    filed = making.filed(recorded, making.committee.personnel, version=2 + (one.until is not None))
    one.id = str(filed[0])
    born, sex = _birthday(making, one.born), rng.choice(("female", "female", "male"))
    number = names.id_number(rng, making.world.district, born, sex, turn=making.committee.at)
    making.sheets.add(
        TABLE, *filed, making.serial("SG"), names.person(rng, sex, one.born), sex, born,
        rng.choice(("college", "bachelor", "bachelor", "bachelor", "master")),
        *sealed(TABLE, one.id, "id_number", number, masks.id_number), *sealed(TABLE, one.id, "phone", names.phone(rng), masks.phone),
        "、".join(rng.sample(programme.WORK, rng.randint(2, 4))), state,
    )  # fmt: skip
    if moves:
        _come_over(making, one, post)
    elif one.since >= 0:
        change(making, one.id, "join", one.since, post)
    _post(making, one, post, making.committee.code, one.since, one.until, one.ending)
    if one.until is not None:
        change(making, one.id, "leave", one.until, None, one.ending)
    certify(making, one)


def _come_over(making: Making, one: Worker, post: str) -> None:
    """From a neighbouring committee, where somebody else has the seat since."""
    here = making.committee.code
    before = making.rng.choice([code for code in making.street.committees if code != here])
    begun = -making.rng.randint(100, 2000)
    _post(making, one, post, before, begun, one.since, "moved")
    change(making, one.id, "transfer", one.since, post, division=before)


def _post(making: Making, one: Worker, post: str, division: str, since: int, until: int | None, ending: str) -> None:
    text, calendar = making.text, making.calendar
    recorded = -DAY if since < 0 else since * DAY + 9 * HOUR
    row, version, _, by, at, reason = making.filed(
        recorded, making.committee.personnel, version=1 if until is None else 2
    )
    making.sheets.add(
        "workers_posting", row, version, division, by, at, reason, calendar.day(since), until if until is None else calendar.day(until),
        None if until is None else text(until * DAY + 9 * HOUR), one.id, making.world.posts[post], ending,
    )  # fmt: skip


def change(
    making: Making, worker: str, kind: str, day: int, post: str | None, ending: str = "", *, division: str = "",
    state: str = "effective", to: str = "",
) -> None:  # fmt: skip
    """人事变动 as a row. `division` is where it starts from, `to` where it leads to: this committee, unless said otherwise."""
    committee, text = making.committee, making.text
    asked = min(day * DAY, making.calendar.now) - making.rng.randint(9, 20) * DAY
    to = "" if kind == "leave" else to or committee.code
    within_street = kind == "transfer" and to[:9] == (division or committee.code)[:9]
    steps = ("draft", "submitted", "street_approved", "district_approved", "effective").index(state)
    row, _, _, by, at, reason = making.filed(asked, committee.personnel)
    making.sheets.add(
        "workers_change", row, 1 + steps, division or committee.code, by, at, reason, kind,
        "filing" if within_street or ending == "retired" else "approval", worker, to or None, post and making.world.posts[post],
        ending, making.calendar.day(day), "", state, committee.chief if steps > 1 else None, text(asked + 3 * DAY) if steps > 1 else None,
        making.world.admin if steps > 2 else None, text(asked + 7 * DAY) if steps > 2 else None,
        text(day * DAY + 9 * HOUR) if steps > 3 else None, "",
    )  # fmt: skip


def certify(making: Making, one: Worker) -> None:
    """Most before the history, some in it; a few expire."""
    rng, calendar = making.rng, making.calendar
    if rng.random() < making.rate("certified", calendar.now):
        kind = rng.choices([name for name, _ in KINDS], [weight for _, weight in KINDS])[0]
        day = -rng.randint(10, 2500) if rng.random() < 0.8 else rng.randrange(max(0, one.since), calendar.days - 1)
        _certificate(making, one, kind, day, None)
    if rng.random() < 0.15:
        day = -rng.randint(10, 900)
        _certificate(making, one, rng.choice(("mediator", "mind")), day, day + 3 * YEAR)


def _certificate(making: Making, one: Worker, kind: str, day: int, until: int | None) -> None:
    calendar, issued = making.calendar, making.calendar.day(day)
    filed = making.filed(max(day * DAY, -10 * DAY) + 10 * HOUR, making.committee.personnel)
    making.sheets.add(
        "workers_certificate", *filed, one.id, kind, f"SH{issued:%Y}{making.rng.randrange(10**6):06d}", issued,
        None if until is None else calendar.day(until),
    )  # fmt: skip


def allot(making: Making, seats: int) -> None:
    """员额 of a street: one decision before the history, the next with the year's turn; few streets are above it."""
    calendar, personnel = making.calendar, making.world.admin
    turn = (date(calendar.today.year, 1, 1) - calendar.first).days
    roomy = making.rng.choice((1.0, 1.03, 1.05, 1.08, 0.985))
    for since, until, share in ((-700, turn, roomy - 0.02), (turn, None, roomy)):
        filed = making.filed(max(since, -20) * DAY, personnel)
        making.sheets.add(
            "workers_quota", *filed, calendar.day(since), until if until is None else calendar.day(until),
            None if until is None else making.text(until * DAY), round(seats * share), f"区民政局核定（{calendar.day(since).year}）",
        )  # fmt: skip


def apply(making: Making, here: list[Worker], to: str) -> None:
    """Changes that wait: a transfer out of the street at each of two steps, a leaving, and a draft."""
    sitting = [one for one in here if one.until is None]
    today = making.calendar.days - 1
    for one, state, ahead in zip(sitting, ("submitted", "street_approved", "draft"), (9, 5, 16), strict=False):
        change(making, one.id, "transfer", today + ahead, "worker", state=state, to=to)
    if len(sitting) > 3:
        change(making, sitting[3].id, "leave", today + 12, None, "resigned", state="submitted")


def days_on(one: Worker, day: int) -> bool:
    return one.since <= day and (one.until is None or day < one.until)
